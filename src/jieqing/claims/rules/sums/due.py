"""When a debt that is no loan fell due: the days between which it can have been, by contract, regulation or receipt."""

from collections.abc import Iterable
from datetime import date

from jieqing.claims.rules.case import Case
from jieqing.claims.rules.interest import small_creditor
from jieqing.claims.rules.sums import catalogue
from jieqing.claims.rules.sums.found import Found
from jieqing.claims.rules.sums.paid import Readings, Tranche
from jieqing.claims.rules.sums.terms import big_debtor, is_under_regulation
from jieqing.kit.words import Words


def set_due_days(found: Found, case: Case, debt: Readings, on: date) -> tuple[Words, ...]:
    """Sets each tranche's first and last possible due day; returns the remarks that belong to the answer."""
    notes: dict[str, Words] = {}
    for tranche in debt.by_law:
        _set(found, case, tranche, on, notes)
    if debt.differ:
        for tranche in debt.by_books:
            _set(found, case, tranche, on, notes)
    return tuple(notes.values())


def _set(found: Found, case: Case, tranche: Tranche, on: date, notes: dict[str, Words]) -> None:
    if tranche.fen <= 0:
        return
    known = _by_contract(case, tranche, on) or _by_law(case, tranche, on)
    if known is not None:
        tranche.due_from, tranche.due_by = min(known), max(known)
        if tranche.due_from != tranche.due_by:
            found.lacks("due")
        return
    found.lacks("due")
    if tranche.delivered is not None and tranche.delivered.earliest <= on:
        notes["delivery"] = catalogue.note("due_from_delivery")
        tranche.due_from = tranche.delivered.earliest
    elif case.aged_from is not None:
        notes["ageing"] = catalogue.note("due_from_ageing")
        tranche.due_from = case.aged_from
    elif case.kind not in NEVER_LATE:
        found.say_once("unknown_due_late")


def _by_contract(case: Case, tranche: Tranche, on: date) -> tuple[date, date] | None:
    """The agreed day, first and last; a public body may agree on 60 days from delivery at most (CN-INT-12)."""
    if tranche.due is None:
        return None
    agreed = (tranche.due.earliest, tranche.due.latest)
    delivered = tranche.delivered
    if delivered is None or big_debtor(case) != "public" or not is_under_regulation(case):
        return agreed
    if max(delivered.earliest, delivered.latest) > on:
        return agreed
    return (_at_most(agreed[0], delivered.earliest), _at_most(agreed[1], delivered.latest))


def _at_most(agreed_on: date, delivered_on: date) -> date:
    return small_creditor.due_on("public", delivered_on, (agreed_on - delivered_on).days) or agreed_on


def _by_law(case: Case, tranche: Tranche, on: date) -> tuple[date, date] | None:
    """Without an agreed day: the term of the regulation on small firms, or the end of a demand's grace."""
    debtor, delivered = big_debtor(case), tranche.delivered
    if delivered is not None and debtor is not None and is_under_regulation(case):
        ends = (delivered.earliest, delivered.latest)
        if max(ends) <= on:
            first, last = (small_creditor.due_on(debtor, day, None) for day in ends)
            if first is not None and last is not None:
                return first, last
    return (case.grace_ends_on, case.grace_ends_on) if case.grace_ends_on is not None else None


def due_fen(tranches: Iterable[Tranche], on: date) -> tuple[int, int]:
    """What can be asked already, surely and possibly. Without an agreed day it can be asked at any time."""
    begun = [each for each in tranches if each.due_from is None or each.due_from <= on]
    sure = sum(each.left_fen for each in begun if each.due_by is None or each.due_by <= on)
    return sure, sum(each.left_fen for each in begun)


NEVER_LATE = ("wages", "investment")
