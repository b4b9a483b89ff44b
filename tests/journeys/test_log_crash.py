"""Killed at random moments, appenders, sequencers and the database lose no committed entry and make no fork.

JIEQING_KILLS=100 kills a hundred times (some minutes); by itself the test does so ten times.
"""

import json
import os
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

import psycopg

from jieqing.evidence.check import check
from jieqing.evidence.publishing import published
from jieqing.evidence.tests.little_log import KEYS
from tests.journeys.log_crashing import POLICY, Cluster, Monitor, Program

KILLS = int(os.environ.get("JIEQING_KILLS", "10"))
TARGETS = ["appender"] * 4 + ["sequencer"] * 4 + ["database"] * 2 + ["backend"]


def _act_out(cluster, appenders, sequencers, monitor, chance) -> Counter:
    """The killing: who, how often. Mostly while the log moves; one time in four while it may yet be recovering."""
    killed = Counter()
    for turn in range(KILLS):
        if turn % 4:
            _until_it_moves(appenders, monitor)
        time.sleep(chance.uniform(0.0, 0.8))
        target = TARGETS[turn % len(TARGETS)] if len(TARGETS) >= KILLS else chance.choice(TARGETS)
        killed[target] += 1
        if target == "backend":
            cluster.kill_a_backend(chance)
        elif target == "database":
            cluster.kill()
            time.sleep(chance.uniform(0, 0.5))
            cluster.start()
        else:
            victim = chance.choice(appenders if target == "appender" else sequencers)
            victim.kill()
            victim.start()
    return killed


def _until_it_moves(appenders, monitor) -> None:
    """Until something more was committed, and another checkpoint published."""

    def state():
        return sum(each.output.stat().st_size for each in appenders), len(monitor.seen)

    (lines, checkpoints), give_up = state(), time.monotonic() + 60
    while (now := state())[0] <= lines or now[1] <= checkpoints:
        assert time.monotonic() < give_up, "nothing moves any more"
        time.sleep(0.01)


def _told(appenders, mark: str) -> set[str]:
    """What the appenders said of things, once they had said it whole."""
    lines = [line for each in appenders for line in each.output.read_text().splitlines(keepends=True)]
    return {thing for line in lines if line.startswith(mark) and line.endswith("\n") for thing in line.split()[1:]}


def _drained(url: str, directory: Path) -> bool:
    with psycopg.connect(url) as connection:
        (waiting,) = connection.execute("SELECT count(*) FROM evidence.pending").fetchone()
        (size,) = connection.execute("SELECT max(size) FROM evidence.checkpoint").fetchone()
    seen = published(directory)
    return waiting == 0 and seen is not None and seen.size == size


def test_kills_at_random_moments_lose_nothing_and_fork_nothing():
    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="jieqing-test-") as name:
        state = Path(name)
        state.chmod(0o711)
        directory = state / "log"
        (state / "keys").write_text(json.dumps(KEYS.dump()))
        (state / "policy").write_bytes(POLICY.text)
        cluster = Cluster(state)
        url = cluster.url("jieqing_sequencer")
        app = cluster.url("jieqing_app")
        appenders = [Program("appending.py", app, output=state / f"appended{each}") for each in range(3)]
        told = (url, state / "keys", state / "policy", directory)
        sequencers = [Program("sequencing.py", *told, output=state / f"sequenced{each}") for each in range(2)]
        monitor = Monitor(directory)
        try:
            killed = _act_out(cluster, appenders, sequencers, monitor, chance)
            for each in appenders:
                each.kill()
            begin = time.perf_counter()
            while not _drained(url, directory):
                assert time.perf_counter() - begin < 120, (seed, [each.process.poll() for each in sequencers])
                time.sleep(0.1)
            drained_s = time.perf_counter() - begin
        finally:
            for each in (*appenders, *sequencers):
                each.kill()
            monitor.end()
        try:
            assert check(url, POLICY, directory) == [], seed
            with psycopg.connect(url) as connection:
                rows = connection.execute("SELECT about::text FROM evidence.entry JOIN evidence.leaf USING (number)")
                in_tree = Counter(about for (about,) in rows)
        finally:
            cluster.stop()
        committed, undone = _told(appenders, "+"), _told(appenders, "-")
        print(f"seed {seed}, {dict(killed)}: {len(in_tree)} entries, {len(committed)} known to be committed,",
              f"{len(monitor.seen)} checkpoints seen, drained in {drained_s:.1f} s")  # fmt: skip
        assert monitor.wrong == [], seed
        assert committed <= in_tree.keys(), (seed, len(committed - in_tree.keys()))
        assert not undone & in_tree.keys(), seed
        assert set(in_tree.values()) == {1}, seed
        assert len(committed) > KILLS and undone and len(monitor.seen) > KILLS // 2
