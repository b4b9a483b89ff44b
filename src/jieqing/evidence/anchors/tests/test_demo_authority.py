"""The demo's authority stamps as any other, says that it is invented, and is there in a demo alone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import tsp
from asn1crypto.core import Sequence
from django.test import Client

from jieqing.evidence.anchors import demo_authority
from jieqing.evidence.anchors.tsa import QUERY, REPLY, query
from jieqing.kit import clock
from jieqing_verify import Wrong
from jieqing_verify.timestamp import verify_timestamp

TEXT = b"log.jieqing.example/1\n100\nAAAA\n"
NOW = clock.now()


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return tmp_path / "demo_tsa.pem"


@pytest.fixture
def demo(key: Path, settings: object) -> Client:
    settings.IS_DEMO, settings.DEMO_TSA = True, str(key)
    return Client(enforce_csrf_checks=True)


def test_its_stamp_holds_and_its_name_says_that_it_is_invented(key: Path) -> None:
    root = demo_authority.stamper(key, NOW).enclosed[0]
    found = verify_timestamp(demo_authority.answer(query(TEXT, 5), key, NOW), TEXT, [root], nonce=5)
    assert found.at == NOW.replace(microsecond=0)
    assert found.authority == demo_authority.NAME
    assert "虚构" in found.authority and "invented" in found.authority
    assert found.policy.startswith("2.999.")


def test_no_two_stamps_have_one_number(key: Path) -> None:
    replies = [demo_authority.answer(query(TEXT, 5), key, NOW) for _each in range(20)]
    assert len({verify_timestamp(reply, TEXT).serial for reply in replies}) == 20


def test_its_key_stays_and_is_its_owners_alone(key: Path) -> None:
    first = demo_authority.stamper(key, NOW)
    assert key.stat().st_mode & 0o777 == 0o600
    assert demo_authority.stamper(key, NOW + timedelta(days=1)).certificate == first.certificate
    assert [each.name for each in key.parent.iterdir()] == [key.name]


def test_processes_that_make_its_key_at_once_agree_on_one(key: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _each: demo_authority.stamper(key, NOW).certificate.serial_number, range(8)))
    assert len(set(made)) == 1


def test_who_comes_second_does_not_replace_the_first_ones_key(key: Path) -> None:
    demo_authority._make(key, NOW)
    first = key.read_bytes()
    demo_authority._make(key, NOW)
    assert key.read_bytes() == first
    assert [each.name for each in key.parent.iterdir()] == [key.name]


def test_it_can_be_asked_without_a_network(key: Path) -> None:
    receipt = demo_authority.here(key).anchor(TEXT, 100, bytes(32))
    assert verify_timestamp(receipt, TEXT, [demo_authority.stamper(key, NOW).enclosed[0]]).is_rooted


def test_without_the_demo_there_is_none(key: Path, settings: object) -> None:
    settings.IS_DEMO, settings.DEMO_TSA = False, str(key)
    assert Client().post("/demo/tsa", query(TEXT, 5), content_type=QUERY).status_code == 404
    assert not key.exists()


def test_it_answers_at_its_address(demo: Client, key: Path) -> None:
    answer = demo.post("/demo/tsa", query(TEXT, 5), content_type=QUERY)
    assert (answer.status_code, answer["Content-Type"]) == (200, REPLY)
    assert verify_timestamp(answer.content, TEXT, nonce=5).authority == demo_authority.NAME


def test_ding_who_posts_nonsense_gets_a_refusal_in_form(demo: Client) -> None:
    for nonsense in (b"nonsense", query(TEXT, 5)[:-1], bytes(200_000)):
        answer = demo.post("/demo/tsa", nonsense, content_type=QUERY)
        assert (answer.status_code, answer["Content-Type"]) == (200, REPLY)
        with pytest.raises(Wrong) as caught:
            verify_timestamp(answer.content, TEXT)
        assert caught.value.code == "timestamp_refused"


def test_a_browser_that_wanders_there_is_told_so(demo: Client) -> None:
    assert demo.get("/demo/tsa").status_code == 405
    assert demo.post("/demo/tsa", {"a": "form"}).status_code == 415


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"req_policy": "1.2.3"}, "unaccepted_policy"),
        ({"extensions": [{"extn_id": "2.999.1", "extn_value": b""}]}, "unaccepted_extensions"),
        ({"message_imprint": {"hash_algorithm": {"algorithm": "sha1"}, "hashed_message": bytes(20)}}, "bad_alg"),
        (
            {"message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": bytes(20)}},
            "bad_data_format",
        ),
    ],
    ids=["policy", "extension", "hash", "digest too short"],
)
def test_what_it_does_not_do_it_says(key: Path, changed: dict[str, object], reason: str) -> None:
    asked = tsp.TimeStampReq.load(query(TEXT, 5)).copy()
    for name, value in changed.items():
        asked[name] = value
    told = demo_authority.answer(asked.dump(), key, NOW)
    assert reason in told_reason(told)


def told_reason(reply: bytes) -> set[str]:
    return tsp.PKIStatusInfo.load(Sequence.load(reply)[0].dump())["fail_info"].native
