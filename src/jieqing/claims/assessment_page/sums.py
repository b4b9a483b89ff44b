"""What can be asked, line by line, with its workings, and what can't."""

from dataclasses import dataclass
from datetime import date

from jieqing.claims.assessment_page.pieces import NOTHING, Basis, Span, basis_of, span_of
from jieqing.claims.rules.assessment import Asked, Line, NotAsked
from jieqing.claims.rules.working import Working
from jieqing.kit.money import yuan_text
from jieqing.kit.words import Words


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A stretch of a working as a row of a table."""

    since: date
    until: date
    days: int
    base: str
    rate: Words
    fen_text: str
    why: Words
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class WorkingView:
    """How one figure came about. `name` tells the lower end from the upper one; '' where there is but one."""

    name: Words
    segments: tuple[SegmentRow, ...]
    rounding: str
    paid: str
    total: str
    notes: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class LineRow:
    """One thing that can be asked, with its workings."""

    kind: str
    name: Words
    sum: Span
    grows: Words
    workings: tuple[WorkingView, ...]
    basis: tuple[Basis, ...]
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class NotAskedRow:
    """What can't be asked, and why."""

    name: Words
    sum: Words
    why: Words
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class AskedView:
    """All that can be asked as of a day; `sum` None: no line stands; `stale`: the rule of rates too old."""

    on: date
    sum: Span | None
    grows: Words
    stale: tuple[Basis, ...]
    lines: tuple[LineRow, ...]
    not_asked: tuple[NotAskedRow, ...]


def asked_view(asked: Asked) -> AskedView:
    """All that can be asked, in the order of the lines."""
    low, high = (sum(line.grows_by_fen[end] for line in asked.lines) for end in (0, 1))
    return AskedView(
        on=asked.on,
        sum=span_of(asked.low_fen, asked.high_fen) if asked.lines else None,
        grows=_grows(low, high),
        stale=basis_of("CN-LPR-01") if asked.is_provisional else (),
        lines=tuple(_line(line) for line in asked.lines),
        not_asked=tuple(_not_asked(each) for each in asked.not_asked),
    )


def _line(line: Line) -> LineRow:
    return LineRow(
        kind=line.kind,
        name=line.name,
        sum=span_of(line.low.fen, line.high.fen),
        grows=_grows(*line.grows_by_fen),
        workings=_workings(line),
        basis=basis_of(*line.low.rules, *line.high.rules),
        is_provisional=line.low.is_provisional or line.high.is_provisional,
    )


def _grows(low_fen: int, high_fen: int) -> Words:
    if not high_fen:
        return NOTHING
    return Words("每天增加 {sum}", "{sum} more each day").filled(sum=span_of(low_fen, high_fen).words)


def _workings(line: Line) -> tuple[WorkingView, ...]:
    """What can be opened; nothing for a sum that merely stands on the papers."""
    if line.low == line.high:
        named = [(NOTHING, line.low)]
    else:
        named = [(Words("低的一端", "The lower end"), line.low), (Words("高的一端", "The upper end"), line.high)]
    return tuple(_working(name, working) for name, working in named if working.segments or working.notes)


def _working(name: Words, working: Working) -> WorkingView:
    return WorkingView(
        name=name,
        segments=tuple(
            SegmentRow(
                since=each.since,
                until=each.until,
                days=each.days,
                base=yuan_text(each.base_fen),
                rate=Words(
                    f"每{'年' if each.per == 'year' else '日'} {each.rate_pct}%", f"{each.rate_pct}% a {each.per}"
                ),
                fen_text=yuan_text(each.fen),
                why=each.why,
                basis=basis_of(each.rule),
            )
            for each in working.segments
        ),
        rounding=yuan_text(working.rounding_fen) if working.rounding_fen else "",
        paid=f"−{yuan_text(working.paid_fen)}" if working.paid_fen else "",
        total=yuan_text(working.fen),
        notes=working.notes,
    )


def _not_asked(each: NotAsked) -> NotAskedRow:
    total = span_of(each.fen, each.fen).words if each.fen is not None else NOTHING
    return NotAskedRow(each.name, total, each.why, basis_of(each.rule))
