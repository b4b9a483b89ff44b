"""What can be asked of a case on the papers at hand, as of a day: lines with their workings, what not, what is missing.

Missing facts stay missing and widen a line to a range: low is what is sure, high what could be.
"""

from collections.abc import Sequence
from datetime import date

from jieqing.claims.rules.assessment import Asked, Line
from jieqing.claims.rules.case import Case, Event
from jieqing.claims.rules.lpr import LprTable
from jieqing.claims.rules.sums import catalogue
from jieqing.claims.rules.sums.due import set_due_days
from jieqing.claims.rules.sums.found import Found
from jieqing.claims.rules.sums.judged import add_judgment
from jieqing.claims.rules.sums.late import add_fixed_penalty, add_late, add_principal, without_growth
from jieqing.claims.rules.sums.loans import add_loan
from jieqing.claims.rules.sums.paid import has_payment_without_sum, payments_of, readings
from jieqing.claims.rules.working import stated

GROWING = ("interest", "late_interest", "penalty", "judgment_extra")


def asked_of(case: Case, events: Sequence[Event], on: date, lpr: LprTable) -> Asked:
    """All that can be asked of this case as of `on`, in fen, as a range where facts are open; never raises.

    Payments are events of the kinds part_payment and set_off with a sum, up to `on`.
    """
    found = Found()
    paid = payments_of(events, on) if events else []
    if events and has_payment_without_sum(events):
        found.lacks("payments")
    if case.judgment is not None or case.lawsuit == "judged":
        add_judgment(found, case, paid, on)
    elif _is_licensed(case):
        _add_only_principal(found, case, paid, on)
        found.not_asked.append(catalogue.not_asked("licensed_lender"))
    elif case.kind == "private_loan":
        add_loan(found, case, paid, on, _filed_on(events, on), lpr)
    else:
        _add_debt(found, case, paid, on, lpr)
    _add_costs(found, case)
    if case.is_debtor_bankrupt:
        found.lines = [without_growth(line) if line.kind in GROWING else line for line in found.lines]
    return Asked(on, tuple(found.lines), tuple(found.not_asked), tuple(found.missing.values()))


def _filed_on(events: Sequence[Event], on: date) -> date:
    """The day of the last suit, as the cap of an old loan needs it (CN-INT-03); today where none was filed."""
    return max((event.on for event in events if event.kind == "suit" and event.on <= on), default=on)


def _is_licensed(case: Case) -> bool:
    """Whether the lender stands outside the rules on private lending (CN-INT-08)."""
    if case.kind not in (None, "private_loan"):
        return False
    return case.is_licensed_lender is True or (case.is_licensed_lender is None and case.creditor == _BANK)


def _add_only_principal(found: Found, case: Case, paid: list[Event], on: date) -> None:
    debt = readings(case, paid)
    if debt is None:
        found.lacks("principal_fen")
    else:
        set_due_days(found, case, debt, on)
        add_principal(found, case, debt, on)


def _add_debt(found: Found, case: Case, paid: list[Event], on: date, lpr: LprTable) -> None:
    if case.kind is None:
        found.lacks("kind")
    debt = readings(case, paid)
    if debt is None:
        found.lacks("principal_fen")
        return
    notes = []
    if debt.has_undated:
        found.lacks("payments")
        notes.append(catalogue.note("undated"))
    if debt.over_fen:
        notes.append(catalogue.note("overpaid"))
    of_days = set_due_days(found, case, debt, on)
    add_principal(found, case, debt, on, notes=notes)
    add_late(found, case, debt, on, lpr, of_days)
    add_fixed_penalty(found, case)


def _add_costs(found: Found, case: Case) -> None:
    """Costs of recovery: only where contract or law puts them on the debtor, so the lower end is nothing."""
    if case.costs_fen is not None and case.costs_fen > 0:
        notes = (catalogue.note("costs"),)
        low, high = stated(0, "CN-ALLOC-02", notes=notes), stated(case.costs_fen, "CN-ALLOC-02", notes=notes)
        found.lines.append(Line("costs", catalogue.name("costs"), low, high))


_BANK = "financial_institution"
