"""The pages of cards, as 甲 and 乙 use them; 丁 and 癸 are shown nothing, and nobody's words are lost."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jieqing.identity.tests.factories import actor_in, browser, operator
from jieqing.kit.clock import now, today
from jieqing.mandates import queries, service
from jieqing.mandates.tests.cast import (
    AGENCY_OF_NOBODY,
    AGENCY_OF_YI,
    HOTEL,
    PDF,
    ding,
    gui,
    jia,
    saved,
    sent,
    yi,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
SECRETS = (HOTEL, "云栖", "10900008888", "HT-2025-008", "灶具", "96,300", "东台")


def main_of(answer) -> str:
    page = answer.content.decode()
    return unescape(page[page.index("<main") : page.index("</main>")])


def step(client, card, name, version, root="/", **form):
    return client.post(f"{root}cards/{card}/{name}/", {"version": version, **form})


@pytest.mark.parametrize("root", ["/", "/en/"])
def test_jia_sees_exactly_what_goes_out_before_it_goes(root):
    claim, client = saved(), browser(jia())
    answer = client.get(f"{root}claims/{claim}/send/{AGENCY_OF_YI}/")
    shown = main_of(answer)
    assert answer.status_code == 200
    assert not [secret for secret in SECRETS if secret in shown]
    assert ("约 9.6 万元" if root == "/" else "about 96,000 yuan") in shown
    assert "盐城市" in shown
    gone = client.post(f"{root}claims/{claim}/send/{AGENCY_OF_YI}/", {"words": "能先谈吗？", "open_days": "7"})
    assert gone.status_code == 302
    assert gone.url.startswith(f"{root}cards/")
    row = queries.sent(jia(), now())[0]
    assert row.expires_at - row.sent_at == timedelta(days=7)


def test_words_that_identify_come_back_in_the_field_with_the_remedy():
    claim, client = saved(), browser(jia())
    answer = client.post(f"/claims/{claim}/send/{AGENCY_OF_YI}/", {"words": "打 10900001111", "open_days": "14"})
    assert answer.status_code == 422
    shown = main_of(answer)
    assert 'href="#f-words"' in shown
    assert "打 10900001111</textarea>" in shown
    assert "电话号码" in shown
    assert queries.sent(jia(), now()) == []


def test_jia_is_told_before_sending_that_nobody_is_there_yet():
    claim, client = saved(), browser(jia())
    assert "还没有开通账号" in main_of(client.get(f"/claims/{claim}/send/{AGENCY_OF_NOBODY}/"))
    assert "还没有开通账号" not in main_of(client.get(f"/claims/{claim}/send/{AGENCY_OF_YI}/"))


def test_yi_reads_asks_and_accepts_and_jia_answers_and_opens():
    claim = saved()
    card = sent(claim_id=claim, words="能先谈吗？")
    of_yi, of_jia = browser(yi()), browser(jia())
    inbox = main_of(of_yi.get("/cards/inbox/"))
    assert f"/cards/{card}/" in inbox
    shown = main_of(of_yi.get(f"/cards/{card}/"))
    assert "能先谈吗？" in shown
    assert not [secret for secret in SECRETS if secret in shown]
    assert str(claim) not in shown
    assert step(of_yi, card, "ask", 1, words="有签字吗？").status_code == 302
    assert "有签字吗？" in main_of(of_jia.get(f"/cards/{card}/"))
    assert step(of_jia, card, "answer", 2, words="有。").status_code == 302
    refused = step(of_yi, card, "accept", 3)
    assert refused.status_code == 422
    assert 'href="#f-conflict"' in main_of(refused)
    assert step(of_yi, card, "accept", 3, conflict="yes").status_code == 302
    last = (today() + timedelta(days=30)).isoformat()
    file = SimpleUploadedFile("委托合同.pdf", PDF, "application/pdf")
    refused = step(of_jia, card, "open-case", 4, mandate="yes", until=last, file=file)
    assert refused.status_code == 422
    assert 'name="mandate" value="yes" checked' in main_of(refused)
    kept = re.search(r'value="([0-9a-f-]{36})" selected>', main_of(refused))
    assert kept, "the paper was sent once and need not be sent again"
    opened = step(of_jia, card, "open-case", 4, mandate="yes", terms="yes", until=last, paper=kept[1])
    assert opened.status_code == 302
    row = queries.card(jia(), card, now()).row
    assert (row.shown, row.case_until) == ("opened", today() + timedelta(days=31))
    assert f"/claims/{claim}/" in main_of(of_yi.get(f"/cards/{card}/"))
    assert step(of_jia, card, "close-case", 5).status_code == 302
    assert f"/claims/{claim}/" not in main_of(of_yi.get(f"/cards/{card}/"))


def test_who_comes_second_gets_409_and_keeps_the_words():
    card = sent()
    service.decline(actor_in(yi().tenant, "yi2", ["agency"]), card, 1, "conflict")
    answer = step(browser(yi()), card, "ask", 1, words="送货单有签字吗？")
    assert answer.status_code == 409
    shown = main_of(answer)
    assert "您的同事谢绝了这张卡片" in shown
    assert "送货单有签字吗？" in shown
    other = sent(claim_id=saved())
    service.ask(yi(), other, 1, "在吗？")
    answer = step(browser(yi()), other, "ask", 1, words="送货单有签字吗？")
    assert answer.status_code == 409
    assert "送货单有签字吗？</textarea>" in main_of(answer)


def test_a_decline_needs_a_reason_and_can_be_taken_back():
    card, of_yi = sent(), browser(yi())
    refused = step(of_yi, card, "decline", 1, words="太忙")
    assert refused.status_code == 422
    assert "太忙</textarea>" in main_of(refused)
    assert step(of_yi, card, "decline", 1, reason="capacity", words="太忙").status_code == 302
    assert "眼下忙不过来" in main_of(browser(jia()).get(f"/cards/{card}/"))
    assert step(of_yi, card, "take-back-decline", 2).status_code == 302
    assert step(browser(jia()), card, "withdraw", 3).status_code == 302
    assert step(browser(jia()), card, "take-back-withdrawal", 4).status_code == 302


@pytest.mark.parametrize("who", [ding, gui])
def test_ding_and_another_agency_find_nothing(who):
    card = sent()
    client = browser(who())
    assert client.get(f"/cards/{card}/").status_code == 404
    own, others = ("answer", "ask") if who is ding else ("ask", "answer")
    assert step(client, card, own, 1, words="在吗？").status_code == 404
    assert step(client, card, others, 1, words="在吗？").status_code == 403
    listed = main_of(client.get("/cards/" if who is ding else "/cards/inbox/"))
    assert str(card) not in listed


def test_an_empty_list_says_what_will_be_there():
    assert "会列出" in main_of(browser(ding()).get("/cards/"))
    assert "会列在这里" in main_of(browser(gui()).get("/cards/inbox/"))


def test_markup_in_a_message_stands_as_text():
    card = sent(words="<script>alert(1)</script>")
    raw = browser(yi()).get(f"/cards/{card}/").content.decode()
    assert "&lt;script&gt;alert(1)" in raw
    assert not re.search(r"<script>alert", raw)


def test_the_operator_counts_what_waits_and_sees_nothing_of_it():
    card = sent(AGENCY_OF_NOBODY, words="能先谈吗？")
    shown = main_of(browser(operator()).get("/operator/cards/"))
    assert "1 张" in shown
    assert not [part for part in (str(card), "9.6", "货款", "盐城市", "能先谈") if part in shown]
    assert browser(operator()).get(f"/cards/{card}/").status_code == 403
    assert browser(ding()).get("/operator/cards/").status_code == 403
