"""The client keeps no reply that does not hold, and says why in a code."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from verifier.tests.authorities import YEAR, Root

from jieqing.evidence.anchors.shapes import NotAnchored
from jieqing.evidence.anchors.tsa import APART, TimeStamping, query
from jieqing.kit import clock
from jieqing_verify.timestamp import verify_timestamp

TEXT, SIZE, HASH = b"log.jieqing.example/1\n100\nAAAA\n", 100, bytes(32)
ROOT = Root()
NOW = clock.now()
TSA = ROOT.authority(valid=(NOW - YEAR, NOW + YEAR))


def asked(ask: Callable[[bytes], bytes], root: Root = ROOT) -> bytes:
    return TimeStamping("Test TSA", ask, [root.certificate]).anchor(TEXT, SIZE, HASH)


def code_of(ask: Callable[[bytes], bytes], root: Root = ROOT) -> str:
    with pytest.raises(NotAnchored) as caught:
        asked(ask, root)
    return caught.value.code


def stamped(request: bytes, at: datetime | None = None) -> bytes:
    return TSA.answer(request, at or clock.now(), secrets.randbits(64))


def test_an_honest_reply_is_kept_as_it_came() -> None:
    said: list[bytes] = []

    def ask(request: bytes) -> bytes:
        said.append(stamped(request))
        return said[0]

    assert asked(ask) == said[0]
    assert verify_timestamp(said[0], TEXT, [ROOT.certificate]).authority == "Test TSA"


def test_each_request_has_a_nonce_of_its_own() -> None:
    sent: list[bytes] = []
    for _each in range(2):
        asked(lambda request: stamped((sent.append(request), request)[1]))
    assert sent[0] != sent[1]


def test_yesterdays_reply_to_the_same_request_is_refused() -> None:
    kept = stamped(query(TEXT, 4711))
    assert code_of(lambda _request: kept) == "timestamp_other_request"


def test_a_reply_without_a_nonce_is_refused() -> None:
    assert code_of(lambda _request: TSA.stamp(TEXT, clock.now(), 1)) == "timestamp_other_request"


def test_a_stamp_of_another_text_is_refused() -> None:
    assert code_of(lambda _request: stamped(query(b"another", 1))) == "timestamp_other_message"


def test_another_authority_in_between_is_refused() -> None:
    assert code_of(stamped, Root()) == "timestamp_untrusted"


def test_a_refusal_is_told() -> None:
    assert code_of(lambda _request: stamped(b"no request")) == "timestamp_refused"


def test_what_is_no_reply_is_refused() -> None:
    assert code_of(lambda _request: b"<html>") == "timestamp_malformed"
    assert code_of(lambda _request: b"") == "timestamp_malformed"


@pytest.mark.parametrize("sign", [1, -1], ids=["ahead", "behind"])
def test_a_clock_far_from_ours_is_noticed(sign: int) -> None:
    near, far = sign * (APART - timedelta(seconds=30)), sign * (APART + timedelta(seconds=30))
    assert asked(lambda request: stamped(request, clock.now() + near))
    assert code_of(lambda request: stamped(request, clock.now() + far)) == "tsa_time_apart"


def test_nobody_is_asked_for_whom_nobody_vouches() -> None:
    with pytest.raises(ValueError, match="nobody vouches"):
        TimeStamping("Test TSA", stamped, [])
