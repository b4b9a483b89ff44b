"""The highest rate that private lending may bear, and since when: four times LPR, or 24 % before 20 August 2020.

CN-INT-02: contract on or after that day. CN-INT-03: before it, two regimes by the day of filing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from jieqing.claims.rules.lpr import LprTable
from jieqing.claims.rules.working import Segment
from jieqing.kit.words import Words
from jieqing.law.pack import at, rule

AT_CONTRACT = Words("不超过合同成立时一年期LPR的四倍", "at most four times the one-year LPR at the contract")
AT_FILING = Words("不超过起诉时一年期LPR的四倍", "at most four times the one-year LPR at filing")
OLD_RULE = Words("2020年8月20日以前最高年24%", "at most 24 % a year before 20 August 2020")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `pct_year` for days before `until` (exclusive; None: without end) that no earlier cap holds for."""

    pct_year: Decimal
    until: date | None
    rule: str
    why: Words
    is_provisional: bool = False


@cache
def new_rule_from() -> date:
    """The day from which contracts stand under four times LPR (CN-INT-02)."""
    return rule("CN-INT-02").values[0].valid_from


@cache
def _times() -> int:
    return int(at("CN-INT-02", new_rule_from()))


@cache
def _old_pct() -> Decimal:
    return Decimal(at("CN-INT-03", new_rule_from() - DAY)["supported"])


def caps(contract_on: date, filed_on: date | None, lpr: LprTable) -> tuple[Cap, ...]:
    """The caps on a loan of that contract day, in time order.

    A contract before 20 August 2020 needs the day of filing; where it is None the cap is four times the LPR of the
    contract day throughout. Raises NotInForce where that day has no LPR (before 2019-08-20).
    """
    starts = new_rule_from()
    if contract_on >= starts or filed_on is None:
        return (_times_lpr(contract_on, lpr, "CN-INT-02", AT_CONTRACT),)
    if filed_on < starts:
        return (Cap(_old_pct(), None, "CN-INT-03", OLD_RULE),)
    return (Cap(_old_pct(), starts, "CN-INT-03", OLD_RULE), _times_lpr(filed_on, lpr, "CN-INT-03", AT_FILING))


def _times_lpr(on: date, lpr: LprTable, rule_id: str, why: Words) -> Cap:
    rate = lpr.on(on)
    return Cap(_times() * rate.pct_year, None, rule_id, why, rate.is_provisional)


def stretches(held: Sequence[Cap], since: date, until: date, *, is_late: bool) -> Iterator[tuple[date, date, Cap]]:
    """The days from `since` to `until`, cut where one cap takes the place of another; none where there are no days.

    Interest of a term counts its first day and not its last; late interest (`is_late`) not its first day but its last,
    so that its cut is a day earlier.
    """
    start = since
    for cap in held:
        edge = until if cap.until is None else min(until, cap.until - DAY if is_late else cap.until)
        if edge > start:
            yield start, edge, cap
            start = edge


def capped(
    base_fen: int, since: date, until: date, asked_pct: Decimal, held: Sequence[Cap], *, rule_id: str, is_late: bool
) -> tuple[Segment, ...]:
    """The segments of a base at the asked rate, or at the cap where that is lower; `rule_id` where it is not."""
    return tuple(
        Segment(start, end, base_fen, cap.pct_year, "year", cap.rule, cap.why)
        if asked_pct > cap.pct_year
        else Segment(start, end, base_fen, asked_pct, "year", rule_id, AGREED)
        for start, end, cap in stretches(held, since, until, is_late=is_late)
    )


AGREED = Words("按约定利率", "at the agreed rate")
