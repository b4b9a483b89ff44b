"""How long each kind of data is kept (data/retention.yaml), and the bounds within which an operator may change it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from jieqing.kit.catalogue import read_yaml
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.law.pack import at, rule

CATALOGUE = Path(__file__).parents[1] / "data/retention.yaml"
# The longest that so many calendar months or years can be, so that a bound in days never falls short of the law's.
LONGEST_DAYS = {"months": {6: 184}, "years": {3: 1096}}
# A shorter period is not carried out at once: a slip of the keyboard must not delete what a week later is missed.
DAYS_OF_GRACE = 7
SHORTEST = "CN-PI-14"


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of data. `days` is the first setting; `least`, `most`: ids of the rules that bound it ('' for none).

    `removed_by`: the room whose job deletes it; 'host': the operator's own machine; 'never': no job does, and
    `instead` says what holds.
    """

    id: str
    name: Words
    kept_from: Words
    days: int
    least: str
    most: str
    removed_by: Literal["claims", "mandates", "identity", "notices", "privacy", "host", "never"]
    note: Words
    instead: Words | None

    @property
    def is_changeable(self) -> bool:
        return self.removed_by != "never"


@dataclass(frozen=True, slots=True)
class Setting:
    """An operator's decision: so many days, in force from a day on."""

    days: int
    from_on: date
    made_at: datetime


@cache
def catalogue() -> dict[str, Kept]:
    """All kinds by id, in the order of the page."""
    rows = read_yaml(CATALOGUE)
    found = [
        Kept(
            id=row["id"], name=Words(**row["name"]), kept_from=Words(**row["kept_from"]), days=row["days"],
            least=row["least"] or "", most=row["most"] or "", removed_by=row["removed_by"], note=Words(**row["note"]),
            instead=Words(**row["instead"]) if "instead" in row else None,
        )
        for row in rows
    ]  # fmt: skip
    return {kept.id: kept for kept in found}


def bound_days(rule_id: str, on: date) -> int:
    """The rule's period as whole days, rounded up: six months are at most 184, three years at most 1,096."""
    return LONGEST_DAYS[rule(rule_id).unit][at(rule_id, on)]


def days_on(kept: Kept, settings: Iterable[Setting], on: date) -> int:
    """The period in force on a day: the latest decision that had begun, else the first setting."""
    begun = [setting for setting in settings if setting.from_on <= on]
    return max(begun, key=lambda setting: setting.made_at).days if begun else kept.days


def starts_on(days_now: int, days_new: int, today: date) -> date:
    """When a change comes into force: a longer period at once, a shorter one after a week."""
    return today if days_new >= days_now else today + timedelta(days=DAYS_OF_GRACE)


def last_day_kept(days: int, today: date) -> date:
    """What ended before this day is over its period. A period of 30 days keeps what ended 30 days ago."""
    return today - timedelta(days=days)


def allow(kept: Kept, days: int, today: date) -> None:
    """Raises Refusal, naming the rule, for a period outside the bounds."""
    if not kept.is_changeable:
        raise Refusal(
            "period_fixed",
            Words("“{name}”没有可以改的期限。", "There is no period to change for “{name}”.").filled(name=kept.name),
            remedy=Words("不用处理；原因见备注。", "Nothing needs to be done; the note says why."),
            field=kept.id,
            basis=SHORTEST,
        )
    least = bound_days(kept.least, today) if kept.least else 1
    if days < least:
        raise _out_of_bounds("period_too_short", kept, Words("短于", "shorter than"), least, kept.least or SHORTEST)
    if kept.most and days > bound_days(kept.most, today):
        most = bound_days(kept.most, today)
        raise _out_of_bounds("period_too_long", kept, Words("长于", "longer than"), most, kept.most)


def _out_of_bounds(code: str, kept: Kept, way: Words, bound: int, basis: str) -> Refusal:
    message = Words(
        "“{name}”的期限不能{way} {bound} 天（{basis}：{title}）。",
        "The period for “{name}” cannot be {way} {bound} days ({basis}: {title}).",
    )
    return Refusal(
        code,
        message.filled(name=kept.name, way=way, bound=bound, basis=basis, title=rule(basis).title),
        remedy=Words(
            "请改成 {bound} 天，或在这个界限以内的天数。", "Take {bound} days, or a number within that bound."
        ).filled(bound=bound),
        field=kept.id,
        basis=basis,
    )
