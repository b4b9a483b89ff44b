"""How long each kind of data is kept, as of a day; and what the nightly deletion removed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from jieqing.kit.actor import Actor
from jieqing.kit.clock import SHANGHAI
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.privacy.models import RetentionRun, RetentionSetting
from jieqing.privacy.rules.retention import Kept, Setting, catalogue, days_on


@dataclass(frozen=True, slots=True)
class Decided:
    """An operator's decision as it stands in the history. `made_by` is a pseudonym."""

    days: int
    from_on: date
    reason: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Run:
    """A kind's latest turn in the nightly deletion; `removed` None: begun, not yet reported."""

    ran_on: date
    last_day_kept: date
    removed: int | None


@dataclass(frozen=True, slots=True)
class Period:
    """One kind: the days in force, a decision that is still to come, all decisions (newest first), the latest run."""

    kept: Kept
    days: int
    coming: Decided | None
    decided: tuple[Decided, ...]
    run: Run | None

    @property
    def words(self) -> Words:
        """'1095 天' / '1095 days', or what holds instead of a period."""
        return self.kept.instead or Words(f"{self.days} 天", f"{self.days} days")

    @property
    def latest_days(self) -> int:
        """What was decided last, in force or not: the figure that an operator changes."""
        return self.decided[0].days if self.decided else self.kept.days


@dataclass(frozen=True, slots=True)
class Due:
    """What a room deletes in one run: its kind, and the moment before which the data's period had to begin."""

    run_id: UUID
    kind: str
    before: datetime


def periods(actor: Actor, today: date) -> list[Period]:
    """Every kind, in the catalogue's order, as of that day."""
    with acting(actor):
        decided = _decided()
        runs = {run.kind: run for run in RetentionRun.objects.order_by("kind", "-ran_on").distinct("kind")}
    return [_period(kept, decided.get(kept.id, ()), runs.get(kept.id), today) for kept in catalogue().values()]


def period(actor: Actor, kind: str, today: date) -> Period:
    """That kind, as of that day; raises Refusal for an unknown one."""
    found = next((each for each in periods(actor, today) if each.kept.id == kind), None)
    if found is None:
        raise Refusal(
            "kind_unknown",
            Words("没有这一类信息。", "There is no such kind of data."),
            remedy=Words("请从列表里选。", "Choose one from the list."),
            field="kind",
            status=404,
        )
    return found


def due(actor: Actor, run_id: UUID) -> Due | None:
    """What that run asks for; None once its room has reported."""
    with acting(actor):
        run = RetentionRun.objects.filter(id=run_id, done_at=None).first()
    return Due(run.id, run.kind, start_of(run.last_day_kept)) if run else None


def start_of(day: date) -> datetime:
    """The moment at which that day begins in China."""
    return datetime.combine(day, time.min, SHANGHAI)


def _decided() -> dict[str, list[Decided]]:
    found: dict[str, list[Decided]] = {}
    for row in RetentionSetting.objects.order_by("-made_at", "-id"):
        one = Decided(row.days, row.from_on, row.reason, row.made_by, row.made_at)
        found.setdefault(row.kind, []).append(one)
    return found


def _period(kept: Kept, decided: Iterable[Decided], run: RetentionRun | None, today: date) -> Period:
    newest_first = tuple(decided)
    days = days_on(kept, [Setting(d.days, d.from_on, d.made_at) for d in newest_first], today)
    latest = newest_first[0] if newest_first else None
    return Period(
        kept=kept,
        days=days,
        coming=latest if latest and latest.from_on > today else None,
        decided=newest_first,
        run=Run(run.ran_on, run.last_day_kept, run.removed) if run else None,
    )
