"""The log's sequencer and the demo's witnesses: children that come back, and a policy that outlives their ports."""

import os
import shutil
import signal
import socket
import stat
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path

import pytest

from jieqing.kit.refusal import Refusal
from jieqing.site import proving
from jieqing.site.log_places import LogPlaces, log_places, log_policy, log_signer
from jieqing.site.proving import Restarting, sequencing, witnesses
from jieqing_verify.keys import Cosigner, LogSigner
from jieqing_verify.policy import Policy, policy_text


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LogPlaces:
    """Those of a fresh state directory."""
    for name in ("JIEQING_LOG", "JIEQING_LOG_POLICY", "JIEQING_LOG_KEYS", "JIEQING_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("JIEQING_STATE", str(tmp_path))
    return log_places()


def _ask(url: str) -> int:
    """The status that a witness there answers to nothing at all; 0 where nobody listens."""
    connection = HTTPConnection(url.split("/")[2], timeout=10)
    try:
        connection.request("POST", "/add-checkpoint", b"")
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def _until(is_so: Callable[[], bool], within_s: float = 30) -> bool:
    for _tick in range(int(within_s / 0.05)):
        if is_so():
            return True
        time.sleep(0.05)
    return False


def test_the_logs_keys_are_made_once_and_readable_by_their_owner_alone(places: LogPlaces) -> None:
    signer = log_signer(places.keys)
    assert stat.S_IMODE(places.keys.stat().st_mode) == 0o600
    assert log_signer(places.keys).vkeys() == signer.vkeys()
    assert signer.name.startswith("jieqing.example/log/")


def test_a_new_log_is_named_for_its_site(places: LogPlaces, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIEQING_URL", "https://debts.example")
    assert log_signer(places.keys).name.startswith("debts.example/log/")


def test_a_start_that_was_cut_short_is_no_hindrance(places: LogPlaces) -> None:
    places.keys.with_name(f".{places.keys.name}.{os.getpid()}").write_text("half")
    assert log_signer(places.keys).vkeys() == log_signer(places.keys).vkeys()


def test_a_first_policy_asks_for_no_witness(places: LogPlaces) -> None:
    policy = log_policy(places, log_signer(places.keys))
    assert (policy.quorum, policy.witnesses) == ("none", ())
    assert {log.key.text for log in policy.logs} == set(log_signer(places.keys).vkeys())


@pytest.mark.parametrize("kind", ["another log", "one key alone", "nonsense"])
def test_refuses_a_policy_that_is_not_of_this_log(places: LogPlaces, kind: str) -> None:
    signer = log_signer(places.keys)
    keys = {"another log": LogSigner.generate(signer.name).vkeys(), "one key alone": signer.vkeys()[:1]}
    places.policy.write_bytes(policy_text(keys[kind], [], 0) if kind in keys else b"nonsense\n")
    with pytest.raises(Refusal) as refused:
        log_policy(places, signer)
    assert refused.value.code == "log_policy_unusable"


def test_three_witnesses_serve_until_the_end_of_the_block_and_come_back_when_killed(
    places: LogPlaces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proving, "FIRST_PAUSE_MS", 300)
    with witnesses() as children:
        policy = Policy.parse(places.policy.read_bytes())
        urls = {witness.name.rpartition("-")[0]: witness.url for witness in policy.witnesses}
        assert set(children) == set(urls) == {"w1", "w2", "w3"}
        (group,) = [group for group in policy.groups if group.name == policy.quorum]
        assert (group.threshold, len(group.members)) == (2, 3)
        assert _until(lambda: all(_ask(url) == 400 for url in urls.values()))
        children["w1"].process.kill()
        children["w1"].process.wait()
        assert _ask(urls["w1"]) == 0
        assert _ask(urls["w2"]) == 400
        assert _until(lambda: (children["w1"].poll(), _ask(urls["w1"]))[1] == 400)
        for child in children.values():
            environment = Path(f"/proc/{child.process.pid}/environ").read_bytes()
            assert b"\0JIEQING_" not in environment
            assert b"\0DATABASE_" not in environment
    assert [_ask(url) for url in urls.values()] == [0, 0, 0]
    text = places.policy.read_bytes()
    with witnesses():
        assert places.policy.read_bytes() == text, "the same ports and keys"


def test_a_port_that_somebody_else_took_is_chosen_anew_and_no_key_changes(
    places: LogPlaces, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = proving._demo_policy()
    ports = proving._ports(before)
    monkeypatch.setattr(proving, "STILL_ENDING_MS", 100)
    with socket.create_server(("127.0.0.1", ports["w2"])):
        after = proving._demo_policy()
    assert [witness.key for witness in after.witnesses] == [witness.key for witness in before.witnesses]
    changed = proving._ports(after)
    assert changed["w2"] != ports["w2"]
    assert (changed["w1"], changed["w3"]) == (ports["w1"], ports["w3"])
    assert places.policy.read_bytes() == after.text


def test_a_restored_house_has_new_witnesses_and_its_policy_says_so(places: LogPlaces) -> None:
    with proving.witnesses():
        before = places.policy.read_bytes()
    shutil.rmtree(places.policy.parent / "witnesses")
    with proving.witnesses():
        policy = Policy.parse(places.policy.read_bytes())
    assert policy.text != before
    keys = {key for name in proving.NAMES for key in proving.vkeys(proving._directory(name), None)}
    assert {witness.key.text for witness in policy.witnesses} == keys
    assert {log.key.text for log in policy.logs} == {log.key.text for log in Policy.parse(before).logs}


def test_a_policy_that_people_wrote_is_left_alone(places: LogPlaces) -> None:
    signer = log_signer(places.keys)
    bar = Cosigner.generate("bar.example/w")
    text = policy_text(signer.vkeys(), [("bar", bar.vkeys(), "https://bar.example/")], 1)
    places.policy.write_bytes(text)
    with witnesses() as children:
        assert children == {}
    assert places.policy.read_bytes() == text


def test_the_sequencer_is_given_its_own_address_of_the_database_and_no_other(
    places: LogPlaces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://app@127.0.0.1:1/x")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgres://owner@127.0.0.1:1/x")
    with sequencing("postgres://jieqing_sequencer@127.0.0.1:1/x") as child:
        given = Path(f"/proc/{child.process.pid}/environ").read_bytes().split(b"\0")
    assert [each for each in given if each.startswith(b"DATABASE_")] == [
        b"DATABASE_SEQUENCER_URL=postgres://jieqing_sequencer@127.0.0.1:1/x"
    ]
    assert child.process.poll() is not None


def test_a_child_that_ends_again_and_again_is_started_less_and_less_often(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_ms = [0.0]
    monkeypatch.setattr(proving, "ticks_ms", lambda: at_ms[0])
    child = Restarting([sys.executable, "-c", ""], dict(os.environ))
    started, seen = [], child.process.pid
    for second in range(200):
        child.process.wait()
        at_ms[0] = second * 1000.0
        child.poll()
        if child.process.pid != seen:
            started, seen = [*started, second], child.process.pid
    assert started == [5, 15, 35, 75, 135, 195]
    child.stop()


def test_a_child_that_lived_long_is_started_again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    at_ms = [0.0]
    monkeypatch.setattr(proving, "ticks_ms", lambda: at_ms[0])
    child = Restarting([sys.executable, "-c", "import time; time.sleep(60)"], dict(os.environ))
    at_ms[0] = 100_000.0
    child.poll()
    first = child.process.pid
    child.process.send_signal(signal.SIGKILL)
    child.process.wait()
    child.poll()
    assert child.process.pid != first
    child.stop()
    assert child.process.poll() is not None
