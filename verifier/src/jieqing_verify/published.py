"""The files of a published log (C2SP tlog-tiles), in a folder or at an address, each read up to a bound."""

import http.client
import os
import urllib.error
import urllib.parse
import urllib.request
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

from jieqing_verify.wrong import Wrong

Asked = tuple[str, int]  # a path, and how many bytes are looked at: one more is read, so that a longer file is noticed
AT_ONCE = 8


class Source(Protocol):
    """Where a log is published."""

    def read(self, path: str, limit: int) -> bytes | None:
        """The file, at most `limit` + 1 bytes of it; None where there is none. A Wrong "log_unreadable" otherwise."""

    def read_all(self, asked: Iterable[Asked]) -> Iterator[bytes | None]:
        """`read` of each, in this order."""

    def names(self) -> Iterator[str]:
        """Every path that is there, as far as the source can list them; hidden names apart."""


class Folder:
    """A log in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, path: str, limit: int) -> bytes | None:
        found = self.folder / path
        if not found.is_file():  # nor a pipe, which would be waited for
            return None
        try:
            with found.open("rb") as file:
                size = os.fstat(file.fileno()).st_size  # to ask for the limit would set that much memory aside
                return file.read(min(size, limit) + 1)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError:
            raise _unreadable(path) from None

    def read_all(self, asked: Iterable[Asked]) -> Iterator[bytes | None]:
        return (self.read(path, limit) for path, limit in asked)

    def names(self) -> Iterator[str]:
        for folder, folders, files in os.walk(self.folder):
            folders[:] = [name for name in folders if not name.startswith(".")]
            here = Path(folder).relative_to(self.folder)
            yield from ((here / name).as_posix() for name in files if not name.startswith("."))


class Web:
    """A log at an http or https address; a few files are asked for at the same time."""

    def __init__(self, url: str, *, timeout_s: float = 20) -> None:
        if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
            raise ValueError("a log is read over http or https")
        self.url, self.timeout_s = url.rstrip("/") + "/", timeout_s

    def read(self, path: str, limit: int) -> bytes | None:
        request = urllib.request.Request(self.url + path, headers={"Accept-Encoding": "gzip, identity"})
        try:
            with urllib.request.urlopen(request, timeout=self.timeout_s) as answer:
                data: bytes = answer.read(limit + 1)
                if answer.headers.get("Content-Encoding") == "gzip":
                    data = zlib.decompressobj(wbits=31).decompress(data, limit + 1)
                return data
        except urllib.error.HTTPError as error:
            if error.code in (404, 410):
                return None
            raise _unreadable(path) from None
        except (OSError, http.client.HTTPException, zlib.error):
            raise _unreadable(path) from None

    def read_all(self, asked: Iterable[Asked]) -> Iterator[bytes | None]:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            running: deque[Future[bytes | None]] = deque()
            for path, limit in asked:
                running.append(pool.submit(self.read, path, limit))
                if len(running) > 2 * AT_ONCE:
                    yield running.popleft().result()
            while running:
                yield running.popleft().result()

    def names(self) -> Iterator[str]:
        return iter(())


def source_of(where: str) -> Source:
    """The log at an address, or in a folder."""
    return Web(where) if where.startswith(("http://", "https://")) else Folder(Path(where))


def _unreadable(path: str) -> Wrong:
    return Wrong("log_unreadable", f"无法读取日志文件 {path}。", f"The log's file {path} cannot be read.")
