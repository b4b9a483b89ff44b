"""Until when: the period that decides as a big number, what unproven events would change, what ends sooner."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from jieqing.claims.assessment_page.pieces import NOTHING, Basis, basis_of, day_words, plural
from jieqing.claims.rules.assessment import Limits, Period, ShorterPeriod, Status
from jieqing.kit.words import Words

Tone = Literal["", "look"]
_CLOCKS: dict[Status, Words] = {
    "open": Words("最晚到 {day} 起诉稳妥。", "It is safe to sue until {day}."),
    "suspended": Words(
        "有程序或障碍没有结束，期间停着；结束了再算。",
        "Proceedings or an obstacle are still standing and the clock is stopped; it is counted once they end.",
    ),
    "expired": Words(
        "届满日是 {day}。还可以起诉，法院不会主动提时效，但对方提出来就可以不还。",
        "It ended on {day}. One may still sue, and no court raises it by itself; but the other side may refuse to pay.",
    ),
    "defence_waived": Words(
        "对方在届满后明确同意还，不能再拿时效来拒绝。",
        "The debtor clearly agreed to pay after it had ended, and can't rely on it any more.",
    ),
    "unknown": Words("还缺从哪天起算的事实。", "The fact from which it runs is still missing."),
}
# What the same is to the one who owes.
_TO_DEBTOR: dict[Status, Words] = {
    "open": Words(
        "{day} 届满；之前被起诉，不能拿时效来拒绝。", "It ends on {day}; sued before that, you can't rely on it."
    ),
    "expired": Words(
        "{day} 已经届满。被起诉时可以提出时效抗辩，要您自己提。",
        "It ended on {day}. If you are sued you may raise it, and only you can.",
    ),
    "defence_waived": Words(
        "届满后明确同意还过，不能再拿时效来拒绝。",
        "You clearly agreed to pay after it had ended, and can't rely on it.",
    ),
}
_ENFORCE: dict[Status, Words] = {
    "open": Words("最晚到 {day} 申请强制执行。", "Apply to the court for enforcement by {day}."),
    "expired": Words(
        "申请执行的期间到 {day} 为止。还可以申请，但对方提出异议的，法院可以不予执行。",
        "The time to apply ended on {day}. One may still apply, but the court can refuse where the debtor objects.",
    ),
}


@dataclass(frozen=True, slots=True)
class StepRow:
    """A day in the life of a period."""

    on: date
    what: Words
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """A period as a big number: days left, or days gone by when `is_over`; both None where no day can be stated."""

    name: Words
    status: Status
    days: int | None
    is_over: bool
    last_day: date | None
    tone: Tone
    says: Words
    says_to_debtor: Words
    steps: tuple[StepRow, ...]


@dataclass(frozen=True, slots=True)
class ShorterRow:
    """A shorter period; `is_first` where it ends before the day that decides."""

    name: Words
    last_day: date | None
    days_left: Words
    what: Words
    basis: tuple[Basis, ...]
    is_first: bool


@dataclass(frozen=True, slots=True)
class LimitsView:
    """Until when. `clock` is the one that decides; `unproven` says what unproven events would change if they held.

    `shorter` apply, the earliest first; `perhaps` would if a missing fact were so.
    """

    clock: Clock
    unproven: Words
    shorter: tuple[ShorterRow, ...]
    perhaps: tuple[ShorterRow, ...]
    earliest: ShorterRow | None
    next_act: Words
    basis: tuple[Basis, ...]


def limits_view(limits: Limits) -> LimitsView:
    """The clock of enforcement where there is a judgment, else that of limitation with proven events alone."""
    to_enforce = limits.enforcement
    clock = _clock(to_enforce or limits.proven, is_enforcement=to_enforce is not None)
    shorter = _shorter((one for one in limits.shorter if one.applies), clock.last_day)
    return LimitsView(
        clock=clock,
        unproven=NOTHING if to_enforce else _unproven(limits.proven, limits.if_unproven),
        shorter=shorter,
        perhaps=_shorter((one for one in limits.shorter if one.applies is None), clock.last_day),
        earliest=next((row for row in shorter if row.is_first), None),
        next_act=limits.next_act or NOTHING,
        basis=basis_of("CN-RT-09") if to_enforce else basis_of("CN-LIM-01", "CN-LIM-20"),
    )


def _clock(period: Period, *, is_enforcement: bool) -> Clock:
    says = (_ENFORCE if is_enforcement else {}).get(period.status) or _CLOCKS[period.status]
    to_debtor = says if is_enforcement else _TO_DEBTOR.get(period.status, says)
    name = (
        Words("申请执行的最后一天", "Last day to apply for enforcement")
        if is_enforcement
        else Words("时效届满日（稳妥起诉日）", "Limitation ends (safe to sue until)")
    )
    return Clock(
        name=name,
        status=period.status,
        days=None if period.days_left is None else abs(period.days_left),
        is_over=(period.days_left or 0) < 0,
        last_day=period.last_day,
        tone="look" if period.warn is not None else "",
        says=_dated(says, period),
        says_to_debtor=_dated(to_debtor, period),
        steps=tuple(StepRow(step.on, step.what, basis_of(step.rule)) for step in period.steps),
    )


def _dated(says: Words, period: Period) -> Words:
    if period.last_day:
        return says.filled(day=day_words(period.last_day))
    return _CLOCKS["unknown"] if "{day}" in says.zh else says


def _unproven(proven: Period, other: Period) -> Words:
    """What the events without proof would change; nothing where they change nothing."""
    if (proven.last_day, proven.status) == (other.last_day, other.status):
        return NOTHING
    if other.last_day is None:
        return Words("没有凭据的事若能证明，结果会不同。", "Were the unproven events proven, this would be different.")
    return Words(
        "这天只算有凭据的事。没有凭据的若能证明，到 {day} 为止。",
        "This counts proven events alone. Were the unproven ones proven too, it would be {day}.",
    ).filled(day=day_words(other.last_day))


def _shorter(periods: Iterable[ShorterPeriod], decisive: date | None) -> tuple[ShorterRow, ...]:
    """The earliest first."""
    kept = sorted(periods, key=lambda one: one.last_day or date.max)
    ends = [one.last_day for one in kept if one.last_day]
    sooner = min(ends) if ends and (decisive is None or min(ends) < decisive) else None
    return tuple(
        ShorterRow(
            name=one.name,
            last_day=one.last_day,
            days_left=_days_left(one.days_left),
            what=one.what,
            basis=basis_of(one.rule),
            is_first=bool(one.applies) and sooner is not None and one.last_day == sooner,
        )
        for one in kept
    )


def _days_left(days: int | None) -> Words:
    if days is None:
        return NOTHING
    if days < 0:
        return Words(f"已过 {-days} 天", f"{-days} day{plural(-days)} ago")
    return Words(f"还有 {days} 天", f"{days} day{plural(days)} left")
