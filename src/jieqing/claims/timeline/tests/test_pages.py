"""The pages of a claim's life: what 甲 jia does there, what comes back to her, and that 丁 ding gets nothing."""

import re
from datetime import timedelta

import pytest

from jieqing.claims import service
from jieqing.claims.models import ClaimEvent
from jieqing.claims.tests.grants import granted
from jieqing.claims.tests.told import OF_JIA, TODAY
from jieqing.evidence import log
from jieqing.identity.tests.factories import browser, ding, jia, yi
from jieqing.kit.clock import today
from jieqing.kit.rows import acting

pytestmark = pytest.mark.django_db
DEMAND = {"kind": "demand", "on": "2026-05-06", "channel": "ems", "reached": "yes", "proof": "held"}


def _saved(text: str = OF_JIA) -> str:
    return f"/claims/{service.save(jia(), text, {}, TODAY).id}/"


def _text(answer) -> str:
    return answer.content.decode()


def _events(address: str) -> list[ClaimEvent]:
    with acting(jia()):
        return list(ClaimEvent.objects.filter(claim_id=address.split("/")[2]).order_by("made_at", "id"))


def test_a_claim_shows_what_can_be_asked_until_when_by_which_road_in_both_languages():
    address, client = _saved(), browser(jia())
    zh, en = _text(client.get(address)), _text(client.get(f"/en{address}"))
    assert all(word in zh for word in ("按现有材料可主张", "稳妥起诉日", "先走哪条路", "时间线", "2028年6月30日"))
    assert all(word in en for word in ("On the papers at hand", "safe to sue", "Which road first", "Timeline"))
    assert "30 June 2028" in en


def test_an_event_is_told_shown_and_moves_the_safe_day():
    address, client = _saved(), browser(jia())
    answer = client.post(f"{address}events/", DEMAND | {"note": "门卫老周签收"}, follow=True)
    page = _text(answer)
    assert answer.redirect_chain[0][0].endswith("#timeline")
    assert all(word in page for word in ("记下了", "2026年5月6日", "催款", "EMS", "2029年5月6日"))
    assert "老周" not in page
    assert "老周" in _text(client.post(f"{address}show/"))


def test_what_cannot_be_so_comes_back_in_its_own_field_with_what_was_typed():
    address, client = _saved(), browser(jia())
    ahead = (today() + timedelta(days=2)).isoformat()
    wrong = client.post(f"{address}events/", {"kind": "part_payment", "on": ahead, "amount": "很多", "note": "别丢"})
    page = _text(wrong)
    assert wrong.status_code == 422
    assert all(word in page for word in ("很多", "别丢", 'href="#e-amount"'))
    wrong = client.post(f"{address}events/", {"kind": "part_payment", "on": ahead, "amount": "5000"})
    assert 'href="#e-on"' in _text(wrong)
    assert 'href="#e-on"' in _text(client.post(f"{address}events/", {"kind": "demand", "on": "2026-05"}))
    assert 'href="#e-kind"' in _text(client.post(f"{address}events/", {"kind": "", "on": "2026-05-06"}))
    assert _events(address) == []


def test_an_event_is_corrected_taken_back_and_restored():
    address, client = _saved(), browser(jia())
    client.post(f"{address}events/", DEMAND)
    [told] = _events(address)
    form = _text(client.get(f"{address}events/{told.id}/"))
    assert 'value="2026-05-06"' in form
    client.post(f"{address}events/{told.id}/", DEMAND | {"on": "2026-06-07"})
    assert "2029年6月7日" in _text(client.get(address))
    client.post(f"{address}events/{told.id}/restore/")
    assert [row.taken_back_at is None for row in _events(address)] == [True, False]
    assert "2029年5月6日" in _text(client.get(address))
    client.post(f"{address}events/{told.id}/take-back/")
    page = _text(client.get(address))
    assert "2028年6月30日" in page
    assert "撤下的 2 件" in page
    names = [each.event for each in log.entries(jia(), told.claim_id)]
    assert {"claims.event_added", "claims.event_corrected", "claims.event_taken_back", "claims.event_restored"} <= set(
        names
    )


def test_a_missing_fact_is_answered_on_the_page_and_taken_back():
    address, client = _saved(), browser(jia())
    page = _text(client.get(address))
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    sent = {"version": version[1], "case.is_disputed": "no", "case.default_rate_pct_year": "很高"}
    wrong = client.post(f"{address}facts/", sent)
    assert wrong.status_code == 422
    assert "很高" in _text(wrong)
    done = client.post(f"{address}facts/", sent | {"case.default_rate_pct_year": ""})
    assert done.status_code == 302
    assert "您答的" in _text(client.get(address))
    late = client.post(f"{address}facts/", {"version": version[1], "case.can_be_served": "yes"})
    assert late.status_code == 409
    client.post(f"{address}facts/", {"version": "2", "undo": "is_disputed"})
    assert "您答的" not in _text(client.get(address))


def test_a_tenants_own_assumptions_are_set_refused_in_place_and_reset():
    client = browser(jia())
    page = _text(client.get("/roads/assumptions/"))
    assert "现在用的是本系统的假设" in page
    sent = dict(re.findall(r'name="([a-z_.]+)" value="(\d+)"', page))
    wrong = client.post("/roads/assumptions/", sent | {"act": "set", "suit.months_low": "99"})
    assert wrong.status_code == 422
    assert re.search(r'name="suit.months_low" value="99"[^>]*aria-invalid', _text(wrong))
    assert client.post("/roads/assumptions/", sent | {"act": "set", "suit.lawyer": "一成"}).status_code == 422
    client.post("/roads/assumptions/", sent | {"act": "set", "suit.months_high": "77"})
    page = _text(client.get("/roads/assumptions/"))
    assert 'name="suit.months_high" value="77"' in page
    assert "现在用的是您的假设" in page
    assert "现在用的是本系统的假设" in _text(browser(ding()).get("/roads/assumptions/"))
    client.post("/roads/assumptions/", {"act": "reset"})
    assert "现在用的是本系统的假设" in _text(client.get("/roads/assumptions/"))


def test_a_payment_says_what_it_went_to():
    address, client = _saved(), browser(jia())
    client.post(f"{address}events/", {"kind": "part_payment", "on": "2026-06-01", "amount": "1万"})
    page = _text(client.get(address))
    assert re.search(r"抵了：本金 10,000 元.*CN-ALLOC-02", page)


def test_ding_finds_no_event_and_changes_none():
    address, client = _saved(), browser(ding())
    browser(jia()).post(f"{address}events/", DEMAND)
    [told] = _events(address)
    for answer in (
        client.get(f"{address}events/"),
        client.post(f"{address}events/", DEMAND | {"on": "2026-07-07"}),
        client.get(f"{address}events/{told.id}/"),
        client.post(f"{address}events/{told.id}/", DEMAND | {"on": "2026-07-07"}),
        client.post(f"{address}events/{told.id}/take-back/"),
        client.post(f"{address}events/{told.id}/restore/"),
        client.post(f"{address}facts/", {"version": "1", "case.is_disputed": "no"}),
    ):
        assert answer.status_code == 404
    assert [(row.on.isoformat(), row.taken_back_at) for row in _events(address)] == [("2026-05-06", None)]


def test_yi_reads_the_life_of_a_granted_claim_without_notes_and_without_forms():
    address = _saved()
    browser(jia()).post(f"{address}events/", DEMAND | {"note": "门卫老周签收"})
    granted(address.split("/")[2], yi())
    client = browser(yi())
    shown = client.post(f"{address}show/")
    assert shown.status_code == 200  # the notes are not asked for, so nothing refuses the rest
    page = _text(client.get(address)) + _text(shown)
    assert "催款" in page
    assert "2029年5月6日" in page
    assert not any(word in page for word in ("老周", "/events/", "/facts/"))
    assert client.post(f"{address}events/", DEMAND).status_code == 403
