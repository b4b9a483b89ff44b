"""Sealed contents copied out of the store and into one, as they are: for backups, which cannot read them either."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from jieqing.files.providers.local_folder import LocalFolder
from jieqing.files.sealing import sealed_size
from jieqing.files.store import Key, Store, open_store


class Wanted(NamedTuple):
    """What a row says of its object: whose, which, bytes of its content, SHA-256 of its sealed bytes."""

    tenant: UUID
    id: UUID
    size: int
    sha256: bytes


def copy_out(wanted: Iterable[Wanted], folder: Path, *, each: Callable[[], None]) -> dict[UUID, str]:
    """Copies those objects to <folder>/<tenant>/<..>/<id>, and calls `each` after every one.

    Returns what could not be copied: id -> 'missing' or 'damaged' (its bytes are not those of its row).
    """
    store, copies = open_store(), LocalFolder(folder)
    failed: dict[UUID, str] = {}
    for row in wanted:
        key = Key(row.tenant, row.id)
        try:
            copies.put(key, _checked(store, key, row.sha256), sealed_size(row.size))
        except KeyError:
            failed[row.id] = "missing"
        except ValueError:
            failed[row.id] = "damaged"
        each()
    return failed


def copy_in(folder: Path, *, each: Callable[[], None]) -> int:
    """Puts every object of such a folder into the store, over one of the same key; returns how many there were."""
    store, copies = open_store(), LocalFolder(folder)
    n = 0
    for held in copies.list():
        store.put(held.key, copies.get(held.key), held.size)
        n += 1
        each()
    return n


def strangers_in_store(folder: Path) -> int:
    """How many objects the store holds already that are not in that folder."""
    known = {held.key for held in LocalFolder(folder).list()}
    return sum(held.key not in known for held in open_store().list())


def _checked(store: Store, key: Key, sha256: bytes) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for piece in store.get(key):
        digest.update(piece)
        yield piece
    if digest.digest() != sha256:
        raise ValueError("these are not the bytes of the row")
