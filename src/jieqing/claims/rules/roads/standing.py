"""What shuts several roads at once: no debtor left, a judgment, a clause, a day still to come, labour first."""

from jieqing.claims.rules.roads.finding import Finding
from jieqing.claims.rules.roads.look import Look


def debtor_stands(look: Look, found: Finding, *, is_gone_final: bool = False) -> None:
    """Bankruptcy shuts every road but filing; a deregistered company may leave others who answer (CN-RT-23, 24).

    `is_gone_final`: this road is open against the debtor alone. What nobody mentions is asked first, in `turning`.
    """
    if look.case.is_debtor_bankrupt:
        found.fail("bankrupt")
    if look.case.is_debtor_deregistered:
        if is_gone_final:
            found.fail("deregistered")
        else:
            found.doubt("deregistered")


def not_decided(look: Look, found: Finding, *, is_new: bool = True) -> None:
    """Who has a judgment enforces it; who has sued can't sue again (CN-RT-25). `is_new`: a road of its own."""
    if look.is_judged:
        found.fail("judged_already")
    elif look.is_filed and is_new:
        found.fail("already_filed")
    elif look.is_filed:
        found.note("case_is_running")


def due(look: Look, found: Finding) -> None:
    """Nothing can be claimed before its day; a day that is not known is asked for by the limits."""
    if look.is_due is False:
        found.fail("not_due")


def court_is_open(look: Look, found: Finding) -> None:
    """No arbitration clause, and wages not before labour arbitration (CN-RT-18, CN-RT-22)."""
    if look.has_arbitration_clause:
        found.fail("arbitration_clause")
    elif look.case.forum_clause is None and not look.is_filed:
        found.note("ask_for_clause")
    if look.case.kind != "wages" or look.is_filed:
        return
    if "iou" in look.case.evidence:
        found.note("wage_iou")
    elif look.case.debtor is None:
        found.lack("debtor")
    elif look.case.debtor != "person":
        found.fail("labour_first")
