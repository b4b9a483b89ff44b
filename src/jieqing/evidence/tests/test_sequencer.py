"""One sequencer at a time, another soon after it, and nothing that the log waits for."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest

from jieqing.evidence import reading, sequencer
from jieqing.evidence.check import check
from jieqing.evidence.integrating import Broken
from jieqing.evidence.publishing import published
from jieqing.evidence.tests import little_log
from jieqing.evidence.tests.little_log import KEYS, append, url
from jieqing_verify.policy import Policy, policy_text

pytestmark = pytest.mark.django_db(transaction=True)
PROGRAM = Path(__file__).with_name("sequencing.py")
POLICY = Policy.parse(policy_text(KEYS.vkeys(), [], 0))


def _until(true, within_s: float) -> float:
    """Seconds until it was so."""
    start = time.perf_counter()
    while not true():
        assert time.perf_counter() - start < within_s, "waited in vain"
        time.sleep(0.02)
    return time.perf_counter() - start


@contextmanager
def _processes(directory: Path, number: int) -> Iterator[list[subprocess.Popen]]:
    (directory / "keys").write_text(json.dumps(KEYS.dump()))
    (directory / "policy").write_bytes(POLICY.text)
    arguments = [url("sequencer"), directory / "keys", directory / "policy", directory / "log"]
    started = []
    try:
        for each in range(number):
            errors = (directory / f"errors{each}").open("wb")
            started.append(subprocess.Popen([sys.executable, PROGRAM, *arguments], stderr=errors))
        yield started
    finally:
        for process in started:
            process.kill()
            process.wait()


@contextmanager
def _thread(directory: Path, *beside) -> Iterator[list[BaseException]]:
    """`run` in a thread of this process; what it raised."""
    stop, raised = Event(), []

    def work():
        try:
            sequencer.run(url("sequencer"), KEYS, POLICY, directory, stop=stop, beside=beside)
        except Broken as error:
            raised.append(error)

    thread = Thread(target=work)
    thread.start()
    try:
        yield raised
    finally:
        stop.set()
        thread.join(20)
        assert not thread.is_alive()


def _leaders() -> list[int]:
    with psycopg.connect(url("owner")) as connection:
        rows = connection.execute("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted").fetchall()
    return [pid for (pid,) in rows]


def _is_published(directory: Path, size: int) -> bool:
    seen = published(directory)
    return seen is not None and seen.size >= size


def test_a_committed_entry_is_in_a_published_checkpoint_within_two_seconds(tmp_path):
    with _thread(tmp_path):
        _until(_leaders, 5)
        for size in range(1, 4):
            append()
            assert _until(lambda size=size: reading.size() == size, 10) < 2
            assert _until(lambda size=size: _is_published(tmp_path, size), 10) < 2
    assert check(url("sequencer"), POLICY, tmp_path) == []


def test_sigterm_ends_it_and_frees_the_lease(tmp_path):
    with _processes(tmp_path, 1) as (process,):
        _until(_leaders, 10)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    assert _leaders() == []


def test_of_two_one_leads_and_killed_the_other_takes_over_within_ten_seconds(tmp_path):
    with _processes(tmp_path, 2) as processes:
        _until(_leaders, 10)
        append(3)
        _until(lambda: _is_published(tmp_path / "log", 3), 10)
        time.sleep(0.5)
        leading = [(tmp_path / f"errors{each}").read_text().count("sequencer leads") for each in (0, 1)]
        assert sorted(leading) == [0, 1]
        processes[leading.index(1)].kill()
        append(2)
        assert _until(lambda: reading.size() == 5, 20) < 10
        _until(lambda: _is_published(tmp_path / "log", 5), 10)
    assert check(url("sequencer"), POLICY, tmp_path / "log") == []


def test_a_lease_lost_with_its_connection_is_won_again(tmp_path):
    with _thread(tmp_path):
        _until(_leaders, 5)
        with psycopg.connect(url("sequencer"), autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(%s)", _leaders())
        append()
        _until(lambda: reading.size() == 1, 10)


def test_whoever_lost_the_lease_cannot_write(tmp_path):
    """The lease ends with the connection that writes, and not before."""
    with sequencer._connected(url("sequencer")) as connection, _thread(tmp_path):
        assert sequencer._leased(connection, Event())
        append()
        time.sleep(1.5)
        assert (reading.size(), reading.waiting()) == (0, 1)
        connection.close()
        _until(lambda: reading.size() == 1, 10)


def test_a_dead_machine_is_noticed_by_the_server_before_ten_seconds_are_over():
    with sequencer._connected(url("sequencer")) as connection:

        def seconds(name: str) -> float:
            (found,) = connection.execute(f"SELECT setting::int FROM pg_settings WHERE name = '{name}'").fetchone()
            return found

        probes = seconds("tcp_keepalives_interval") * seconds("tcp_keepalives_count")
        assert 0 < seconds("tcp_keepalives_idle") + probes < 9
        assert 0 < seconds("tcp_user_timeout") < 9000
        assert 0 < seconds("idle_in_transaction_session_timeout") < 9000


def test_work_beside_that_hangs_or_fails_delays_nothing(tmp_path):
    hung, failed = Event(), []

    def hang(connection):
        hung.wait(30)

    def fail(connection):
        failed.append(connection.execute("SELECT 1").fetchone())
        raise ZeroDivisionError

    with _thread(tmp_path, hang, fail):
        append()
        assert _until(lambda: _is_published(tmp_path, 1), 10) < 4
        _until(lambda: len(failed) > 1, 10)
        hung.set()


def test_tables_that_are_not_what_was_signed_end_it(tmp_path):
    append(3)
    little_log.sequence()
    with little_log.owner() as owner:
        owner.execute("UPDATE evidence.leaf SET hash = sha256('x') WHERE index = 2")
    append()
    with _thread(tmp_path) as raised:
        _until(lambda: raised, 10)
    assert raised[0].code == "root_differs"
    assert reading.waiting() == 1


def test_a_database_set_back_behind_the_published_checkpoint_ends_it(tmp_path):
    """Going on would give two trees of one size: a fork that outsiders have seen."""
    append(3)
    little_log.sequence()
    little_log.publish(tmp_path)
    with little_log.owner() as owner:
        owner.execute("TRUNCATE evidence.checkpoint, evidence.cosignature, evidence.anchor, evidence.leaf")
    append()
    with _thread(tmp_path) as raised:
        _until(lambda: raised, 10)
    assert raised[0].code == "published_checkpoint_unknown"
    assert reading.size() == 0


def test_a_sleeping_log_costs_the_machine_little(tmp_path):
    with _processes(tmp_path, 1) as (process,):
        _until(_leaders, 10)
        time.sleep(1)
        before, start = _cpu_s(process.pid), time.perf_counter()
        time.sleep(4)
        assert (_cpu_s(process.pid) - before) / (time.perf_counter() - start) < 0.03


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100
