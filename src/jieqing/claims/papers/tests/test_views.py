"""The pages of papers: gaps are filled in their fields, files come down, 丁 ding gets the same no as for nothing."""

import io
from datetime import UTC, datetime

import pytest
from django.test import Client
from pypdf import PdfReader

from jieqing.claims import service as claims
from jieqing.claims.papers import batches, service
from jieqing.claims.tests.grants import granted
from jieqing.claims.tests.told import OF_JIA, TODAY
from jieqing.documents.pdf import pdf
from jieqing.documents.tests.papers import HOSTILE
from jieqing.documents.tests.papers import paper as sample
from jieqing.identity.tests.factories import browser, ding, jia, yi
from jieqing.kit.actor import system

pytestmark = pytest.mark.django_db


def _saved():
    return claims.save(jia(), OF_JIA, {}, TODAY).id


def _page(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize("prefix", ["", "/en"], ids=["zh", "en"])
def test_the_list_says_what_fits_and_why_others_do_not(prefix):
    page = _page(browser(jia()).get(f"{prefix}/claims/{_saved()}/prints/"))
    assert f"{prefix}/claims/" in page
    assert "prints/D2-soft/" in page
    assert "prints/D10/" not in page
    assert ("不是这一种欠款用的" if not prefix else "It is for another kind of debt.") in page


@pytest.mark.parametrize("prefix", ["", "/en"], ids=["zh", "en"])
def test_a_gap_is_filled_and_the_picture_follows(prefix):
    client, address = browser(jia()), f"{prefix}/claims/{_saved()}/prints/D2-soft/"
    before = _page(client.get(address))
    assert 'name="pay_by"' in before
    assert "data:image/png;base64," in before
    answer = client.post(address, {"pay_by": "2026-12-15", "creditor_contact": HOSTILE[:150], "nothing": "x"})
    assert answer.status_code == 302
    after = _page(client.get(address))
    assert 'value="2026-12-15"' in after
    assert after.count("data:image") == before.count("data:image")
    assert "<w:p/>" not in after


def test_what_cannot_be_read_comes_back_in_its_field_with_its_remedy():
    client, address = browser(jia()), f"/claims/{_saved()}/prints/D2-soft/"
    answer = client.post(address, {"pay_by": "下个月", "creditor_account": "某某银行 0000"})
    page = _page(answer)
    assert answer.status_code == 422
    assert 'href="#f-pay_by"' in page
    assert 'value="下个月"' in page
    assert 'value="某某银行 0000"' in page
    assert "2026-12-15" in page


@pytest.mark.parametrize(("form", "start"), [("pdf", b"%PDF"), ("docx", b"PK")], ids=["pdf", "docx"])
def test_a_file_comes_down(form, start):
    answer = browser(jia()).post(f"/claims/{_saved()}/prints/D2-soft/file/", {"form": form})
    assert answer.status_code == 200
    assert answer.content.startswith(start)
    assert "attachment" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"
    assert "云栖" not in answer["Content-Disposition"]


def test_a_held_paper_is_answered_with_the_reason_and_no_file():
    claim_id = _saved()
    service.keep(jia(), claim_id, {"handling": "再不付就曝光"})
    answer = browser(jia()).post(f"/claims/{claim_id}/prints/D2-soft/file/", {"form": "pdf"})
    page = _page(answer)
    assert answer.status_code == 409
    assert "曝光" in page
    assert 'href="#f-handling"' in page
    assert "下载 PDF" not in page


def test_the_packet_takes_exhibits_in_the_typed_order():
    claim_id, client = _saved(), browser(jia())
    ids = [claims.attach(jia(), claim_id, pdf(sample()), name) for name in ("甲.pdf", "乙.pdf")]
    address = f"/claims/{claim_id}/prints/packet/"
    assert str(ids[0]) in _page(client.get(address))
    sent = {"paper": "D2-soft", "exhibit": [str(each) for each in ids], "make": "1"}
    sent |= {f"no-{ids[0]}": "2", f"no-{ids[1]}": "1", f"proves-{ids[0]}": "交货", f"form-{ids[0]}": "copy"}
    answer = client.post(address, sent)
    assert answer.status_code == 200
    reader = PdfReader(io.BytesIO(answer.content))
    titles = [item.title for item in reader.outline[-1]]
    assert titles == ["证据1 乙.pdf", "证据2 甲.pdf"]
    page = _page(client.get(address))
    assert page.index(str(ids[1])) < page.index(str(ids[0]))
    assert "交货" in page
    kept = client.post(address, {"exhibit": [str(ids[0])]})
    assert kept.status_code == 302
    assert len(service.read(jia(), claim_id, TODAY).facts.exhibits) == 1


def test_a_packet_of_nothing_says_what_to_do():
    claim_id = _saved()
    answer = browser(jia()).post(f"/claims/{claim_id}/prints/packet/", {"make": "1", "exhibit": ["../../etc/passwd"]})
    assert answer.status_code == 422
    assert "至少选一份" in _page(answer)


def test_a_batch_shows_its_progress_and_its_archive():
    claim_id, client = _saved(), browser(jia())
    assert "还没有" in _page(client.get("/prints/"))
    answer = client.post("/prints/", {"paper": "D2-soft", "form": "pdf"})
    assert answer.status_code == 302
    waiting = _page(client.get(answer["Location"]))
    assert "<progress" in waiting
    assert 'http-equiv="refresh"' in waiting
    (row,) = batches.batches(jia())
    batches.carry_out(system("papers", jia().tenant, roles=("creditor",)), row.id)
    done = _page(client.get(answer["Location"]))
    assert "做好了 1 份" in done
    assert f"/files/{batches.batch(jia(), row.id).file_id}?purpose=papers" in done
    archive = client.get(f"/files/{batches.batch(jia(), row.id).file_id}?purpose=papers")
    assert b"".join(archive.streaming_content).startswith(b"PK")
    assert str(claim_id) not in done
    assert _page(client.post("/prints/", {"paper": "D99"})).count("alarm") >= 1


def test_ding_and_yi_see_nothing():
    claim_id = _saved()
    granted(claim_id, yi())
    batch_id = batches.ask(jia(), "D1", "pdf", [claim_id], TODAY, now=datetime(2026, 11, 22, tzinfo=UTC))
    client = browser(ding())
    for path in ("prints/", "prints/D1/", "prints/packet/"):
        assert client.get(f"/claims/{claim_id}/{path}").status_code == 404
        assert client.post(f"/claims/{claim_id}/{path}", {"court": "x"}).status_code in (404, 405)
        assert browser(yi()).get(f"/claims/{claim_id}/{path}").status_code in (302, 403, 404)
    assert client.post(f"/claims/{claim_id}/prints/D1/file/").status_code == 404
    assert client.get(f"/prints/{batch_id}/").status_code == 404
    assert Client().get(f"/claims/{claim_id}/prints/D1/").status_code == 302


def test_rest_makes_keeps_and_refuses():
    claim_id, client = _saved(), browser(jia())
    root = f"/api/v1/claims/{claim_id}/prints"
    offers = {row["id"]: row for row in client.get(root).json()}
    assert offers["D2-soft"]["fits"]
    assert offers["D10"]["why"]
    typed = {"typed": {"pay_by": "2026-12-15"}}
    assert client.put(f"{root}/facts", typed, content_type="application/json").json() == {"filled": 1}
    wrong = client.put(f"{root}/facts", {"typed": {"pay_by": "x"}}, content_type="application/json")
    assert (wrong.status_code, wrong.json()["field"]) == (422, "pay_by")
    made = client.post(f"{root}/D2-soft", {"form": "pdf"}, content_type="application/json")
    assert made.content.startswith(b"%PDF")
    assert int(made["Jieqing-Gaps"]) > 0
    held = client.post(f"{root}/D15", {}, content_type="application/json")
    assert (held.status_code, held.json()["basis"]) == (409, "CN-RT-09")
    file_id = str(claims.attach(jia(), claim_id, pdf(sample()), "送货单.pdf"))
    chosen = {"exhibits": [{"file_id": file_id, "proves": "交货", "form": "copy"}]}
    assert client.put(f"{root}/exhibits", chosen, content_type="application/json").json() == {"filled": 1}
    packet = client.post(f"{root}/packet", {"papers": ["D2-soft"]}, content_type="application/json")
    assert packet["Jieqing-Not-Bound"] == "0"
    asked = client.post("/api/v1/prints", {"paper": "D1", "claims": [str(claim_id)]}, content_type="application/json")
    assert asked.status_code == 202
    assert client.get(f"/api/v1/prints/{asked.json()['id']}").json()["state"] == "queued"
    assert browser(ding()).get(f"/api/v1/prints/{asked.json()['id']}").status_code == 404
    assert browser(ding()).post(f"{root}/D1", {}, content_type="application/json").status_code == 404
    assert any(row["id"] == "court" for row in client.get("/api/v1/prints/fields").json())
