"""Where sealed contents lie: four functions, and an address that nobody outside can choose.

`JIEQING_FILES` names the store: a directory, or s3://bucket/prefix?endpoint=https://host (providers/s3.py).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.conf import settings

from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words


@dataclass(frozen=True, slots=True)
class Key:
    """The address of an object: whose it is, and an id that the server made. Both are UUIDs, or it is a bug."""

    tenant: UUID
    id: UUID

    def __post_init__(self) -> None:
        # A string that only looks like an id might say '../' somewhere; a UUID cannot.
        if not (isinstance(self.tenant, UUID) and isinstance(self.id, UUID)):
            raise TypeError("an object's key is made of UUIDs")

    @property
    def parts(self) -> tuple[str, str, str]:
        """Tenant, shelf, name. The shelf is the id's last byte: its first ones are the time, alike all day."""
        return str(self.tenant), self.id.hex[-2:], str(self.id)


@dataclass(frozen=True, slots=True)
class Held:
    """An object in the store: `size` in bytes, `at` when it was last written."""

    key: Key
    size: int
    at: datetime


class Store(Protocol):
    """A store is whole or not at all: an object that was not written to its end is never there under its key."""

    def put(self, key: Key, chunks: Iterable[bytes], size: int) -> None:
        """Writes the object, `size` bytes in all, durably. Raises Refusal (503) when the store does not take it."""

    def get(self, key: Key) -> Iterator[bytes]:
        """The object's bytes, in pieces. Raises KeyError when it is not there, Refusal (503) when none can be had."""

    def delete(self, key: Key) -> None:
        """Removes it; nothing happens when it is not there."""

    def list(self) -> Iterator[Held]:
        """Every object, in no order. Remains of writes that were cut short are among them, to be swept."""


def open_store() -> Store:
    """The store that the settings name. Raises Refusal when they name none that can be used."""
    named = settings.JIEQING_FILES
    if not named:
        raise Refusal(
            "store_not_named",
            Words("还没有指定附件存放的位置。", "No place for attachments is named."),
            remedy=Words(
                "在 JIEQING_FILES 里写一个目录，或 s3:// 开头的地址。",
                "Name a directory in JIEQING_FILES, or an address that begins with s3://.",
            ),
            field="JIEQING_FILES",
            status=503,
        )
    if named.startswith("s3://"):
        from jieqing.files.providers import s3  # noqa: PLC0415 - its client takes 0.2 s to import

        return s3.store(named)
    from jieqing.files.providers.local_folder import LocalFolder  # noqa: PLC0415 - as above, in the same form

    return LocalFolder(named)


def unavailable(why: str) -> Refusal:
    """The store did not answer; `why` is for the operator's eyes and names no object."""
    return Refusal(
        "store_unavailable",
        Words("附件存放处现在用不了（{why}）。", "The place where attachments lie cannot be used now ({why}).").filled(
            why=why
        ),
        remedy=Words(
            "没有保存；稍后再试。仍不行请告诉运营人员。",
            "Nothing was saved; try again shortly, else tell the operator.",
        ),
        status=503,
    )
