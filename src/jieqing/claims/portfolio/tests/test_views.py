"""The wizard in a browser without a script, and over REST; 丁 gets 404 at every address of 甲's."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jieqing.claims.models import Import
from jieqing.claims.portfolio import carrying_out, queries, undoing
from jieqing.claims.portfolio.tests.ledgers import PAYMENTS, TODAY, ledger
from jieqing.claims.portfolio.tests.test_importing import all_claims, clerk, given, imported
from jieqing.identity.tests.factories import browser, ding, jia
from jieqing.kit.rows import acting

pytestmark = pytest.mark.django_db


def file(data: bytes | None = None, name: str = "应收.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or ledger())


def text(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize("root", ["/", "/en/"])
def test_from_nothing_to_claims_and_back(root):
    visitor = browser(jia())
    assert "ledgers/new/" in text(visitor.get(f"{root}ledgers/"))
    assert visitor.get(f"{root}ledgers/new/").status_code == 200
    address = visitor.post(f"{root}ledgers/new/", {"ledger": file()})["Location"]
    page = text(visitor.get(address))
    for words in ("东台市云栖酒店有限公司", "95,700.50", "QQ", "HT-1", "东**"):
        assert words in page
    assert "33445566" not in page
    assert "10900001234" not in page
    visitor.post(f"{address}confirm/", {"version": "1"})
    assert "data-follow" in text(visitor.get(address))
    import_id = queries.imports(jia())[0].id
    carrying_out.carry_out(clerk(jia()), import_id)
    page = text(visitor.get(address))
    assert f"{root}ledgers/{import_id}/undo/" in page
    assert "不详" not in page
    assert "业务员" not in page
    assert visitor.get(f"{address}?show=1").status_code == 200
    visitor.post(f"{address}undo/")
    undoing.carry_out(clerk(jia()), import_id, TODAY)
    assert visitor.get(address).status_code == 200
    assert all_claims(jia()) == []


def test_what_the_user_chose_stands_in_the_page():
    visitor, import_id = browser(jia()), given()
    address = f"/ledgers/{import_id}/"
    answer = visitor.post(f"{address}groups/", {"version": "1", "by": "invoice", "kind": "rent", "moved": "3 → 2\n6"})
    assert answer["Location"] == address
    page = text(visitor.get(address))
    assert 'value="invoice" checked' in page
    assert 'value="rent" selected' in page
    assert "3 → 2\n6" in page
    answer = visitor.post(f"{address}columns/", {"version": "2", "column.0": "debtor_name", "column.3": "outstanding"})
    assert answer.status_code == 302
    assert queries.one(jia(), import_id).mapping == {0: "debtor_name", 3: "outstanding"}


def test_what_cannot_be_read_comes_back_in_its_field():
    visitor, import_id = browser(jia()), given()
    answer = visitor.post(f"/ledgers/{import_id}/groups/", {"version": "1", "by": "contract", "moved": "第七行"})
    assert answer.status_code == 422
    assert "第七行</textarea>" in text(answer)
    assert 'href="#f-moved"' in text(answer)
    answer = visitor.post(f"/ledgers/{import_id}/groups/", {"version": "7", "by": "contract"})
    assert answer.status_code == 409


def test_the_same_file_leads_to_the_first():
    visitor, first = browser(jia()), given()
    answer = visitor.post("/ledgers/new/", {"ledger": file()})
    assert answer.status_code == 409
    assert f"/ledgers/{first}/" in text(answer)


def test_no_file_and_no_ledger_are_named():
    visitor = browser(jia())
    for sent, code in (({}, 422), ({"ledger": file(b"\x00\x01")}, 422), ({"ledger": file(b"PK\x03\x04")}, 422)):
        answer = visitor.post("/ledgers/new/", sent)
        assert answer.status_code in (code, 415)
        assert 'role="alert"' in text(answer)
    with acting(jia()):
        assert not Import.objects.exists()


def test_without_an_account_a_trial_is_shown_and_nothing_stored():
    answer = Client().post("/ledgers/try/", {"ledger": file()})
    assert answer.status_code == 200
    page = text(answer)
    assert "95,700.50" in page
    assert "sign-in" in page
    assert "no-store" in answer["Cache-Control"]
    assert Client().get("/ledgers/try/").status_code == 302
    assert Client().post("/ledgers/try/", {"ledger": file(b"\x00")}).status_code in (415, 422)
    with acting(jia()):
        assert not Import.objects.exists()


def test_a_creditor_at_the_front_page_goes_on_to_the_wizard():
    answer = browser(jia()).post("/ledgers/try/", {"ledger": file()})
    assert answer["Location"] == f"/ledgers/{queries.imports(jia())[0].id}/"


def test_payments_have_their_own_page():
    imported()
    visitor = browser(jia())
    assert "payments" in text(visitor.get("/ledgers/new/?kind=payments"))
    sent = {"ledger": file(PAYMENTS.encode(), "还款.csv"), "kind": "payments"}
    address = visitor.post("/ledgers/new/", sent)["Location"]
    page = text(visitor.get(address))
    assert "第五百六十条" in page
    visitor.post(f"{address}booking/", {"version": "1", "has_proof": "1"})
    assert 'name="has_proof" value="1" checked' in text(visitor.get(address))
    visitor.post(f"{address}confirm/", {"version": "2"})
    carrying_out.carry_out(clerk(jia()), queries.imports(jia())[0].id)
    assert "undo/" in text(visitor.get(address))


def test_the_export_is_a_file_that_nothing_keeps():
    import_id = imported()
    for kind in ("csv", "xlsx"):
        answer = browser(jia()).get(f"/ledgers/export/{kind}/?import={import_id}")
        assert b"".join(answer) if answer.streaming else answer.content
        assert answer["Cache-Control"] == "private, no-store"
        assert "attachment" in answer["Content-Disposition"]
    assert browser(jia()).get("/ledgers/export/pdf/").status_code == 404
    assert browser(jia()).get("/ledgers/export/csv/?import=x").status_code == 404


def test_a_claims_own_lines_are_shown_when_it_is_opened():
    imported()
    claim = next(claim for claim in all_claims(jia()) if claim.amount_fen == 9_000_000)
    visitor = browser(jia())
    assert "FP002" not in text(visitor.get(f"/claims/{claim.id}/"))
    page = text(visitor.post(f"/claims/{claim.id}/show/"))
    assert "FP002" in page
    assert "h-said" not in page


def test_ding_finds_none_of_it():
    import_id, stranger = imported(), browser(ding())
    for path in ("", "progress/"):
        assert stranger.get(f"/ledgers/{import_id}/{path}").status_code == 404
    for path in ("columns/", "groups/", "booking/", "confirm/", "drop/", "undo/"):
        assert stranger.post(f"/ledgers/{import_id}/{path}", {"version": "1"}).status_code == 404
    assert stranger.get(f"/ledgers/export/csv/?import={import_id}").status_code == 404
    assert str(import_id) not in text(stranger.get("/ledgers/"))
    assert stranger.get(f"/api/v1/ledgers/{import_id}").status_code == 404
    assert stranger.get("/api/v1/ledgers").json() == []


def test_over_rest_from_file_to_claims_and_back():
    client = browser(jia())
    taken = client.post("/api/v1/ledgers", {"file": file()})
    assert taken.status_code == 201
    address = f"/api/v1/ledgers/{taken.json()['id']}"
    assert (taken.json()["claims"], taken.json()["errors"], taken.json()["version"]) == (3, 1, 1)
    opened = client.post(f"{address}/report").json()
    assert [problem["row"] for problem in opened["problems"]] == [5]
    assert opened["groups"][0]["rows"] == [2, 3]
    told = json.dumps({"by": "invoice", "moved": {"3": 2}})
    assert client.put(f"{address}/groups", told, content_type="application/json").status_code == 428
    changed = client.put(f"{address}/groups", told, content_type="application/json", headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["claims"]) == (200, 3)
    assert client.post(f"{address}/confirm", headers={"If-Match": '"2"'}).status_code == 202
    carrying_out.carry_out(clerk(jia()), queries.imports(jia())[0].id)
    assert client.get(address).json()["state"] == "done"
    assert client.post(f"{address}/undo").json()["state"] == "undoing"
    assert client.delete(address).status_code == 409
