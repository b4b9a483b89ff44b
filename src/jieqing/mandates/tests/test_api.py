"""REST: the same story for machines; 丁 and 癸 get nothing, strangers are sent away."""

from datetime import timedelta

import pytest
from django.test import Client

from jieqing.claims import service as claims
from jieqing.identity.tests.factories import browser
from jieqing.kit.clock import now, today
from jieqing.mandates import queries
from jieqing.mandates.tests.cast import AGENCY_OF_YI, HOTEL, PDF, ding, gui, jia, saved, sent, yi

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
ROOT = "/api/v1/cards"


def post(client, path, **body):
    return client.post(f"{ROOT}{path}", body, content_type="application/json")


def test_the_whole_story_over_rest():
    claim, of_jia, of_yi = saved(), browser(jia()), browser(yi())
    made = post(of_jia, "", claim_id=str(claim), agency_id=AGENCY_OF_YI, words="能先谈吗？")
    assert made.status_code == 201, made.content
    card = made.json()["id"]
    got = of_yi.get(f"{ROOT}/inbox").json()
    assert [(one["id"], one["state"], one["amount_about_fen"]) for one in got] == [(card, "sent", 9_600_000)]
    assert got[0]["claim_id"] is None
    assert post(of_yi, f"/{card}/ask", version=1, words="有签字吗？").json() == {"id": card, "version": 2}
    assert post(of_jia, f"/{card}/answer", version=2, words="有。").json()["version"] == 3
    whole = of_yi.get(f"{ROOT}/{card}").json()
    assert [one["words"] for one in whole["messages"]] == ["能先谈吗？", "有签字吗？", "有。"]
    assert HOTEL not in of_yi.get(f"{ROOT}/{card}").content.decode()
    assert post(of_yi, f"/{card}/decline", version=3, reason="capacity").status_code == 200
    assert post(of_yi, f"/{card}/take-back-decline", version=4).status_code == 200
    unchecked = post(of_yi, f"/{card}/accept", version=5, is_conflict_checked=False)
    assert (unchecked.status_code, unchecked.json()["field"]) == (422, "conflict")
    assert post(of_yi, f"/{card}/accept", version=5, is_conflict_checked=True).status_code == 200
    paper = claims.attach(jia(), claim, PDF, "委托合同.pdf")
    last = today() + timedelta(days=30)
    terms = {"version": 6, "last_day": str(last), "paper_id": str(paper), "is_mandate_signed": True}
    unsigned = post(of_jia, f"/{card}/open-case", **terms, are_terms_signed=False)
    assert (unsigned.status_code, unsigned.json()["basis"]) == (422, "CN-PI-05")
    assert post(of_jia, f"/{card}/open-case", **terms, are_terms_signed=True).status_code == 200
    assert of_jia.get(f"{ROOT}/{card}").json()["last_day"] == str(last)
    assert post(of_jia, f"/{card}/close-case", version=7).status_code == 200
    assert of_jia.get(ROOT, {"claim_id": str(claim)}).json()[0]["state"] == "closed"


def test_who_comes_second_gets_409():
    card, of_jia = sent(), browser(jia())
    assert post(of_jia, f"/{card}/withdraw", version=1).status_code == 200
    late = post(browser(yi()), f"/{card}/ask", version=1, words="在吗？")
    assert (late.status_code, late.json()["code"]) == (409, "card_moved")
    assert post(of_jia, f"/{card}/take-back-withdrawal", version=2).status_code == 200


@pytest.mark.parametrize("who", [ding, gui])
def test_ding_and_another_agency_get_nothing(who):
    card, client = sent(), browser(who())
    assert client.get(f"{ROOT}/{card}").status_code == 404
    assert client.get(f"{ROOT}{'' if who is ding else '/inbox'}").json() == []
    step = ("withdraw", {}) if who is ding else ("ask", {"words": "在吗？"})
    assert post(client, f"/{card}/{step[0]}", version=1, **step[1]).status_code == 404
    other = ("ask", {"words": "在吗？"}) if who is ding else ("withdraw", {})
    assert post(client, f"/{card}/{other[0]}", version=1, **other[1]).status_code == 403
    assert queries.card(jia(), card, now()).row.version == 1


def test_a_stranger_and_staff_without_a_second_factor_are_sent_away():
    card = sent()
    assert Client().get(f"{ROOT}/{card}").status_code == 401
    one_factor = browser(yi())
    session = one_factor.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0}]
    session.save()
    answer = one_factor.get(f"{ROOT}/inbox")
    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_needed")
