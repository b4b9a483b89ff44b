"""Attach a paper, give it back, take it away, and sweep what nobody refers to.

The content is sealed under a key of its own, which the vault seals under the subject's key: `vault.erase` of a subject
makes its attachments unreadable, wherever copies of them lie. The object is written inside the caller's transaction;
what a rollback leaves behind in the store is unreadable, too, and is swept.
"""

import hashlib
import logging
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from itertools import chain, groupby
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Sum

from jieqing.evidence import log
from jieqing.files import sealing
from jieqing.files.copies import Wanted, copy_in, copy_out, strangers_in_store
from jieqing.files.models import StoredFile
from jieqing.files.queries import listing, row_of
from jieqing.files.rules.accepting import Accepted, accepted
from jieqing.files.rules.catalogue import MB, catalogue
from jieqing.files.store import Key, open_store
from jieqing.kit import clock
from jieqing.kit.actor import Actor, system
from jieqing.kit.ids import new_id
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.vault import service as vault

logger = logging.getLogger("jieqing.files")


@dataclass(frozen=True, slots=True)
class Download:
    """An attachment on its way out: `size` in bytes, `chunks` of the content, each checked as it is read."""

    filename: str
    content_type: str
    size: int
    chunks: Iterator[bytes]


def put(actor: Actor, subject: UUID, data: bytes, *, filename: str) -> StoredFile:
    """Attaches a file to a subject of the actor's tenant and returns its row.

    Raises Refusal: file_empty, file_too_large, file_type_not_accepted, file_lies_about_its_type, file_unreadable,
    too_many_files, store_unavailable.
    """
    return put_judged(actor, subject, data, accepted(data, filename))


def put_judged(actor: Actor, subject: UUID, data: bytes, taken: Accepted) -> StoredFile:
    """`put` for a file that a reader of the caller's has judged, and read to its end (a ledger may be an old .xls).

    Raises Refusal: too_many_files, store_unavailable.
    """
    if actor.tenant is None:
        raise RuntimeError("an attachment belongs to a tenant")
    file_id, key = new_id(), secrets.token_bytes(32)
    with acting(actor):
        _keep_within_bounds(actor.tenant, subject, len(data))
        sealed = vault.seal_all(actor, subject, {"file.name": taken.filename, "file.content": key.hex()})
        digest = hashlib.sha256()
        chunks = _digested(sealing.seal(data, key, actor.tenant, subject, file_id), digest)
        open_store().put(Key(actor.tenant, file_id), chunks, sealing.sealed_size(len(data)))
        row = StoredFile.objects.create(
            tenant_id=actor.tenant,
            id=file_id,
            subject=subject,
            content_type=taken.kind.content_type,
            size=len(data),
            sha256=digest.digest(),
            filename_sealed=sealed["file.name"],
            key_sealed=sealed["file.content"],
            stored_at=clock.now(),
        )
        # the hash of what was handed in, so that whoever has the file can show that it is this one
        _record(actor, "files.file_stored", row, content_sha256=hashlib.sha256(data).hexdigest())
    return row


def download(actor: Actor, file_id: UUID, purpose: str) -> Download:
    """Opens an attachment for a purpose; the vault leaves an entry.

    Raises Refusal: file_not_found (also for another tenant's), what the vault refuses, store_unavailable; and while
    the chunks are read file_damaged.
    """
    with acting(actor):
        row = row_of(actor, file_id)
        filename, key = vault.open_all(actor, [bytes(row.filename_sealed), bytes(row.key_sealed)], purpose)
    try:
        pieces = open_store().get(Key(row.tenant_id, row.id))
    except KeyError:
        raise _damaged(row) from None
    chunks = _guarded(row, sealing.unseal(pieces, bytes.fromhex(key), row.tenant_id, row.subject, row.id))
    first = next(chunks)  # read now, while a refusal can still be said in words
    return Download(filename, row.content_type, row.size, chain((first,), chunks))


def get(actor: Actor, file_id: UUID, purpose: str) -> tuple[str, str, bytes]:
    """(filename, content type, content) of an attachment; refuses as `download` does."""
    opened, content = download(actor, file_id, purpose), BytesIO()
    for chunk in opened.chunks:  # b"".join would hold all of it twice
        content.write(chunk)
    return opened.filename, opened.content_type, content.getvalue()


def remove(actor: Actor, file_id: UUID) -> None:
    """Takes an attachment of the actor's own tenant away for good. Raises Refusal file_not_found."""
    with acting(actor):
        row = row_of(actor, file_id)
        if row.tenant_id != actor.tenant:
            raise _not_yours(row)
        _record(actor, "files.file_removed", row)
        key = Key(row.tenant_id, row.id)
        row.delete()
        # After the commit: a rollback must find the content still there. What fails here is swept.
        transaction.on_commit(lambda: _forget(key))


def remove_all(actor: Actor, subject: UUID) -> int:
    """Takes every attachment of a subject of the actor's own tenant away; returns how many there were."""
    if actor.tenant is None:
        return 0
    with acting(actor):
        ids = list(StoredFile.objects.filter(tenant_id=actor.tenant, subject=subject).values_list("id", flat=True))
        for file_id in ids:
            remove(actor, file_id)
    return len(ids)


def sweep(older_than: datetime) -> int:
    """Clears objects that no row refers to and that were written before that moment; returns how many.

    The moment lies at least an hour back: an attachment's transaction may still be on its way.
    """
    store = open_store()
    old = sorted((each.key for each in store.list() if each.at < older_than), key=lambda key: key.parts)
    swept = 0
    for tenant, keys in groupby(old, key=lambda key: key.tenant):
        for key in _orphans(tenant, list(keys)):
            store.delete(key)
            swept += 1
    logger.info("swept orphans=%s", swept)
    return swept


def _keep_within_bounds(tenant: UUID, subject: UUID, size: int) -> None:
    """Raises Refusal when a subject would hold too much. One file of a subject at a time, so that none slips by."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [subject.int & (1 << 63) - 1])
    held = StoredFile.objects.filter(tenant_id=tenant, subject=subject).aggregate(n=Count("id"), bytes=Sum("size"))
    book = catalogue()
    if held["n"] >= book.files_per_subject or (held["bytes"] or 0) + size > book.bytes_per_subject:
        raise Refusal(
            "too_many_files",
            Words(
                "一笔债权最多放 {n} 个附件、共 {mb} MB。",
                "There is room for {n} attachments of {mb} MB in all.",
            ).filled(n=book.files_per_subject, mb=book.bytes_per_subject // MB),
            remedy=Words(
                "删掉不需要的，或把几页合成一份 PDF。", "Remove some that are not needed, or join pages into one PDF."
            ),
            field="file",
        )


def _record(actor: Actor, event: str, row: StoredFile, **more: str) -> None:
    """`sha256` is that of the sealed object, as the store has it."""
    about = {"file": str(row.id), "content_type": row.content_type, "size": row.size}
    body = {**about, "sha256": bytes(row.sha256).hex(), **more}
    log.append(actor, event, about=row.subject, body=vault.commit_body(actor, row.subject, body))


def _digested(chunks: Iterable[bytes], digest: "hashlib._Hash") -> Iterator[bytes]:
    for chunk in chunks:
        digest.update(chunk)
        yield chunk


def _guarded(row: StoredFile, chunks: Iterator[bytes]) -> Iterator[bytes]:
    try:
        yield from chunks
    except sealing.Damaged:
        raise _damaged(row) from None


def _orphans(tenant: UUID, keys: list[Key]) -> list[Key]:
    with acting(system("files-sweep", tenant)):
        known = set(StoredFile.objects.filter(id__in=[key.id for key in keys]).values_list("id", flat=True))
    return [key for key in keys if key.id not in known]


def _forget(key: Key) -> None:
    try:
        open_store().delete(key)
    except Refusal as no:
        logger.warning("object left for the sweep file=%s code=%s", key.id, no.code)


def _damaged(row: StoredFile) -> Refusal:
    logger.error("attachment damaged file=%s", row.id)
    return Refusal(
        "file_damaged",
        Words("这份附件在存放处丢失或损坏了。", "This attachment is lost or damaged where it was kept."),
        remedy=Words("请告诉运营人员，从备份里恢复。", "Tell the operator, who can restore it from a backup."),
        status=500,
        about=row.subject,
    )


def _not_yours(row: StoredFile) -> Refusal:
    return Refusal(
        "file_of_another",
        Words(
            "这份附件属于别的单位，您只能看。", "This attachment belongs to another organisation; you may only read it."
        ),
        remedy=Words("要删除请联系它的所有者。", "To have it removed, ask its owner."),
        status=403,
        about=row.subject,
    )


__all__ = [
    "Download",
    "Wanted",
    "copy_in",
    "copy_out",
    "download",
    "get",
    "listing",
    "put",
    "put_judged",
    "remove",
    "remove_all",
    "strangers_in_store",
    "sweep",
]
