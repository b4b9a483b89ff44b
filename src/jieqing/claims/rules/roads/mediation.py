"""Talk, letters and mediation by kind of body (CN-AG-05, 05a, 06, 08, 22; CN-RT-06)."""

from datetime import date
from functools import lru_cache

from jieqing.claims.rules.roads import standing
from jieqing.claims.rules.roads.finding import Finding
from jieqing.claims.rules.roads.look import Look
from jieqing.law.pack import NotInForce, at


def demand(look: Look) -> Finding:
    """Talk and a letter: always, as long as there is somebody to talk to."""
    found = Finding()
    standing.debtor_stands(look, found)
    if look.is_late and not look.is_judged:
        found.note("writing_needed")
    return found


def peoples_mediation(look: Look) -> Finding:
    """Any civil dispute, unless the other side refuses."""
    return _mediation(look)


def association_mediation(look: Look) -> Finding:
    """Between firms."""
    found = _mediation(look)
    for party, field in ((look.case.creditor, "creditor"), (look.case.debtor, "debtor")):
        found.turn(None if party is None else party != "person", field, "not_between_firms")
    if look.case.kind == "wages":
        found.fail("not_between_firms")
    return found


def commercial_mediation(look: Look) -> Finding:
    """No consumer, labour or family dispute (CN-AG-05); a loan between people is left to a named person (CN-AG-05a)."""
    found = _mediation(look)
    case = look.case
    outside, doubtful, between_people = _limits(look.on)
    if case.kind is None:
        found.lack("kind")
    elif case.kind in outside or case.is_consumer_dispute:
        found.fail("outside_commercial_mediation")
    elif case.kind in doubtful:
        _unless_consumer(look, found, consumer="creditor", side=case.creditor)
    elif case.kind in between_people:
        _unless_between_people(look, found)
    if case.creditor == "financial_institution" and outside:
        _unless_consumer(look, found, consumer="debtor", side=case.debtor)
    return found


def _mediation(look: Look) -> Finding:
    found = Finding()
    standing.debtor_stands(look, found)
    standing.not_decided(look, found, is_new=False)
    if look.case.refuses_mediation:
        found.fail("refuses_mediation")
    elif look.case.refuses_mediation is None:
        found.note("needs_consent")
    return found


def _unless_consumer(look: Look, found: Finding, *, consumer: str, side: str | None) -> None:
    """Asks whether it is a consumer's dispute where that side is, or may be, a person."""
    if side is None:
        found.lack(consumer)
    elif side == "person" and look.case.is_consumer_dispute is None:
        found.lack("is_consumer_dispute")


def _unless_between_people(look: Look, found: Finding) -> None:
    sides = (("creditor", look.case.creditor), ("debtor", look.case.debtor))
    if all(side == "person" for _, side in sides):
        found.doubt("loan_between_people")
    elif all(side in ("person", None) for _, side in sides):
        found.lack(*(field for field, side in sides if side is None))


@lru_cache(maxsize=64)
def _limits(on: date) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Kinds outside, doubtful, and doubtful between people; none before the regulation of 2026-05-01."""
    try:
        kinds, between_people = at("CN-AG-05", on), at("CN-AG-05a", on)
    except NotInForce:
        return frozenset(), frozenset(), frozenset()
    return frozenset(kinds["excluded"]), frozenset(kinds["doubtful"]), frozenset(between_people)
