"""Any store that speaks S3: objects <prefix>/<tenant>/<last byte of the id>/<id> in a bucket that is there already.

JIEQING_FILES             s3://bucket/prefix?endpoint=https://host:port&region=name (http:// is taken for tests alone)
JIEQING_FILES_KEY_ID      the access key's id
JIEQING_FILES_SECRET      and its secret

What lies there is sealed already, so the bucket needs no encryption of its own; it must not be public all the same.
"""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import urllib3
from minio import Minio
from minio.error import InvalidResponseError, MinioException, S3Error
from urllib3 import BaseHTTPResponse

from jieqing.files.store import Held, Key, unavailable
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

READ_BYTES = 256 * 1024
PART_BYTES = 5 * 1024 * 1024  # the least that S3 allows; what is in memory at a time
_TROUBLE = (MinioException, urllib3.exceptions.HTTPError, OSError)


class S3:
    """A `Store` in a bucket."""

    def __init__(self, client: Minio, bucket: str, prefix: str) -> None:
        self.client, self.bucket, self.prefix = client, bucket, prefix

    def put(self, key: Key, chunks: Iterable[bytes], size: int) -> None:
        with _answering():
            self.client.put_object(
                self.bucket, self._name(key), _Reader(chunks), size, part_size=PART_BYTES, num_parallel_uploads=1
            )

    def get(self, key: Key) -> Iterator[bytes]:
        try:
            with _answering():
                answer = self.client.get_object(self.bucket, self._name(key))
        except _Missing:
            raise KeyError(str(key.id)) from None
        return _pieces(answer)

    def delete(self, key: Key) -> None:
        with _answering():
            self.client.remove_object(self.bucket, self._name(key))

    def list(self) -> Iterator[Held]:
        with _answering():
            for found in self.client.list_objects(self.bucket, prefix=self.prefix, recursive=True):
                key = self._key_of(found.object_name or "")
                if key is not None and found.last_modified is not None:
                    yield Held(key, found.size or 0, found.last_modified)

    def _name(self, key: Key) -> str:
        return self.prefix + "/".join(key.parts)

    def _key_of(self, name: str) -> Key | None:
        try:
            tenant, shelf, each = name.removeprefix(self.prefix).split("/")
            key = Key(UUID(tenant), UUID(each))
        except ValueError:  # not ours
            return None
        return key if key.parts == (tenant, shelf, each) else None


class _Reader(BytesIO):
    """The chunks as a file to read from, without having them all at once."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        super().__init__()
        self.chunks, self.rest = iter(chunks), bytearray()

    def read(self, size: int | None = -1) -> bytes:
        size = -1 if size is None else size
        while size < 0 or len(self.rest) < size:
            chunk = next(self.chunks, None)
            if chunk is None:
                break
            self.rest += chunk
        taken = bytes(self.rest if size < 0 else self.rest[:size])
        del self.rest[: len(taken)]
        return taken


class _Missing(Exception):  # noqa: N818 - an answer, for get() alone
    pass


@contextmanager
def _answering() -> Iterator[None]:
    """Turns what goes wrong on the way into a Refusal without names or keys."""
    try:
        yield
    except _TROUBLE as error:
        code = _code_of(error)
        if code in ("NoSuchKey", "NoSuchObject"):
            raise _Missing from None
        raise unavailable(f"S3: {code or type(error).__name__}") from error


def _code_of(error: Exception) -> str:
    """The code that the server gave ('NoSuchKey'), or ''. The client reads it only of answers in application/xml."""
    if isinstance(error, S3Error):
        return error.code or ""
    said = re.search(r"<Code>(\w+)</Code>", str(error)) if isinstance(error, InvalidResponseError) else None
    return said[1] if said else ""


def _pieces(answer: BaseHTTPResponse) -> Iterator[bytes]:
    try:
        with _answering():
            yield from answer.stream(READ_BYTES)
    finally:
        answer.close()
        answer.release_conn()


def store(address: str) -> S3:
    """The store at s3://bucket/prefix?endpoint=…&region=…. Raises Refusal for an address that lacks a part."""
    said = urlsplit(address)
    asked = {name: values[0] for name, values in parse_qs(said.query).items()}
    endpoint = urlsplit(asked.get("endpoint", ""))
    key_id, secret = os.environ.get("JIEQING_FILES_KEY_ID"), os.environ.get("JIEQING_FILES_SECRET")
    if not (said.netloc and endpoint.netloc and endpoint.scheme in ("http", "https") and key_id and secret):
        raise _not_usable()
    client = Minio(
        endpoint.netloc,
        access_key=key_id,
        secret_key=secret,
        secure=endpoint.scheme == "https",
        region=asked.get("region", "us-east-1"),
        http_client=urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=5, read=60), retries=urllib3.Retry(2, backoff_factor=0.2)
        ),
    )
    prefix = said.path.strip("/")
    return S3(client, said.netloc, f"{prefix}/" if prefix else "")


def _not_usable() -> Refusal:
    return Refusal(
        "store_address_incomplete",
        Words("附件存放地址不完整。", "The address of the store for attachments is incomplete."),
        remedy=Words(
            "JIEQING_FILES 写成 s3://桶/前缀?endpoint=https://主机；"
            "密钥放进 JIEQING_FILES_KEY_ID 和 JIEQING_FILES_SECRET。",
            "Write s3://bucket/prefix?endpoint=https://host in JIEQING_FILES, and put the key into"
            " JIEQING_FILES_KEY_ID and JIEQING_FILES_SECRET.",
        ),
        field="JIEQING_FILES",
        status=503,
    )
