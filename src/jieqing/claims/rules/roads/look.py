"""A claim as the roads look at it: the case with what can be asked, the days, and what follows from them at once."""

from dataclasses import dataclass
from datetime import date

from jieqing.claims.rules.assessment import Asked, Limits
from jieqing.claims.rules.case import Case, DaySpan

GOODS_AND_SERVICES = frozenset({"trade_receivable", "construction", "service_fee"})
NOT_MAINLAND = frozenset({"71", "81", "82"})  # Taiwan, Hong Kong, Macau


@dataclass(frozen=True, slots=True)
class Look:
    """`is_due` None: not known. `sums_fen`: what can be asked, low and high; None where the principal is not known.

    `is_late`: the time to sue (to enforce, where it was judged) has passed by what is proven. `passed`: rules of the
    shorter periods that have passed.
    """

    case: Case
    asked: Asked
    on: date
    is_due: bool | None
    sums_fen: tuple[int, int] | None
    is_judged: bool
    is_filed: bool
    is_late: bool
    passed: frozenset[str]
    has_arbitration_clause: bool

    @classmethod
    def at(cls, case: Case, asked: Asked, limits: Limits, on: date) -> "Look":
        """The look at a case on a day."""
        is_judged = case.lawsuit == "judged"
        period = limits.enforcement if is_judged else limits.proven
        return cls(
            case=case,
            asked=asked,
            on=on,
            is_due=is_due(case, on),
            sums_fen=_sums(asked),
            is_judged=is_judged,
            is_filed=case.lawsuit == "filed",
            is_late=period is not None and period.status == "expired",
            passed=frozenset(one.rule for one in limits.shorter if one.applies and (one.days_left or 0) < 0),
            has_arbitration_clause=case.forum_clause == "arbitration",
        )


def is_due(case: Case, on: date) -> bool | None:
    """Whether at least a part was to be paid before that day; None where no day is known.

    Goods and services without a day of payment are due on receipt (Civil Code 628); who sued already claims it.
    """
    if case.lawsuit in ("judged", "filed"):
        return True
    spans = [part.due for part in case.parts if part.due] or ([case.due] if case.due else [])
    known = [_passed(span, on) for span in spans]
    if known:
        return True if True in known else None if None in known else False
    if case.aged_from is not None and case.aged_from <= on:
        return True
    if case.grace_ends_on is not None:
        return case.grace_ends_on < on
    if case.first_demand_on is not None and case.first_demand_on < on:
        return True
    if case.kind in GOODS_AND_SERVICES and case.delivered is not None:
        return _passed(case.delivered, on)
    return None


def is_in_mainland(case: Case) -> bool | None:
    """Whether the debtor is in the mainland: as said, else by the place that is known."""
    if case.is_debtor_in_mainland is not None or case.place_code is None:
        return case.is_debtor_in_mainland
    return case.place_code[:2] not in NOT_MAINLAND


def _passed(span: DaySpan, on: date) -> bool | None:
    if span.latest < on:
        return True
    return False if span.earliest >= on else None


def _sums(asked: Asked) -> tuple[int, int] | None:
    if not any(line.kind == "principal" for line in asked.lines):
        return None
    return asked.low_fen, asked.high_fen
