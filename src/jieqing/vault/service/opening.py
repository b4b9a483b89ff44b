"""Open sealed values for a purpose, or show them masked."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db import connection

from jieqing.evidence import log
from jieqing.kit.actor import Actor
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting, again_if_undone
from jieqing.vault import rows
from jieqing.vault.ciphers import suite_of
from jieqing.vault.ciphers.damaged import Damaged
from jieqing.vault.keyring import Keyring
from jieqing.vault.rows import DataKey
from jieqing.vault.rules.header import Header, split
from jieqing.vault.rules.mask import masked
from jieqing.vault.rules.register import Purpose, fields, may_open, purposes
from jieqing.vault.service.refusals import damaged, erased, not_there, purpose_not_allowed

Keys = dict[tuple[UUID, UUID], DataKey]


@dataclass(frozen=True, slots=True)
class _Sealed:
    header: Header
    content: bytes

    @property
    def whose(self) -> tuple[UUID, UUID]:
        return self.header.tenant, self.header.subject


def open(actor: Actor, sealed: bytes, purpose: str) -> str:
    """The value. See `open_all`."""
    return open_all(actor, [sealed], purpose)[0]


def open_all(actor: Actor, sealed: Sequence[bytes | None], purpose: str) -> list[str]:
    """The values, in order; '' for b"" and None. Each subject's opening leaves one entry "vault.value_opened".

    The entry stays though the caller's transaction be rolled back, for the value was seen. `purpose` is one of the
    register's, and must allow every field to a role of the actor's (CN-PI-03). Raises Refusal where it does not (403),
    where the actor's rows hold no key for a value (404), where its subject was erased (410) and where its bytes were
    altered (500); then no value is given. A KeyError for an unknown purpose.
    """
    return [value.decode("utf-8") for value in _opened(actor, sealed, purpose)]


def open_bytes(actor: Actor, sealed: bytes, purpose: str) -> bytes:
    """Bytes that were sealed with `seal_bytes`. See `open_all`."""
    return open_bytes_all(actor, [sealed], purpose)[0]


def open_bytes_all(actor: Actor, sealed: Sequence[bytes], purpose: str) -> list[bytes]:
    """Bytes that were sealed with `seal_bytes`, in order; one entry a subject. See `open_all`."""
    return _opened(actor, sealed, purpose)


def mask(actor: Actor, sealed: Sequence[bytes | None]) -> list[str]:
    """The masked forms ("沈**", "109****1234"), in order, with one query for all of them; leaves no entry.

    '' stands for b"", for None, for what shows nothing masked, and for what was erased. Raises Refusal where the
    actor's rows hold no key for a value (404) and where its bytes were altered (500).
    """
    parts = [_split(value) for value in sealed]
    shown = {part.whose for part in parts if part and fields()[part.header.field].mask != "nothing"}
    if not shown:
        return ["" for _ in parts]
    ring = Keyring()
    with acting(actor), rows.entered():
        keys = rows.data_keys(shown)
    return [_masked(part, keys, ring) if part and part.whose in shown else "" for part in parts]


def _opened(actor: Actor, sealed: Sequence[bytes | None], purpose: str) -> list[bytes]:
    is_outermost = not connection.in_atomic_block
    try:
        with acting(actor):
            return _open(actor, [_split(value) for value in sealed], purpose)
    except Refusal as no:
        if is_outermost:  # no transaction of a caller's is open: the refusal's own can be
            log.record_refusal(actor, no)
            no.is_recorded = True
        raise


def _open(actor: Actor, parts: Sequence[_Sealed | None], purpose: str) -> list[bytes]:
    asked, held = purposes()[purpose], [part for part in parts if part]
    if not held:
        return [b"" for _ in parts]
    for part in held:
        if not may_open(actor, part.header.field, asked):
            raise purpose_not_allowed(part.header.subject)
    with rows.entered():
        keys, ring = rows.data_keys({part.whose for part in held}), Keyring()
    clear = [_clear(part, keys, ring) if part else b"" for part in parts]
    opened = list(dict.fromkeys(part.whose for part in held))
    _leave_entries(actor, opened, asked)
    again_if_undone(partial(_leave_entries_apart, actor, opened, asked))
    return clear


def _leave_entries(actor: Actor, opened: Sequence[tuple[UUID, UUID]], purpose: Purpose) -> None:
    """One in the log of whoever opened it, and one in the owner's where that is another tenant."""
    for owner, subject in opened:
        log.append(actor, "vault.value_opened", about=subject, code=purpose.id)
        if owner != actor.tenant:
            log.append(actor, "vault.value_opened", about=subject, code=purpose.id, owner=owner)


def _leave_entries_apart(actor: Actor, opened: Sequence[tuple[UUID, UUID]], purpose: Purpose) -> None:
    with acting(actor):
        _leave_entries(actor, opened, purpose)


def _split(sealed: bytes | None) -> _Sealed | None:
    if not sealed:
        return None
    found = split(bytes(sealed))
    if found is None:
        raise damaged(None)
    header, content = found
    if header.field not in fields():
        raise damaged(header.subject)
    return _Sealed(header, content)


def _clear(part: _Sealed, keys: Keys, ring: Keyring) -> bytes:
    row = keys.get(part.whose)
    if row is None:
        raise not_there(part.header.subject)
    if row.wrapped is None:
        raise erased(part.header.subject)
    try:
        return suite_of(row.profile).open(ring.data_key(row), part.content, part.header.to_bytes())
    except Damaged:
        raise damaged(part.header.subject) from None


def _masked(part: _Sealed, keys: Keys, ring: Keyring) -> str:
    kind = fields()[part.header.field].mask
    row = keys.get(part.whose)
    if kind == "nothing" or (row is not None and row.wrapped is None):
        return ""
    return masked(kind, _clear(part, keys, ring).decode("utf-8"))
