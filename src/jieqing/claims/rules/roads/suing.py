"""To court: a suit, with or without freezing, small claims, and the payment order asked for by a case."""

from datetime import date
from functools import lru_cache

from jieqing.claims.rules.roads import payment_order as order
from jieqing.claims.rules.roads import standing
from jieqing.claims.rules.roads.finding import Finding
from jieqing.claims.rules.roads.jurisdiction import courts
from jieqing.claims.rules.roads.look import Look, is_in_mainland
from jieqing.kit.money import yuan_text
from jieqing.law.pack import NotInForce
from jieqing.law.pack import at as rule_at


def suit(look: Look) -> Finding:
    """A suit at the competent court: no clause, no judgment, labour arbitration done where it comes first."""
    found = Finding()
    standing.debtor_stands(look, found)
    standing.not_decided(look, found, is_new=False)
    standing.due(look, found)
    standing.court_is_open(look, found)
    if look.case.forum_clause == "court":
        found.note("agreed_court")
    else:
        at = courts(look.case)
        if at.by_property:
            found.note("property_court")
        elif at.creditor and at.creditor != at.debtor:
            found.note("own_court")
    return found


def suit_with_freezing(look: Look) -> Finding:
    """A suit for which a judgment might come too late (CN-RT-21)."""
    found = suit(look)
    if look.case.is_frozen_before_suit:
        found.note("frozen_already")
    else:
        found.turn(look.case.might_hide_assets, "might_hide_assets", "no_ground_to_freeze")
    return found


def small_claims(look: Look) -> Finding:
    """Clear, simple, small by the limit of a province where one may sue (CN-RT-04, CN-RT-19)."""
    found = Finding()
    standing.debtor_stands(look, found)
    standing.not_decided(look, found)
    standing.due(look, found)
    standing.court_is_open(look, found)
    if look.case.is_disputed:
        found.fail("disputed")
    if look.case.is_debtor_missing:
        found.fail("debtor_missing")
    if is_in_mainland(look.case) is False:
        found.fail("debtor_abroad")
    _within_limit(look, found)
    return found


def payment_order(look: Look) -> Finding:
    """The seven conditions by what the case tells; none of the late interest that the papers don't agree (CN-RT-20)."""
    found = Finding()
    standing.debtor_stands(look, found, is_gone_final=True)
    standing.not_decided(look, found)
    _seven(look, found)
    if look.case.is_disputed:
        found.fail("disputed")
    if look.has_arbitration_clause:
        found.doubt("order_despite_clause")
    if look.case.has_guarantor:
        found.note("guarantor_free")
    _without_late_interest(look, found)
    if found.fits:
        found.note("money_is_asked")
    return found


def application(look: Look) -> order.Application:
    """What the seven conditions look at, of a case. Money is asked for; going to a basic court is the user's choice."""
    case = look.case
    has_evidence = True if case.evidence else case.has_written_evidence
    has_place = None if case.place_code is None else True
    return order.Application(
        is_money_or_securities=True,
        is_due=look.is_due,
        is_amount_fixed=None if case.is_principal_approx or look.sums_fen is None else True,
        states_facts_and_evidence=has_evidence,
        owes_counter_performance=case.owes_counter_performance,
        has_other_debt_dispute=case.has_other_debt_dispute,
        is_debtor_in_mainland=is_in_mainland(case),
        is_debtor_missing=case.is_debtor_missing,
        can_be_served=case.can_be_served,
        is_basic_court=True,
        has_jurisdiction=has_place,
        is_frozen_before_suit=case.is_frozen_before_suit,
    )


# The facts of a case that each condition turns on, in the order of `Application`.
_ASKED_FOR = (
    ("is_due", "due"),
    ("is_amount_fixed", "principal_fen"),
    ("states_facts_and_evidence", "has_written_evidence"),
    ("owes_counter_performance", "owes_counter_performance"),
    ("has_other_debt_dispute", "has_other_debt_dispute"),
    ("is_debtor_in_mainland", "is_debtor_in_mainland"),
    ("is_debtor_missing", "is_debtor_missing"),
    ("can_be_served", "can_be_served"),
    ("has_jurisdiction", "place_code"),
    ("is_frozen_before_suit", "is_frozen_before_suit"),
)


def _seven(look: Look, found: Finding) -> None:
    asks = application(look)
    for number in order.failed_conditions(asks):
        found.fail(f"condition_{number}")
    for told, field in _ASKED_FOR:
        if getattr(asks, told) is None:
            found.lack(field)


def _without_late_interest(look: Look, found: Finding) -> None:
    """The interest that a payment order gives up: late interest where the papers agree no rate or penalty for it."""
    case, sums = look.case, look.sums_fen
    agrees = (case.default_rate_pct_year, case.penalty_pct_day, case.penalty_fen)
    if sums is None or any(agrees):
        return
    late = [line for line in look.asked.lines if line.kind == "late_interest"]
    low, high = sum(line.low.fen for line in late), sum(line.high.fen for line in late)
    if not high:
        return
    found.sought_fen = (sums[0] - low, sums[1] - high)
    if low == high:
        found.note("interest_lost_one", low=yuan_text(low))
    else:
        found.note("interest_lost", low=yuan_text(low), high=yuan_text(high))


def _within_limit(look: Look, found: Finding) -> None:
    if look.sums_fen is None:
        found.lack("principal_fen")
        return
    at = courts(look.case)
    if not at.provinces:
        if at.by_property or look.case.forum_clause == "court":
            found.doubt("limit_unknown")
        else:
            found.lack("place_code")
        return
    limits = [limit for province in at.provinces if (limit := _limit(province, look.on))]
    low_fen, high_fen = look.sums_fen
    if any(high_fen <= must for must, _ in limits):
        found.note("small_claim_is_due")
    elif not limits:
        found.doubt("limit_unknown")
    elif all(low_fen > by_agreement for _, by_agreement in limits):
        found.fail("over_small_claims")
    else:
        found.turn(look.case.agrees_to_small_claims, "agrees_to_small_claims", "over_small_claims")
        found.note("small_claim_by_agreement")


@lru_cache(maxsize=256)
def _limit(province: str, on: date) -> tuple[int, int] | None:
    """Limits in fen, without and by agreement; None where this product knows none for that place and day."""
    try:
        row = rule_at("CN-RT-19", on).get(province)
    except NotInForce:
        return None
    return (row["must_fen"], row["by_agreement_fen"]) if row else None
