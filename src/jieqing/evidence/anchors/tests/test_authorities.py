"""Whom the settings name is asked, nobody else; settings that cannot work are refused with a remedy."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from verifier.tests.authorities import YEAR, Root

from jieqing.evidence.anchors import authorities, demo_authority
from jieqing.evidence.anchors.authorities import configured, interval, time_stamping
from jieqing.evidence.anchors.tsa import TimeStamping
from jieqing.kit import clock
from jieqing.kit.refusal import Refusal
from jieqing_verify.timestamp import verify_timestamp

ROOT = Root()
TEXT = b"log.jieqing.example/1\n100\nAAAA\n"


@pytest.fixture
def roots(tmp_path: Path) -> str:
    file = tmp_path / "roots.pem"
    file.write_bytes(Root().certificate.public_bytes(Encoding.PEM) + ROOT.certificate.public_bytes(Encoding.PEM))
    return str(file)


def code_of(environment: dict[str, str]) -> str:
    with pytest.raises(Refusal) as refused:
        configured(environment)
    assert refused.value.remedy.zh and refused.value.remedy.en
    return refused.value.code


def test_a_site_that_names_nobody_asks_nobody() -> None:
    assert configured({}) == ()


def test_each_address_is_an_authority_known_by_host_and_path(roots: str) -> None:
    named = "https://tsa.example/tsr http://127.0.0.1:8318/\thttps://[::1]/a?b=c"
    found = configured({"JIEQING_TSA": named, "JIEQING_TSA_ROOTS": roots})
    assert [each.name for each in found] == ["tsa.example/tsr", "127.0.0.1:8318", "::1/a"]
    assert {each.kind for each in found} == {"rfc3161"}


def test_the_roots_that_are_named_are_those_that_count(roots: str, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    honest, other = ROOT.authority(valid=(now - YEAR, now + YEAR)), Root().authority(valid=(now - YEAR, now + YEAR))
    (asked,) = time_stamping({"JIEQING_TSA": "https://tsa.example/", "JIEQING_TSA_ROOTS": roots})
    assert isinstance(asked, TimeStamping)
    asked.ask = lambda request: honest.answer(request, now, 1)
    assert verify_timestamp(asked.anchor(TEXT, 100, bytes(32)), TEXT)
    asked.ask = lambda request: other.answer(request, now, 1)
    with pytest.raises(Exception, match="timestamp_untrusted"):
        asked.anchor(TEXT, 100, bytes(32))


@pytest.mark.parametrize(
    "address",
    ["tsa.example", "ftp://tsa.example/", "https://", "https://user:password@tsa.example/", "http://tsa:port/"],
    ids=["no scheme", "other scheme", "no host", "a password", "a port in letters"],
)
def test_an_address_that_is_none_is_refused(roots: str, address: str) -> None:
    assert code_of({"JIEQING_TSA": address, "JIEQING_TSA_ROOTS": roots}) == "tsa_address_malformed"


def test_roots_that_are_missing_or_unreadable_are_refused(tmp_path: Path) -> None:
    named = {"JIEQING_TSA": "https://tsa.example/"}
    empty = tmp_path / "empty.pem"
    empty.write_bytes(b"")
    assert code_of(named) == "tsa_roots_missing"
    assert code_of(named | {"JIEQING_TSA_ROOTS": str(tmp_path / "nowhere.pem")}) == "tsa_roots_unreadable"
    assert code_of(named | {"JIEQING_TSA_ROOTS": str(empty)}) == "tsa_roots_unreadable"


def test_a_demo_asks_its_own_authority(tmp_path: Path) -> None:
    demo = {"JIEQING_DEMO": "1", "JIEQING_DEMO_TSA": str(tmp_path / "demo_tsa.pem")}
    for given, address in (({}, "localhost:8000"), ({"JIEQING_URL": "http://localhost:8123"}, "localhost:8123")):
        (found,) = time_stamping(demo | given)
        assert found.name == demo_authority.NAME
        assert found.ask == authorities.Post(f"http://{address}/demo/tsa")


def test_without_the_demo_its_authority_is_not_asked(tmp_path: Path) -> None:
    assert time_stamping({"JIEQING_DEMO_TSA": str(tmp_path / "demo_tsa.pem")}) == ()
    assert list(tmp_path.iterdir()) == []


def test_a_demo_that_names_authorities_asks_those(roots: str, tmp_path: Path) -> None:
    demo = {"JIEQING_DEMO": "1", "JIEQING_DEMO_TSA": str(tmp_path / "demo_tsa.pem")}
    (found,) = time_stamping(demo | {"JIEQING_TSA": "https://tsa.example/", "JIEQING_TSA_ROOTS": roots})
    assert found.name == "tsa.example"


def test_the_interval_is_ten_minutes_unless_said() -> None:
    assert interval({}) == timedelta(minutes=10)
    assert interval({"JIEQING_ANCHOR_S": "60"}) == timedelta(minutes=1)


@pytest.mark.parametrize("said", ["", "0", "-1", "ten", "1.5", "9999999999"])
def test_an_interval_that_is_none_is_refused(said: str) -> None:
    with pytest.raises(Refusal) as refused:
        interval({"JIEQING_ANCHOR_S": said})
    assert refused.value.code == "anchor_interval_malformed"
