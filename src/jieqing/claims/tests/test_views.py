"""The pages of saved claims: what 甲 jia does with them, that nobody's words are lost, and what 丁 ding gets."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jieqing.claims import export, queries, service
from jieqing.claims.tests.grants import ended, granted
from jieqing.claims.tests.told import LENT, OF_BING, OF_JIA, TODAY, VAGUE
from jieqing.evidence import log
from jieqing.identity.tests.factories import bing, browser, ding, jia, yi
from jieqing.kit.ids import new_id
from jieqing.kit.rows import acting

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF"


def _saved(text: str = OF_JIA, corrections: dict[str, str] | None = None, actor=None) -> service.Saved:
    return service.save(actor or jia(), text, corrections or {}, TODAY)


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def _text(answer) -> str:
    return answer.content.decode()


def test_a_result_is_saved_and_stands_in_the_list():
    client = browser(jia())
    form = {"text": OF_JIA, "kept.amount_fen": "9万", "save_key": str(new_id())}
    answer = client.post("/claims/save/", form)
    assert answer.status_code == 302
    assert client.post("/claims/save/", form)["Location"] == answer["Location"]  # pressed twice
    page = _text(client.get(answer["Location"]))
    assert "已存到" in page
    assert "90,000" in page
    assert "云栖" not in page
    assert "东**" in page
    listed = _text(client.get("/claims/"))
    assert listed.count("公司或单位欠的货款") == 1
    assert "¥90,000" in _text(client.get("/en/claims/"))


def test_who_has_not_signed_in_keeps_the_words_on_the_page_and_nowhere_else():
    client = Client()
    form = {"text": OF_JIA + '"<b>', "kept.amount_fen": "9万", "save_key": str(new_id())}
    answer = client.post("/claims/save/", form)
    page = _text(answer)
    assert answer.status_code == 200
    assert _hidden(page, "kept.amount_fen") == "9万"
    assert _hidden(page, "save_key") == form["save_key"]
    assert _hidden(page, "text") == OF_JIA + "&quot;&lt;b&gt;"
    assert not client.session.keys()
    assert not any("云栖" in value for value in re.findall(r'(?:href|action)="([^"]*)"', page))
    with acting(jia()):
        assert queries.claims(jia(), queries.Asked(), TODAY).has_any is False


def test_after_signing_in_elsewhere_the_page_from_before_still_saves():
    """Signing in makes a new CSRF token: the page that stood open has the old one, and must not lose its words."""
    visitor = Client(enforce_csrf_checks=True)
    page = _text(visitor.post("/claims/save/", {"text": OF_JIA, "save_key": str(new_id())}))
    stale = {"text": OF_JIA, "save_key": _hidden(page, "save_key")}
    stale["csrfmiddlewaretoken"] = _hidden(page, "csrfmiddlewaretoken")
    signed_in = browser(jia())
    visitor.cookies["sessionid"] = signed_in.cookies["sessionid"].value
    visitor.cookies["csrftoken"] = "a" * 32  # rotated
    again = visitor.post("/claims/save/", stale)
    assert again.status_code == 200
    assert _hidden(_text(again), "text") == OF_JIA
    assert queries.claims(jia(), queries.Asked(), TODAY).has_any is False  # nobody's word but ours
    fresh = stale | {"csrfmiddlewaretoken": _hidden(_text(again), "csrfmiddlewaretoken")}
    assert visitor.post("/claims/save/", fresh).status_code == 302
    assert queries.claims(jia(), queries.Asked(), TODAY).total == 1


def test_the_page_to_come_back_from_says_so():
    assert "还没登录" in _text(Client().get("/claims/save/"))
    assert "登录好了" in _text(browser(jia()).get("/claims/save/"))


def test_what_cannot_be_saved_comes_back_with_its_words():
    client = browser(jia())
    wrong = client.post("/claims/save/", {"text": OF_JIA, "kept.amount_fen": "很多"})
    assert "很多" in _text(wrong)
    assert OF_JIA in _text(wrong)
    owes = client.post("/claims/save/", {"text": OF_BING})
    assert owes.status_code == 422
    assert OF_BING in _text(owes)


@pytest.mark.parametrize("who", [yi, bing])
def test_another_role_is_told_and_keeps_its_words(who):
    page = _text(browser(who()).post("/claims/save/", {"text": OF_JIA}))
    assert "不是债权人" in page
    assert _hidden(page, "text") == OF_JIA


def test_an_empty_list_says_how_to_start():
    assert "写下一笔" in _text(browser(jia()).get("/claims/"))
    assert "Write one down" in _text(browser(jia()).get("/en/claims/"))
    assert "Cases opened to us" in _text(browser(yi()).get("/en/claims/"))


def test_the_list_counts_ages_filters_sorts_and_turns_pages(monkeypatch):
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    today = datetime.now(UTC).date()
    for days, amount in ((-5, "1万"), (10, "2万"), (800, "3万"), (1500, "4万")):
        _saved(LENT, {"due_date": (today - timedelta(days=days)).isoformat(), "amount_fen": amount})
    _saved(VAGUE)
    client = browser(jia())
    page = _text(client.get("/claims/"))
    assert "100,000" in page
    assert "第 1 / 3 页" in page
    for bucket, sums in (("未到期", "10,000"), ("1–30 天", "20,000"), ("2–3 年", "30,000"), ("3 年以上", "40,000")):
        row = re.search(rf"{bucket}.*?</tr>", page, re.DOTALL)
        assert row, bucket
        assert sums in row[0]
    assert "没有日期" in page
    one = _text(client.get("/claims/?bucket=y3"))
    assert "共 1 笔" in one
    assert "30,000 元" in one
    first = _text(client.get("/claims/?order=-amount")).split("一笔一笔")[1]
    assert first.index("40,000") < first.index("30,000")
    assert "共 1 笔" in _text(client.get("/claims/?state=draft"))
    assert "没有这样的欠款" in _text(client.get("/claims/?kind=rent"))
    assert client.get("/claims/?page=99999&bucket=zzz&order=drop&state=x").status_code == 200
    assert "bucket=y3" in one  # the export and the pages keep the question


def test_a_claims_page_masks_and_shows_on_request_leaving_an_entry():
    saved = _saved(OF_JIA, {"debtor_name": "东台市云栖酒店"})
    service.correct(jia(), saved.id, 1, {"note": "下周再打", "debtor_phone": "0000-8888 4321"})
    client, address = browser(jia()), f"/claims/{saved.id}/"
    page = _text(client.get(address))
    before = len(log.entries(jia(), saved.id))
    assert all(word not in page for word in ("云栖", "88884321", "下周", "HT-2025-008", "灶具"))
    shown = _text(client.post(f"{address}show/"))
    assert all(word in shown for word in ("东台市云栖酒店", "000088884321", "下周再打", "HT-2025-008", "灶具"))
    assert log.entries(jia(), saved.id)[0].event == "vault.value_opened"
    assert len(log.entries(jia(), saved.id)) == before + 1
    assert client.get(f"{address}show/").status_code == 302
    assert len(log.entries(jia(), saved.id)) == before + 1  # an address alone opens nothing


def test_facts_are_corrected_in_place_and_wrong_ones_stand_in_their_field():
    saved = _saved()
    client, address = browser(jia()), f"/claims/{saved.id}/"
    sent = {"version": "1", "fact.amount_fen": "很多", "fact.debtor_phone": "打给他", "fact.note": "别丢了这句"}
    wrong = client.post(f"{address}correct/", sent)
    page = _text(wrong)
    assert wrong.status_code == 422
    assert all(
        word in page for word in ("很多", "打给他", "别丢了这句", 'href="#f-amount_fen"', 'href="#f-debtor_phone"')
    )
    right = sent | {"fact.amount_fen": "9万", "fact.debtor_phone": "0000-8888 4321", "fact.debt_kind": "wages"}
    assert client.post(f"{address}correct/", right).status_code == 302
    found = queries.claim(jia(), saved.id)
    assert (found.amount_fen, found.debt_kind, found.version) == (9_000_000, "wages", 2)
    client.post(f"{address}correct/", {"version": "2", "undo": "amount_fen", "fact.debtor_phone": "-"})
    found = queries.claim(jia(), saved.id)
    assert (found.amount_fen, "debtor_phone" in found.holds) == (9_600_000, False)
    assert client.post(f"{address}correct/", {"version": "3"}).status_code == 302  # nothing typed, nothing changed
    assert queries.claim(jia(), saved.id).version == 3


def test_two_browsers_lose_nobodys_words():
    saved = _saved()
    first, second, address = browser(jia()), browser(jia()), f"/claims/{saved.id}/correct/"
    first.post(address, {"version": "1", "fact.amount_fen": "9万"})
    late = second.post(
        address, {"version": "1", "fact.amount_fen": "7万", "fact.note": "第一行\r\n第二行", "fact.debt_kind": "wages"}
    )
    page = _text(late)
    assert late.status_code == 409
    assert "90,000" in page  # what is there now
    assert 'value="7万"' in page
    assert "第一行\n第二行" in page
    assert re.search(r'<option value="wages" selected>', page)
    assert queries.claim(jia(), saved.id).amount_fen == 9_000_000
    sent = {"version": _hidden(page, "version"), "fact.amount_fen": "7万", "fact.note": "第一行\n第二行"}
    assert second.post(address, sent).status_code == 302
    assert queries.claim(jia(), saved.id).amount_fen == 7_000_000
    assert service.show(jia(), saved.id).details["note"] == "第一行\n第二行"


@pytest.mark.parametrize("name", ["沈\x00某", "沈\u202e某", "沈\x1b[31m某"])
def test_a_name_with_control_characters_is_refused_in_words(name):
    saved = _saved()
    answer = browser(jia()).post(f"/claims/{saved.id}/correct/", {"version": "1", "fact.debtor_name": name})
    assert answer.status_code == 422
    assert "控制字符" in _text(answer)
    assert queries.claim(jia(), saved.id).version == 1


def test_papers_are_taken_one_by_one_and_the_refused_are_named():
    saved = _saved()
    client, address = browser(jia()), f"/claims/{saved.id}/"
    sent = [SimpleUploadedFile("合同.pdf", PDF), SimpleUploadedFile("假的.png", PDF), SimpleUploadedFile("空.pdf", b"")]
    answer = client.post(f"{address}papers/", {"papers": sent})
    page = _text(answer)
    assert answer.status_code == 422
    assert "假的.png" in page
    [paper] = queries.papers(jia(), saved.id)
    assert "合**.pdf" in page
    content = client.get(f"/files/{paper.id}?purpose=own_claim")
    assert b"".join(content.streaming_content) == PDF
    assert client.post(f"{address}papers/").status_code == 422
    assert client.post(f"{address}papers/{paper.id}/remove/").status_code == 302
    assert queries.papers(jia(), saved.id) == []


def test_withdraw_reopen_close_and_delete():
    saved = _saved()
    client, address = browser(jia()), f"/claims/{saved.id}/"
    client.post(f"{address}act/", {"act": "withdraw"})
    page = _text(client.get(address))
    assert "已撤回" in page
    assert 'value="reopen"' in page
    assert 'value="withdraw"' not in page
    twice = client.post(f"{address}act/", {"act": "withdraw"})
    assert twice.status_code == 409
    client.post(f"{address}act/", {"act": "reopen"})
    unsaid = client.post(f"{address}act/", {"act": "close", "closed_as": ""})
    assert unsaid.status_code == 422
    assert "没有选怎么结的" in _text(unsaid)
    client.post(f"{address}act/", {"act": "close", "closed_as": "paid"})
    assert "还清了" in _text(client.get(address))
    assert "删除，不能恢复" in _text(client.get(f"{address}delete/"))
    gone = client.post(f"{address}delete/", follow=True)
    assert "密钥也销毁了" in _text(gone)
    assert client.get(address).status_code == 404


def test_a_cell_is_never_a_formula(monkeypatch):
    for start in "=+-@\t|%＝":
        assert export.guarded(f"{start}HYPERLINK()") == f"'{start}HYPERLINK()"
    assert export.guarded(-5) == -5
    _saved(OF_JIA, {"debtor_name": "=cmd|'/c calc'!A1"})
    _saved(LENT, {"debtor_name": "@sum"})
    client = browser(jia())
    answer = client.get("/claims/export/csv/")
    assert answer["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row[5] for row in rows[1:]} == {"'=**", "'@**"}
    assert not any(cell.startswith(export._DANGEROUS[:-1]) for row in rows for cell in row)
    assert {row[2] for row in rows[1:]} == {"96000", "30000"}
    sheet = openpyxl.load_workbook(io.BytesIO(client.get("/claims/export/xlsx/").content)).active
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert {row[5].value for row in sheet.iter_rows(min_row=2)} == {"=**", "@**"}
    only = client.get("/claims/export/csv/?kind=private_loan").content.decode()
    assert "96000" not in only
    assert client.get("/claims/export/exe/").status_code == 404


def test_ding_sees_nothing_in_list_page_export_or_files():
    saved = _saved(OF_JIA, {"debtor_name": "东台市云栖酒店"})
    paper = service.attach(jia(), saved.id, PDF, "合同.pdf")
    client, address = browser(ding()), f"/claims/{saved.id}/"
    assert "写下一笔" in _text(client.get("/claims/?state=all"))
    assert client.get("/claims/export/csv/").content.decode("utf-8-sig").count("\n") == 1
    nothing = _text(client.get(f"/claims/{new_id()}/"))
    for there in (
        client.get(address),
        client.post(f"{address}show/"),
        client.post(f"{address}correct/", {"version": "1", "fact.amount_fen": "1"}),
        client.post(f"{address}act/", {"act": "withdraw"}),
        client.post(f"{address}act/", {"act": "close", "closed_as": "paid"}),
        client.get(f"{address}delete/"),
        client.post(f"{address}delete/"),
        client.post(f"{address}papers/", {"papers": SimpleUploadedFile("x.pdf", PDF)}),
        client.post(f"{address}papers/{paper}/remove/"),
    ):
        assert there.status_code == 404
        assert _main(_text(there)) == _main(nothing)
    assert client.get(f"/files/{paper}?purpose=own_claim").status_code == 404
    assert queries.claim(jia(), saved.id).version == 1


def test_yi_reads_what_is_granted_and_is_offered_nothing_to_change():
    saved = _saved(OF_JIA, {"debtor_name": "东台市云栖酒店"})
    client, address = browser(yi()), f"/claims/{saved.id}/"
    assert client.get(address).status_code == 404
    grant = granted(saved.id, yi())
    assert "东**" in _text(client.get("/claims/"))
    page = _text(client.get(address))
    assert not any(word in page for word in ("云栖", "/correct/", "/delete/", 'name="act"', 'type="file"')), page
    assert "东台市云栖酒店" in _text(client.post(f"{address}show/"))
    assert client.post(f"{address}correct/", {"version": "1", "fact.amount_fen": "1"}).status_code == 403
    ended(grant)
    assert client.get(address).status_code == 404
    assert client.post(f"{address}show/").status_code == 404
    assert "云" not in _main(_text(client.get("/claims/")))


def _main(page: str) -> str:
    return re.sub(r'value="[^"]*"', "", page.split("<main", 1)[1])


@pytest.mark.parametrize("path", ["", "export/csv/", "{id}/", "{id}/delete/"])
def test_a_stranger_is_sent_to_sign_in_and_a_debtor_turned_away(path):
    address = f"/claims/{path.format(id=_saved().id)}"
    assert Client().get(address)["Location"].startswith(f"/account/sign-in/?{urlencode({'next': address}, safe='/')}")
    assert browser(bing()).get(address).status_code == 403
