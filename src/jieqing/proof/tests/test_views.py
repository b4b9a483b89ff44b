"""The pages: 甲 takes a pack and gives a code away, a stranger looks it up, 丁 is kept out; the log as it is served."""

import io
import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.test import Client

from jieqing.evidence import log
from jieqing.evidence.tests.little_log import POLICY_TEXT, publish
from jieqing.identity.tests.factories import browser, ding, jia
from jieqing.proof import queries, throttle
from jieqing.proof.tests.sealed import ENTRIES, NOW, saved, seal, stamp, trusting
from jieqing_verify.checkpoint import parse_checkpoint
from jieqing_verify.pack import verify_pack
from jieqing_verify.page import page_html

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _log(settings: Any, tmp_path: Path) -> None:
    cache.clear()
    trusting(settings, tmp_path)


def page_of(claim_id: UUID, act: str = "") -> str:
    return f"/claims/{claim_id}/proof/{act}"


def made_code(claim_id: UUID) -> str:
    answer = browser(jia()).post(page_of(claim_id, "code/"), {"days": "90"}).content.decode()
    return answer.split('<p class="figure"><code>')[1].split("<")[0]


def test_the_button_waits_until_all_is_sealed_and_then_gives_the_pack() -> None:
    claim_id, client = saved(jia()), browser(jia())
    waiting = client.get(page_of(claim_id)).content.decode()
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in waiting and "编入日志" in waiting
    assert page_of(claim_id, "pack/") not in waiting
    early = client.post(page_of(claim_id, "pack/"))
    assert (early.status_code, early["Location"]) == (302, page_of(claim_id))
    seal()
    ready = client.get(page_of(claim_id)).content.decode()
    assert 'http-equiv="refresh"' not in ready and page_of(claim_id, "pack/") in ready
    answer = client.post(page_of(claim_id, "pack/"))
    assert answer["Content-Type"] == "application/zip"
    assert verify_pack(answer.content, policy=POLICY_TEXT).is_proved


def test_the_claims_history_leads_there() -> None:
    claim_id = saved(jia())
    assert page_of(claim_id) in browser(jia()).get(f"/claims/{claim_id}/").content.decode()


def test_ding_is_told_of_nothing() -> None:
    claim_id = saved(jia())
    seal()
    client = browser(ding())
    for act in ("", "pack/", "code/"):
        answer = client.get(page_of(claim_id)) if not act else client.post(page_of(claim_id, act), {"days": "30"})
        assert answer.status_code == 404
    made_code(claim_id)
    (row,) = queries.codes(jia(), now=NOW)
    assert client.post(f"/proof/codes/{row.id}/revoke/").status_code == 404
    assert row.first_signs not in client.get("/proof/codes/").content.decode()
    assert queries.codes(jia(), now=NOW)[0].state == "stands"


def test_a_stranger_looks_a_proof_up_and_sees_no_name(tmp_path: Path) -> None:
    claim_id = saved(jia())
    code = made_code(claim_id)
    seal()
    stamp(tmp_path)
    typed = Client().post("/proof/", {"code": f" {code.lower().replace('-', ' ')}"})
    assert (typed.status_code, typed["Location"]) == (302, f"/proof/look/{code}/")
    shown = Client().get(typed["Location"])
    text = shown.content.decode()
    assert shown.status_code == 200 and "证明成立" in text and f"{ENTRIES} 条记录" in text and "w1" in text
    assert "演示时间戳机构" in text
    for secret in ("云栖", str(claim_id), str(jia().tenant), "user:", "96,300", "9.63", "甲灶"):
        assert secret not in text
    assert shown["Cache-Control"] == "private, no-store"
    assert shown["Referrer-Policy"] == "same-origin", "the address holds the code: no other host is told it"
    pack = Client().get(f"/proof/look/{code}/pack/").content
    assert verify_pack(pack, policy=POLICY_TEXT).is_proved
    assert not [name for name in zipfile.ZipFile(io.BytesIO(pack)).namelist() if name.startswith("opened/")]


def test_looking_up_leaves_an_entry_and_nothing_of_who_did() -> None:
    claim_id = saved(jia())
    code = made_code(claim_id)
    seal()
    Client(REMOTE_ADDR="198.51.100.7").get(f"/proof/look/{code}/")
    (row,) = queries.codes(jia(), now=NOW)
    assert row.readings == 1
    assert [(each.event, each.actor) for each in log.entries(jia(), row.id)] == [("proof.code_read", "system:proof")]


def test_a_code_before_its_entries_are_sealed_says_that_they_will_be() -> None:
    code = made_code(saved(jia()))
    answer = Client().get(f"/proof/look/{code}/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "3")
    assert 'http-equiv="refresh"' in answer.content.decode()


HOSTILE = [
    "", "x", "0000-0000-0000-0001", "' OR 1=1 --", "<script>alert(1)</script>", "\u0000" * 16, "％００", "A" * 100_000,
    "../../log/checkpoint", "\ud83d\ude00", "0000 0000 0000 0000 0000",
]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE, ids=[f"h{n}" for n in range(len(HOSTILE))])
def test_a_hostile_code_is_refused_in_words_beside_its_field(typed: str) -> None:
    answer = Client().post("/proof/", {"code": typed.encode("utf-8", "replace").decode()})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in text and "查询码" in text and "<script>alert" not in text


def test_guessing_is_slowed_down_and_the_address_is_kept_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "MOST", 5)
    client, other = Client(REMOTE_ADDR="198.51.100.8"), Client(REMOTE_ADDR="198.51.100.9")
    answers = [client.get("/proof/look/0000-0000-0000-0000/").status_code for _each in range(7)]
    assert answers == [404] * 5 + [429] * 2
    assert other.get("/proof/look/0000-0000-0000-0000/").status_code == 404
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(cache_key || value, ' ') FROM throttle")
        assert "198.51" not in str(cursor.fetchone())


def test_the_checking_page_is_served_octet_for_octet_under_its_own_policy() -> None:
    answer = Client().get("/proof/check/")
    policy = answer["Content-Security-Policy"]
    assert answer.content.decode() == page_html()
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert not {"'unsafe-inline'", "'unsafe-eval'", "http:", "https:"} & set(policy.replace(";", " ").split())
    assert "Content-Disposition" not in answer
    assert Client().get("/proof/check/?save")["Content-Disposition"].startswith("attachment")
    assert Client().get("/en/proof/check/").status_code == 200


def test_empty_pages_say_how_to_start() -> None:
    assert "取证明" in browser(jia()).get("/proof/codes/").content.decode()
    assert "Type a code" in Client().get("/en/proof/").content.decode()


def test_a_lifetime_that_is_not_offered_is_named_beside_its_field() -> None:
    claim_id = saved(jia())
    answer = browser(jia()).post(page_of(claim_id, "code/"), {"days": "4000"})
    assert answer.status_code == 422 and 'id="w-days"' in answer.content.decode()


def test_the_log_is_served_as_tiles_are(settings: Any, tmp_path: Path) -> None:
    settings.LOG_DIRECTORY = str(tmp_path / "log")
    saved(jia())
    size = seal()
    publish(tmp_path / "log")
    checkpoint = Client().get("/log/checkpoint")
    content = b"".join(checkpoint.streaming_content)  # type: ignore[arg-type]
    assert parse_checkpoint(content)[0].size == size
    assert (checkpoint["Content-Type"], checkpoint["Cache-Control"]) == ("text/plain; charset=utf-8", "no-cache")
    tile = Client().get(f"/log/tile/0/000.p/{size}")
    assert len(b"".join(tile.streaming_content)) == 32 * size  # type: ignore[arg-type]
    assert tile["Content-Type"] == "application/octet-stream" and "immutable" in tile["Cache-Control"]
    assert Client().get(f"/log/tile/entries/000.p/{size}").status_code == 200
    assert b"".join(Client().get("/log/policy").streaming_content) == POLICY_TEXT  # type: ignore[arg-type]


def test_nothing_beside_the_log_is_served(settings: Any, tmp_path: Path) -> None:
    settings.LOG_DIRECTORY = str(tmp_path / "log")
    (tmp_path / "log_keys.json").write_text("secret")
    (tmp_path / "log" / "tile" / "0").mkdir(parents=True)
    (tmp_path / "log" / ".lock").write_text("")
    (tmp_path / "log" / "tile" / "0" / "000").symlink_to(tmp_path / "log_keys.json")
    for asked in ("../log_keys.json", "%2e%2e/log_keys.json", ".lock", "tile/0", "tile/0/000", "tile/0/001", "policy"):
        answer = Client().get(f"/log/{asked}")
        assert (answer.status_code, answer["Content-Type"]) == (404, "text/plain; charset=utf-8"), asked
