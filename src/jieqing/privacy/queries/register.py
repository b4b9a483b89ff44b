"""The register of processing, for everybody: the vault's fields with their basis, and how long each is kept."""

import csv
import io
from dataclasses import dataclass
from datetime import date

from jieqing.identity.rules.roles import catalogue as roles
from jieqing.kit.actor import Actor
from jieqing.kit.words import Language, Words
from jieqing.privacy.queries.retention import Period, periods
from jieqing.vault.rules.register import SYSTEM, Field, Purpose, fields, purposes

BOM = "\ufeff"  # or Excel takes UTF-8 for something else
HOUSE_JOBS = Words("系统任务", "the house's own jobs")
HEAD = (
    Words("编号", "Id"),
    Words("信息", "Data"),
    Words("是谁的", "Of whom"),
    Words("依据", "Legal basis"),
    Words("为什么", "Why"),
    Words("敏感", "Sensitive"),
    Words("保存多少天", "Days kept"),
    Words("从何时起算", "Counted from"),
    Words("谁能为什么打开", "Who may open it, and what for"),
)
YES_NO = {True: Words("是", "yes"), False: Words("否", "no")}


@dataclass(frozen=True, slots=True)
class Opening:
    """One purpose for which a field may be opened, and by whom."""

    purpose: Words
    roles: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the register."""

    field: Field
    period: Period
    openings: tuple[Opening, ...]


def register(actor: Actor, today: date) -> list[Entry]:
    """Every field that is kept sealed, in the order of the vault's register, with the period in force today."""
    kept = {period.kept.id: period for period in periods(actor, today)}
    return [Entry(field, kept[field.kept], _openings(field)) for field in fields().values()]


def register_csv(actor: Actor, today: date, language: Language) -> bytes:
    """The register as a CSV file in UTF-8 with BOM, one line a field."""
    out = io.StringIO()
    write = csv.writer(out).writerow
    write([head.to(language) for head in HEAD])
    for entry in register(actor, today):
        write(_line(entry, language))
    return (BOM + out.getvalue()).encode()


def _line(entry: Entry, language: Language) -> list[str]:
    field, between = entry.field, "、" if language == "zh" else ", "
    said = (field.name, field.of_whom, Words(field.basis, field.basis), field.why, YES_NO[field.is_sensitive])
    openings = "; ".join(
        f"{opening.purpose.to(language)} ({between.join(role.to(language) for role in opening.roles)})"
        for opening in entry.openings
    )
    kept = (entry.period.words, entry.period.kept.kept_from)
    return [field.id, *(words.to(language) for words in (*said, *kept)), openings]


def _openings(field: Field) -> tuple[Opening, ...]:
    return tuple(_opening(purpose) for purpose in purposes().values() if field.id in purpose.fields)


def _opening(purpose: Purpose) -> Opening:
    names = tuple(role.name for role in roles().values() if role.id in purpose.roles)
    return Opening(purpose.words, names + ((HOUSE_JOBS,) if SYSTEM in purpose.roles else ()))
