"""The desk of the day: what waits, the most pressing first, one row one act."""

from datetime import UTC, date, datetime, timedelta

import pytest

from jieqing.claims import service as claims
from jieqing.desks.today import SOON_DAYS, of_agency, of_creditor, tasks
from jieqing.identity.tests.factories import browser, ding, jia, yi
from jieqing.kit.clock import now, today
from jieqing.kit.ids import new_id
from jieqing.mandates import service
from jieqing.mandates.queries import CardRow
from jieqing.mandates.rules.card import Card
from jieqing.mandates.tests.cast import saved, sent
from jieqing.mandates.tests.conftest import cast  # noqa: F401 - the fixture

ON = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 4, tzinfo=UTC)
CARD = Card(
    amount_about_fen=9_600_000,
    debt_kind="trade_receivable",
    debtor_kind="company",
    creditor_kind=None,
    place="3209",
    age="unknown",
    evidence=(),
    lawsuit=None,
)


def row(shown, side="creditor", claim_id=None, **facts) -> CardRow:
    stated = {
        "id": new_id(),
        "number": "AAAA-AAAA",
        "side": side,
        "card": CARD,
        "agency_id": "demo-001",
        "claim_id": claim_id or new_id(),
        "shown": shown,
        "steps": (),
        "version": 1,
        "sent_at": AT,
        "expires_at": AT + timedelta(days=14),
        "moved_at": AT,
        "case_until": None,
        "paper_id": None,
        "decline_reason": "",
        "is_waiting": False,
    }
    return CardRow(**{**stated, **facts})


@pytest.mark.parametrize(
    ("shown", "kind"), [("asked", "answer"), ("accepted", "sign"), ("sent", None), ("answered", None), ("closed", None)]
)
def test_a_card_asks_the_creditor_for_one_act(shown, kind):
    found = of_creditor([row(shown)], set(), ON)
    assert [task.kind for task in found] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("shown", "kind"), [("sent", "decide"), ("answered", "decide_answered"), ("asked", None), ("accepted", None)]
)
def test_a_card_asks_the_agency_for_one_act(shown, kind):
    found = of_agency([row(shown, "agency")], ON)
    assert [task.kind for task in found] == ([kind] if kind else [])
    assert all(task.until == date(2026, 12, 6) for task in found)


def test_a_case_that_ends_soon_is_brought_up_with_its_last_day():
    soon, late = ON + timedelta(days=SOON_DAYS), ON + timedelta(days=SOON_DAYS + 1)
    assert [task.kind for task in of_creditor([row("opened", case_until=late)], set(), ON)] == []
    ending = of_creditor([row("opened", case_until=soon)], set(), ON)
    assert [(task.kind, task.until) for task in ending] == [("ends_soon", soon - timedelta(days=1))]
    kinds = [of_agency([row("opened", "agency", case_until=until)], ON)[0].kind for until in (soon, late)]
    assert kinds == ["case_ends_soon", "work"]


def test_a_no_is_brought_up_once_unless_another_has_the_card_or_the_claim_is_over():
    claim = new_id()
    declined = row("declined", claim_id=claim)
    assert [task.kind for task in of_creditor([declined, row("expired", claim_id=claim)], {claim}, ON)] == [
        "choose_another"
    ]
    assert of_creditor([declined, row("sent", claim_id=claim)], {claim}, ON) == []
    assert of_creditor([declined], set(), ON) == []
    assert of_creditor([declined], {claim}, ON + timedelta(days=31)) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("cast")
def test_the_most_pressing_stands_first_and_ding_has_nothing_of_it():
    asked, accepted = sent(), sent(claim_id=saved())
    service.ask(yi(), asked, 1, "有签字吗？")
    service.accept(yi(), accepted, 1, is_conflict_checked=True)
    saved()
    claims.save(jia(), "有个老板欠我货款，一直不给。", {}, today())
    assert [task.kind for task in tasks(jia(), today())] == ["answer", "sign", "complete", "send"]
    assert tasks(ding(), today()) == []
    assert tasks(yi(), today()) == []
    service.answer(jia(), asked, 2, "有。")
    assert [task.kind for task in tasks(yi(), today())] == ["decide_answered"]


@pytest.mark.django_db
@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("root", ["/", "/en/"])
def test_a_row_leads_to_its_act_and_an_empty_desk_says_how_to_start(root):
    card = sent()
    page = browser(yi()).get(f"{root}today/").content.decode()
    assert f'href="{root}cards/{card}/"' in page
    empty = browser(ding()).get(f"{root}today/").content.decode()
    assert ("眼下没有要您做的事" if root == "/" else "Nothing waits for you") in empty
    assert str(card) not in empty


@pytest.mark.django_db
@pytest.mark.usefixtures("cast")
def test_three_that_fit_a_saved_claim_can_each_be_sent_a_card():
    claim = saved()
    page = browser(jia()).get(f"/claims/{claim}/send/").content.decode()
    assert page.count(f'href="/claims/{claim}/send/') >= 3
    assert "全部收回" in page
    chosen = page.split(f'href="/claims/{claim}/send/')[1].split("/")[0]
    card = service.send(jia(), claim, chosen, now=now())
    again = browser(jia()).get(f"/claims/{claim}/send/").content.decode()
    assert f'href="/cards/{card}/"' in again
    assert f'href="/claims/{claim}/send/{chosen}/"' not in again
    assert browser(ding()).get(f"/claims/{claim}/send/").status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("cast")
def test_a_claim_that_lacks_something_is_not_sent_but_told_what():
    vague = claims.save(jia(), "有个老板欠我货款，一直不给。", {}, today()).id
    answer = browser(jia()).get(f"/claims/{vague}/send/")
    assert answer.status_code == 422
    assert "欠款本金" in answer.content.decode()
