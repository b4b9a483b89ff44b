"""The operator sees how the log stands: what waits, who watches, who attested, and what to do where something lacks."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.test import Client

from jieqing.evidence.cosigning import witnesses_of
from jieqing.evidence.tests.little_log import url
from jieqing.identity.tests.factories import browser, ding, jia, operator
from jieqing.kit import clock
from jieqing.proof import operator_queries
from jieqing.proof.operator_queries import quorum_of, standing
from jieqing.proof.tests.sealed import saved, seal, stamp, trusting
from jieqing.proof.trusted import policy
from jieqing_verify.policy import Policy

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/operator/log/"


@pytest.fixture
def trusted(settings: Any, tmp_path: Path) -> Path:
    return trusting(settings, tmp_path)


def _said_of_witness(code: str, size: int) -> None:
    name, now = witnesses_of(policy())[0].name, clock.now()
    with psycopg.connect(url("sequencer"), autocommit=True) as connection:
        connection.execute(
            "INSERT INTO evidence.witness (name, code, size, since, at) VALUES (%s, %s, %s, %s, %s)",
            (name, code, size, now, now),
        )


def test_shows_the_log_as_it_stands(trusted: Path, tmp_path: Path) -> None:
    saved(jia())
    size = seal()
    stamp(tmp_path)
    found = standing(policy(), clock.now())
    assert found.newest is not None
    assert (found.newest.size, found.waiting, found.lag_s) == (size, 0, 0)
    assert found.sealed is not None
    assert found.sealed.size == size
    assert [(each.kind, each.state, each.size, each.count) for each in found.anchors] == [("rfc3161", "done", size, 1)]
    page = browser(operator()).get(PAGE).content.decode()
    assert f"{size} 条记录" in page
    assert found.newest.root.hex() in page
    assert policy().fingerprint in page
    assert "已证明" in page


def test_what_waits_is_counted_and_a_long_wait_is_an_alarm(trusted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(jia())
    seal()
    before = clock.now()
    saved(jia())
    found = standing(policy(), before + timedelta(hours=1))
    assert found.waiting > 0
    assert found.lag_s >= 3600
    assert found.is_slow
    monkeypatch.setattr(operator_queries, "SLOW_AFTER", timedelta(seconds=-1))
    assert "jieqing sequencer" in browser(operator()).get(PAGE).content.decode()


def test_a_witness_that_lacks_is_named_with_what_to_do(trusted: Path) -> None:
    saved(jia())
    size = seal()
    _said_of_witness("unreachable", size)
    (watcher, *_rest) = standing(policy(), clock.now()).watchers
    assert (watcher.code, watcher.is_well) == ("unreachable", False)
    page = browser(operator()).get("/en" + PAGE).content.decode()
    assert "It cannot be reached." in page
    assert "Ask its operator whether it runs" in page


def test_the_hours_hold_all_entries(trusted: Path) -> None:
    saved(jia())
    size = seal()
    hours = standing(policy(), clock.now()).hours
    assert sum(hour.entries for hour in hours) == size
    assert len(hours) in (49, 50)


def test_an_empty_log_says_what_will_be_here(trusted: Path) -> None:
    page = browser(operator())
    assert "还没有检查点" in page.get(PAGE).content.decode()


def test_a_house_without_a_log_says_how_to_start_one(settings: Any) -> None:
    settings.LOG_POLICY = ""
    answer = browser(operator()).get(PAGE)
    assert "jieqing sequencer" in answer.content.decode()


@pytest.mark.parametrize("who", [jia, ding], ids=["jia", "ding"])
def test_is_for_operators(who: Any) -> None:
    assert browser(who()).get(PAGE).status_code == 403
    assert Client().get(PAGE).status_code in (302, 401)


@pytest.mark.parametrize(
    ("lines", "needed"),
    [("quorum none\n", 0), ("", 2)],
    ids=["none", "two of three"],
)
def test_says_how_many_witnesses_the_policy_asks_for(lines: str, needed: int) -> None:
    from jieqing_verify.keys import Cosigner, LogSigner
    from jieqing_verify.policy import policy_text

    witnesses = [(f"w{n}", Cosigner.generate(f"test.invalid/w{n}").vkeys(), "") for n in (1, 2, 3)]
    text = lines.encode() or policy_text(LogSigner.generate("test.invalid/log").vkeys(), witnesses, 2)
    assert quorum_of(Policy.parse(text)) == needed
