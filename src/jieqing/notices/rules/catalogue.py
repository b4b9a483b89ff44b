"""The catalogues of this room: what people are told by event, and why a mail may fail."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jieqing.kit.catalogue import read_yaml
from jieqing.kit.words import Words

DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True, slots=True)
class Kind:
    """What is said when an event is announced.

    `to`: roles, or "admins", or "one"; `about`: the announced id that the address of `page` needs, or '';
    `is_always`: a warning of safety that nobody can turn off; `identity` has mailed it at once;
    `is_once`: not said again while the same stands unread.
    """

    id: str
    group: str
    to: tuple[str, ...]
    about: str
    page: str
    title: Words
    says: Words
    link: Words
    is_always: bool
    is_once: bool


@dataclass(frozen=True, slots=True)
class MailFailure:
    """Why a mail did not go out and what to change; `is_lasting`: trying again will not help."""

    id: str
    words: Words
    remedy: Words
    is_lasting: bool


@cache
def kinds() -> dict[str, Kind]:
    """What people are told, by event, in the order of the settings page."""
    order = list(groups())
    rows = sorted(_rows("notices.yaml"), key=lambda row: order.index(row["group"]))
    return {row["id"]: _kind(row) for row in rows}


def kinds_for(roles: Iterable[str]) -> list[Kind]:
    """What a member with these roles may be told; what goes to managers or to one is offered to everybody."""
    return [kind for kind in kinds().values() if {*roles, "admins", "one"} & {*kind.to}]


@cache
def groups() -> dict[str, Words]:
    """The names of the groups, in order."""
    return {row["id"]: Words(**row["name"]) for row in _rows("groups.yaml")}


@cache
def mail_failures() -> dict[str, MailFailure]:
    """Why a mail may fail, by id."""
    return {
        row["id"]: MailFailure(
            row["id"], Words(**row["words"]), Words(**row["remedy"]), bool(row.get("is_lasting", False))
        )
        for row in _rows("mail_failures.yaml")
    }


def _kind(row: dict[str, Any]) -> Kind:
    return Kind(
        id=row["id"],
        group=row["group"],
        to=tuple(row["to"]),
        about=row["about"],
        page=row["page"],
        title=Words(**row["title"]),
        says=Words(**row["says"]),
        link=Words(**row["link"]),
        is_always=bool(row.get("always", False)),
        is_once=bool(row.get("once", False)),
    )


def _rows(file: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = read_yaml(DATA / file)
    return rows
