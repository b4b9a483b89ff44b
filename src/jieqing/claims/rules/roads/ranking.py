"""The roads to the money, in order, each with why it fits or doesn't, what it costs and leaves (JQ-RD-02).

Fitting roads first, by the middle of what they leave by the stated assumptions; then those that wait for a fact, in
the same way; then those that are shut. Never a promise, never "best" (CN-WORD-01, CN-AG-21): a comparison.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache

from jieqing.claims.rules.assessment import Asked, Assumptions, CostLine, Limits, Road
from jieqing.claims.rules.case import Case
from jieqing.claims.rules.roads import elsewhere, mediation, suing
from jieqing.claims.rules.roads.assumptions import assumptions_from, default_assumptions
from jieqing.claims.rules.roads.catalogue import RoadText, catalogue
from jieqing.claims.rules.roads.costs import costs_of, lawyer_line
from jieqing.claims.rules.roads.finding import Finding
from jieqing.claims.rules.roads.look import Look
from jieqing.claims.rules.roads.net import comes_in, net
from jieqing.claims.rules.roads.turning import turning_questions

__all__ = ["assumptions_from", "default_assumptions", "roads_of", "turning_questions"]

_FITTED: Mapping[str, Callable[[Look], Finding]] = {
    "enforcement": elsewhere.enforcement,
    "notarised_enforcement": elsewhere.notarised_enforcement,
    "labour_arbitration": elsewhere.labour_arbitration,
    "small_claims": suing.small_claims,
    "payment_order": suing.payment_order,
    "sme_complaint": elsewhere.sme_complaint,
    "suit_with_freezing": suing.suit_with_freezing,
    "suit": suing.suit,
    "arbitration": elsewhere.arbitration,
    "commercial_mediation": mediation.commercial_mediation,
    "association_mediation": mediation.association_mediation,
    "peoples_mediation": mediation.peoples_mediation,
    "demand": mediation.demand,
    "bankruptcy_claim": elsewhere.bankruptcy_claim,
}
_PLACE: Mapping[bool | None, int] = {True: 0, None: 1, False: 2}


def roads_of(case: Case, asked: Asked, limits: Limits, on: date, assumptions: Assumptions) -> tuple[Road, ...]:
    """Every road in order, with costs, months and what it leaves (fen) by the assumptions; None where no sum is known.

    A road that is shut carries no figures. Pure and deterministic; ties keep the order of data/roads.yaml.
    """
    look = Look.at(case, asked, limits, on)
    found = [_road(text, look, assumptions) for text in catalogue().roads.values()]
    return tuple(sorted(found, key=_order))


def _order(road: Road) -> tuple[int, bool, int]:
    net_fen = road.expected_net_fen
    return _PLACE[road.fits], net_fen is None, 0 if net_fen is None else -sum(net_fen)


def _road(text: RoadText, look: Look, assumptions: Assumptions) -> Road:
    finding = _FITTED[text.id](look)
    fits = finding.fits
    costs: tuple[CostLine, ...] = ()
    left = months = None
    if fits is not False:
        is_at_risk = _at_risk(text, look, finding)
        months = assumptions.roads[text.id].months
        costs, left = _figures(text.id, look, finding, assumptions, is_at_risk=is_at_risk)
    return Road(
        id=text.id,
        name=text.name,
        fits=fits,
        why=(text.what, *finding.why),
        failed=tuple(finding.failed),
        rules=_rules(text.id, tuple(finding.failed), tuple(finding.rules)),
        costs=costs,
        months=months,
        expected_net_fen=left,
        missing=finding.missing,
    )


def _at_risk(text: RoadText, look: Look, finding: Finding) -> bool:
    """Whether the low end counts as nothing: a defence that the debtor may raise, or a warning that lets money go."""
    is_warned = text.warns and look.case.might_hide_assets is True and not look.case.is_frozen_before_suit
    if is_warned:
        finding.note("warns")
    if look.is_late:
        finding.note("enforcement_expired" if look.is_judged else "time_expired")
    if text.dies_by in look.passed:
        finding.note("shorter_expired")
    return is_warned or look.is_late or text.dies_by in look.passed


def _figures(
    road: str, look: Look, finding: Finding, assumptions: Assumptions, *, is_at_risk: bool
) -> tuple[tuple[CostLine, ...], tuple[int, int] | None]:
    sums = finding.sought_fen or look.sums_fen
    if sums is None:
        return (), None
    assumed = assumptions.roads[road]
    costs = costs_of(road, sums, look.on)
    lawyer_pct = assumed.lawyer_pct
    if look.case.kind == "wages" and lawyer_pct:  # CN-AG-10: no fee by result
        finding.note("no_contingency")
        lawyer_pct = 0
    received = comes_in(sums, assumed, is_at_risk=is_at_risk)
    left = net(
        received,
        assumed,
        costs,
        lawyer_pct=lawyer_pct,
        discount_pct_year=assumptions.discount_pct_year,
        is_at_risk=is_at_risk,
    )
    if lawyer_pct:
        costs = (*costs, lawyer_line(received[0] * lawyer_pct // 100, received[1] * lawyer_pct // 100))
    return costs, left


@lru_cache(maxsize=4096)
def _rules(road: str, failed: tuple[str, ...], noted: tuple[str, ...]) -> tuple[str, ...]:
    """What a road rests on: what shuts it first, then its own rules, then those of the notes."""
    shut_by = (catalogue().reasons[code].rule for code in failed)
    return tuple(dict.fromkeys((*shut_by, *catalogue().roads[road].rules, *noted)))
