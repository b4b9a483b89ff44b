"""Saved claims over REST: the same verbs, the version in If-Match, and nothing for 丁 ding."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jieqing.claims.tests.told import LENT, OF_JIA
from jieqing.identity.tests.factories import bing, browser, ding, jia
from jieqing.kit.ids import new_id

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/claims"
PDF = b"%PDF-1.4\n%%EOF"


def _send(client: Client, method: str, path: str = "", body: object = None, **headers: str):
    asked = {"content_type": "application/json", "headers": headers}
    return getattr(client, method)(f"{ROOT}{path}", json.dumps(body) if body is not None else None, **asked)


def _saved(client: Client, text: str = OF_JIA) -> str:
    answer = _send(client, "post", "", {"text": text, "today": "2026-11-22"})
    assert answer.status_code == 201, answer.content
    return str(answer.json()["id"])


def test_a_claims_life_over_rest():
    client = browser(jia())
    claim = _saved(client)
    read = client.get(f"{ROOT}/{claim}")
    assert read["ETag"] == '"1"'
    body = read.json()
    assert (body["amount_fen"], body["state"], body["bucket"], body["evidence"]) == (
        9_600_000, "open", "y2", ["contract", "delivery_note"],
    )  # fmt: skip
    assert "云栖" not in read.content.decode()
    changes = {"changes": {"amount_fen": "9万", "debtor_phone": "0000-8888 4321"}}
    assert _send(client, "patch", f"/{claim}", changes).status_code == 428
    assert _send(client, "patch", f"/{claim}", changes, **{"If-Match": '"1"'}).json()["version"] == 2
    late = _send(client, "patch", f"/{claim}", changes, **{"If-Match": '"1"'})
    assert (late.status_code, late.json()["code"]) == (412, "claim_changed_meanwhile")
    wrong = _send(client, "patch", f"/{claim}", {"changes": {"due_date": "改天"}}, **{"If-Match": '"2"'})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "due_date")
    shown = _send(client, "post", f"/{claim}/open").json()
    assert shown["text"] == OF_JIA
    assert shown["details"] == {"debtor_phone": "000088884321"}
    assert shown["corrections"] == {"amount_fen": "9万"}
    assert shown["facts"]["contract_no"] == "HT-2025-008"

    attached = client.post(f"{ROOT}/{claim}/papers", {"file": SimpleUploadedFile("合同.pdf", PDF)})
    assert attached.status_code == 201
    paper = attached.json()["id"]
    assert [each["id"] for each in client.get(f"{ROOT}/{claim}/papers").json()] == [paper]
    assert _send(client, "delete", f"/{claim}/papers/{paper}").status_code == 204

    assert _send(client, "post", f"/{claim}/withdraw").json()["state"] == "withdrawn"
    assert _send(client, "post", f"/{claim}/withdraw").status_code == 409
    assert _send(client, "post", f"/{claim}/reopen").json()["state"] == "open"
    assert _send(client, "post", f"/{claim}/close", {"closed_as": "?"}).status_code == 422
    assert _send(client, "post", f"/{claim}/close", {"closed_as": "paid"}).json()["state"] == "closed"
    assert _send(client, "delete", f"/{claim}").status_code == 204
    assert client.get(f"{ROOT}/{claim}").status_code == 404


def test_the_list_comes_with_its_ageing():
    client = browser(jia())
    _saved(client)
    _saved(client, LENT)
    found = client.get(ROOT).json()
    assert found["total"] == 2
    assert {line["bucket"]: line["amount_fen"] for line in found["ageing"] if line["count"]} == {"y2": 12_600_000}
    assert client.get(f"{ROOT}?kind=private_loan").json()["total"] == 1
    assert client.get(f"{ROOT}?page=0").status_code == 422


def test_the_same_key_saves_once():
    client, key = browser(jia()), str(new_id())
    ids = {_send(client, "post", "", {"text": OF_JIA, "save_key": key}).json()["id"] for _time in range(2)}
    assert len(ids) == 1


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("get", "", None),
        ("patch", "", {"changes": {"amount_fen": "1"}}),
        ("delete", "", None),
        ("post", "/withdraw", None),
        ("post", "/reopen", None),
        ("post", "/close", {"closed_as": "paid"}),
        ("post", "/open", None),
        ("get", "/papers", None),
        ("delete", "/papers/{paper}", None),
    ],
)
def test_ding_gets_the_answer_of_a_claim_that_is_not_there(method, path, body):
    of_jia, of_ding = browser(jia()), browser(ding())
    claim = _saved(of_jia)
    paper = of_jia.post(f"{ROOT}/{claim}/papers", {"file": SimpleUploadedFile("合同.pdf", PDF)}).json()["id"]
    path = path.format(paper=paper)
    there, nowhere = (
        _send(of_ding, method, f"/{which}{path}", body, **{"If-Match": '"1"'}) for which in (claim, new_id())
    )
    assert there.status_code == nowhere.status_code == 404
    assert there.json() == nowhere.json()
    assert of_ding.get(ROOT).json()["items"] == []
    assert of_jia.get(f"{ROOT}/{claim}").json()["version"] == 1


def test_a_stranger_and_a_debtor_are_turned_away_and_a_cookie_alone_changes_nothing():
    assert _send(Client(), "post", "", {"text": OF_JIA}).status_code == 401
    assert _send(browser(bing()), "post", "", {"text": OF_JIA}).status_code == 403
    of_jia = browser(jia())
    careful = Client(enforce_csrf_checks=True)
    careful.cookies["sessionid"] = of_jia.cookies["sessionid"].value
    assert _send(careful, "post", "", {"text": OF_JIA}).json()["code"] == "csrf_token_missing"
