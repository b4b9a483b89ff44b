"""The seven conditions of a payment order, as far as a claim knows them (rules/roads/payment_order.py, CN-RT-01)."""

from jieqing.claims.papers.material import Material
from jieqing.claims.rules.roads.payment_order import Application

_HIGHER = ("中级", "高级", "最高")


def application(material: Material) -> Application:
    """None where nobody knows: a missing fact fails no condition.

    A claim that was filed or judged is a dispute; an arbitration clause leaves no court jurisdiction.
    """
    case, court = material.case, material.typed.get("court", "")
    dues = [part.due for part in case.parts if part.due] or ([case.due] if case.due else [])
    is_contested = True if case.lawsuit in ("filed", "judged") else case.is_disputed
    return Application(
        is_money_or_securities=True,
        is_due=all(due.latest < material.on for due in dues) if dues else None,
        is_amount_fixed=None if case.principal_fen is None else not case.is_principal_approx,
        states_facts_and_evidence=case.has_written_evidence,
        owes_counter_performance=case.owes_counter_performance,
        has_other_debt_dispute=is_contested,
        is_debtor_in_mainland=case.is_debtor_in_mainland,
        is_debtor_missing=case.is_debtor_missing,
        can_be_served=case.can_be_served,
        is_basic_court=not any(level in court for level in _HIGHER) if court else None,
        has_jurisdiction=False if case.forum_clause == "arbitration" else None,
        is_frozen_before_suit=case.is_frozen_before_suit,
    )
