"""The seven conditions of a payment order as the application has to meet them (rules/roads, CN-RT-01)."""

from dataclasses import replace

from jieqing.claims.papers.material import Material
from jieqing.claims.rules.roads import suing
from jieqing.claims.rules.roads.look import Look
from jieqing.claims.rules.roads.payment_order import Application

_HIGHER = ("中级", "高级", "最高")


def application(material: Material) -> Application:
    """What the roads look at, and the court that was typed. None where nobody knows: it fails no condition.

    A claim that was filed, judged or contested is a dispute; an arbitration clause leaves no court jurisdiction.
    """
    case, court, found = material.case, material.typed.get("court", ""), material.assessment
    asks = suing.application(Look.at(case, found.asked, found.limits, material.on))
    is_contested = case.lawsuit in ("filed", "judged") or case.is_disputed
    return replace(
        asks,
        has_other_debt_dispute=True if is_contested else asks.has_other_debt_dispute,
        is_basic_court=not any(level in court for level in _HIGHER) if court else None,
        has_jurisdiction=False if case.forum_clause == "arbitration" else asks.has_jurisdiction,
    )
