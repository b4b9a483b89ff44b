"""A claim of a ledger that was sent to an agency outlives the undoing of its import."""

from datetime import date

import pytest

from jieqing.claims import queries as claims
from jieqing.claims.portfolio import carrying_out, importing, undoing
from jieqing.claims.rules.asking import Asked
from jieqing.identity.tests.factories import AGENCY_OF_YI
from jieqing.kit.actor import system
from jieqing.mandates import service
from jieqing.mandates.tests.cast import jia

TODAY = date(2026, 11, 22)
LEDGER = "客户名称,合同编号,未收余额,约定付款日\n云栖商行,HT-1,9000,2025-06-30\n芦苇商行,HT-2,800,2025-06-30\n"


@pytest.mark.usefixtures("cast")
def test_a_claim_on_a_card_stays_when_its_import_is_undone():
    clerk = system("ledger-clerk", jia().tenant)
    import_id = importing.upload(jia(), LEDGER.encode(), "应收.csv", TODAY)
    importing.confirm(jia(), import_id, 1)
    carrying_out.carry_out(clerk, import_id)
    sent = max(claims.every(jia(), Asked(state="all"), TODAY), key=lambda claim: claim.amount_fen or 0)
    service.send(jia(), sent.id, AGENCY_OF_YI)
    undoing.undo(jia(), import_id)
    undoing.carry_out(clerk, import_id, TODAY)
    assert [claim.id for claim in claims.every(jia(), Asked(state="all"), TODAY)] == [sent.id]
    assert "机构" in " ".join(each.what.zh for each in claims.history(jia(), sent.id))
