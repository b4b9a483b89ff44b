"""What is left of a judgment, award or court settlement, and the extra interest on it (CN-INT-15, 16, 25)."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from jieqing.claims.rules.allocation import Payment
from jieqing.claims.rules.assessment import Line
from jieqing.claims.rules.case import Case, Event
from jieqing.claims.rules.interest.judgment import EXTRA, Standing, standing
from jieqing.claims.rules.sums import catalogue
from jieqing.claims.rules.sums.found import Found
from jieqing.claims.rules.working import Working, half_up, stated, summed
from jieqing.law.pack import NotInForce, at


def add_judgment(found: Found, case: Case, paid: Sequence[Event], on: date) -> None:
    """Adds the money of the judgment and the extra interest; what the contract says of interest is not asked."""
    judgment = case.judgment
    found.not_asked.append(catalogue.not_asked("contract_interest_after_judgment"))
    money = judgment.money_fen if judgment else None
    after = judgment and (judgment.effective_on or judgment.perform_by)
    payments = [Payment(e.on, e.amount_fen or 0) for e in paid if not after or e.on >= after]
    if money is None:
        # the judgment's own sum is not known: what the creditor says is still owed, payments told with it left out
        found.lacks("judgment")
        money = case.principal_fen
        payments = [Payment(e.on, e.amount_fen or 0) for e in paid if not e.is_in_principal]
    if money is None:
        found.lacks("principal_fen")
        return
    money = max(0, money)
    perform_by = judgment.perform_by if judgment else None
    if perform_by is None:
        found.lacks("judgment")
    left = max(0, money - sum(payment.fen for payment in payments))
    notes = [catalogue.note("approximate")] if case.is_principal_approx else []
    working = stated(left, "CN-INT-15", "CN-INT-16", notes=notes)
    found.lines.append(Line("principal", catalogue.name("judgment_money"), working, working, rests_on=case.evidence))
    if perform_by is not None and perform_by < on:
        _add_extra(found, money, perform_by, payments, on)


def _add_extra(found: Found, money: int, perform_by: date, payments: Sequence[Payment], on: date) -> None:
    try:
        stands = standing(money, perform_by, payments, until=on)
    except NotInForce:
        found.not_asked.append(catalogue.not_asked("extra_before_2014"))
        return
    working = _extra(stands)
    grows = half_up(Fraction(stands.money_left_fen) * Fraction(at("CN-INT-15", on)) / 100)
    if stands.segments:
        name = catalogue.name("judgment_extra")
        found.lines.append(Line("judgment_extra", name, working, working, (grows, grows)))


def _extra(stands: Standing) -> Working:
    paid_fen = sum(split.to_extra_fen for split in stands.splits)
    whole = summed(stands.segments, rules=("CN-INT-16",), notes=(EXTRA,))
    return Working(whole.segments, Fraction(stands.extra_left_fen), whole.rules, whole.notes, paid_fen=paid_fen)
