"""Roads beside the courts and after them: arbitration, labour, complaints, deeds, enforcement, bankruptcy."""

from jieqing.claims.rules.roads import standing
from jieqing.claims.rules.roads.finding import Finding
from jieqing.claims.rules.roads.look import GOODS_AND_SERVICES, Look

LARGE = frozenset({"large", "public"})
SMALL = frozenset({"micro", "small", "medium"})


def arbitration(look: Look) -> Finding:
    """Only with a clause (CN-RT-18); what an employer owes is no matter for it (CN-RT-22)."""
    found = Finding()
    standing.debtor_stands(look, found)
    standing.not_decided(look, found, is_new=False)
    standing.due(look, found)
    if look.case.kind == "wages":
        debtor = look.case.debtor
        found.turn(None if debtor is None else debtor == "person", "debtor", "labour_first")
    clause = look.case.forum_clause
    found.turn(None if clause is None else look.has_arbitration_clause, "forum_clause", "no_arbitration_clause")
    return found


def labour_arbitration(look: Look) -> Finding:
    """Wages that an employer owes (CN-RT-22)."""
    found = Finding()
    standing.debtor_stands(look, found)
    standing.not_decided(look, found, is_new=False)
    standing.due(look, found)
    found.turn(None if look.case.kind is None else look.case.kind == "wages", "kind", "not_wages")
    debtor = look.case.debtor
    found.turn(None if debtor is None else debtor != "person", "debtor", "no_employer")
    return found


def sme_complaint(look: Look) -> Finding:
    """A small firm that a public body or large company owes for goods, works or services (CN-INT-12, CN-INT-14)."""
    found = Finding()
    standing.debtor_stands(look, found, is_gone_final=True)
    standing.not_decided(look, found)
    standing.due(look, found)
    kind = look.case.kind
    found.turn(None if kind is None else kind in GOODS_AND_SERVICES, "kind", "not_goods_or_services")
    found.turn(_is_large(look), "debtor" if look.case.debtor is None else "debtor_size", "debtor_not_large")
    found.turn(_is_small(look), "creditor" if look.case.creditor is None else "creditor_size", "creditor_not_small")
    return found


def notarised_enforcement(look: Look) -> Finding:
    """Only with a deed in which the debtor accepts enforcement (CN-RT-08)."""
    found = Finding()
    standing.debtor_stands(look, found)
    standing.not_decided(look, found)
    standing.due(look, found)
    found.turn(look.case.has_notarised_enforcement, "has_notarised_enforcement", "no_deed")
    return found


def enforcement(look: Look) -> Finding:
    """Only with a judgment, court settlement or award (CN-RT-09)."""
    found = Finding()
    standing.debtor_stands(look, found)
    lawsuit = look.case.lawsuit
    found.turn(None if lawsuit is None else look.is_judged, "lawsuit", "not_judged")
    return found


def bankruptcy_claim(look: Look) -> Finding:
    """Only in bankruptcy, which no natural person enters (CN-RT-23)."""
    found = Finding()
    if look.case.debtor in ("person", "government"):
        found.fail("not_an_enterprise")
    else:
        found.turn(look.case.is_debtor_bankrupt, "is_debtor_bankrupt", "not_bankrupt")
    return found


def _is_large(look: Look) -> bool | None:
    debtor, size = look.case.debtor, look.case.debtor_size
    if debtor == "government" or size in LARGE:
        return True
    if debtor == "person" or size in SMALL:
        return False
    return None


def _is_small(look: Look) -> bool | None:
    creditor, size = look.case.creditor, look.case.creditor_size
    if creditor in ("person", "financial_institution"):
        return False
    return None if creditor is None or size is None else size in SMALL
