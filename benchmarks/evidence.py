"""The evidence log: what it costs a verb, how fast entries come in one by one and in bulk, proofs, and the limits.

    .venv-bench/bin/python benchmarks/evidence.py [--only limits verb single bulk proofs] [--seconds 5] [--pairs 400]

One PostgreSQL that waits for the disk (fsync), a sequencer beside it where it says so. All figures of one run.
- verb     a five-beat verb (withdraw and reopen a claim: load, decide, save, record, announce) with its entry and with
           the recording taken out, in interleaved pairs; the median of each pair's ratio. Aim: at most 15 % more.
- single   16 and 64 clients, each entry in a transaction of its own through evidence.append: two processes of 8 and
           32 threads. Beside it the same transactions without the entry (a row of the same size into a plain table),
           and pymerkle's SQLite store, 16 and 64 threads on one tree, also waiting for the disk at each entry.
- bulk     evidence.append_all in transactions of 10,000; its peer is a bare binary COPY of the same rows into an equal
           table (same columns, checks and indexes; no row-level security, no queue). Aim: at least 75 % of COPY.
           Then the sequencer's work alone on the same entries.
- proofs   inclusion proofs made from the tables, and whole proof files verified; a whole published log walked.
- limits   SHA-256 over a leaf and over a pair of nodes, fdatasync, COPY.
"""

import argparse
import hashlib
import multiprocessing
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

REPOSITORY = Path(__file__).parents[1]
sys.path.insert(0, str(REPOSITORY))
os.environ.setdefault("JIEQING_SECRET_KEY", "a-bench-signs-nothing-that-matters-to-anybody")

import psycopg  # noqa: E402
from rig.sequencing import place_all  # noqa: E402
from rig.throwaway import running_house  # noqa: E402

from jieqing.kit.actor import Actor  # noqa: E402
from jieqing.kit.ids import new_id  # noqa: E402
from jieqing_verify.checkpoint import parse_checkpoint  # noqa: E402
from jieqing_verify.keys import Cosigner, LogSigner  # noqa: E402
from jieqing_verify.policy import Policy, policy_text  # noqa: E402
from jieqing_verify.proof import TlogProof  # noqa: E402
from jieqing_verify.tiles import bundle_path, unpack_bundle  # noqa: E402

KEYS = LogSigner.generate("bench.invalid/log")
TEXT = "昆山某商贸公司（虚构）欠我们货款九万六千元，合同约定2025年3月1日付清，一直没给，有送货单和对账单。"
TODAY = datetime(2026, 11, 22, tzinfo=UTC).date()
PARTS = ("limits", "verb", "single", "bulk", "proofs")
BULK, BULK_AT_ONCE = 100_000, 10_000
COLUMNS = "id, tenant_id, at, event, actor, about, code, commitment, body_sealed, salt, clock, device"
TYPES = ["uuid", "uuid", "timestamptz", "text", "text", "uuid", "text", "bytea", "bytea", "bytea", "text", "text"]


def main() -> int:
    """Prints the figures; 1 where an aim is missed."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    asked.add_argument("--seconds", type=float, default=5.0)
    asked.add_argument("--pairs", type=int, default=400)
    options = asked.parse_args()
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    is_met = True
    with running_house(is_durable=True):
        os.environ["PGTZ"] = "UTC"
        acts: dict[str, Callable[[], bool]] = {
            "limits": _limits,
            "verb": lambda: _verb(options.pairs),
            "single": lambda: _single(options.seconds),
            "bulk": _bulk,
            "proofs": lambda: _proofs(options.seconds),
        }
        for part in options.only:
            print(f"\n{part}")
            is_met &= acts[part]()
    return 0 if is_met else 1


def _limits() -> bool:
    data, pair = b"\x00" + bytes(480), b"\x01" + bytes(64)
    for name, message in (("SHA-256 of a leaf of 480 bytes", data), ("SHA-256 of two nodes", pair)):
        started = time.process_time()
        for _each in range(1_000_000):
            hashlib.sha256(message).digest()
        _line(name, 1_000_000 / (time.process_time() - started))
    with tempfile.TemporaryFile(dir=os.environ["JIEQING_STATE"]) as file:
        started, count = time.perf_counter(), 0
        while time.perf_counter() - started < 2:
            file.write(bytes(4096))
            file.flush()
            os.fdatasync(file.fileno())
            count += 1
        _line("fdatasync of 4 kB", count / (time.perf_counter() - started))
    return True


def _verb(pairs: int) -> bool:
    from jieqing.claims import service  # noqa: PLC0415 - after Django is set up
    from jieqing.evidence import log  # noqa: PLC0415
    from jieqing.identity.tests.factories import jia  # noqa: PLC0415

    actor = jia()
    claim = service.save(actor, TEXT, {}, TODAY).id
    record = log.append

    def act() -> float:
        started = time.perf_counter()
        service.withdraw(actor, claim)
        service.reopen(actor, claim)
        return (time.perf_counter() - started) / 2 * 1e3

    def bare(*_: Any, **__: Any) -> None:
        """The verb without its fourth beat."""

    ratios, with_ms, without_ms = [], [], []
    for number in range(pairs):
        taken = {}
        for is_recorded in (number % 2 == 0, number % 2 == 1):  # who goes first changes from pair to pair
            with mock.patch.object(log, "append", record if is_recorded else bare):
                taken[is_recorded] = act()
        with_ms.append(taken[True])
        without_ms.append(taken[False])
        ratios.append(taken[True] / taken[False])
    more = statistics.median(ratios) - 1
    print(
        f"  median of {pairs} pairs: {statistics.median(with_ms):.2f} ms with its entry,"
        f" {statistics.median(without_ms):.2f} ms without: {more:+.1%} (aim: at most +15 %)"
    )
    return more <= 0.15


def _single(seconds: float) -> bool:
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("CREATE TABLE bench_plain (id uuid PRIMARY KEY, tenant_id uuid, at timestamptz, body bytea)")
        owner.execute("GRANT INSERT ON bench_plain TO jieqing_app")
    with _sequencer():
        for clients in (16, 64):
            rates = {name: _from_processes(name, clients, seconds) for name in ("append", "plain")}
            rates["pymerkle"] = _pymerkle(clients, seconds)
            for name, words in (
                ("append", "evidence.append, own transaction"),
                ("plain", "the same without the entry"),
                ("pymerkle", "pymerkle 7, SQLite"),
            ):
                _line(f"{clients} clients: {words}", rates[name], rates["plain"])
    return True


def _from_processes(kind: str, clients: int, seconds: float) -> float:
    from django.db import connections  # noqa: PLC0415

    connections.close_all()  # a forked child that shared one would garble it
    context = multiprocessing.get_context("fork")
    done = context.Queue()
    children = [context.Process(target=_client, args=(kind, clients // 2, seconds, done)) for _each in range(2)]
    for child in children:
        child.start()
    rates = [done.get() for _child in children]
    for child in children:
        child.join()
    return float(sum(rates))


def _client(kind: str, threads: int, seconds: float, done: "multiprocessing.Queue[float]") -> None:
    counts = [0] * threads
    ready = threading.Barrier(threads)

    def work(number: int) -> None:
        act = _appends() if kind == "append" else _plain()
        act()
        ready.wait()
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            act()
            counts[number] += 1

    workers = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    done.put(sum(counts) / seconds)


def _appends() -> Callable[[], None]:
    from jieqing.evidence import log  # noqa: PLC0415
    from jieqing.kit.rows import acting  # noqa: PLC0415

    actor, body = _anybody(), log.Committed(b"c" * 32, b"s" * 200)

    def act() -> None:
        with acting(actor):
            log.append(actor, "claims.claim_saved", about=new_id(), body=body)

    return act


def _plain() -> Callable[[], None]:
    from django.db import connection  # noqa: PLC0415

    from jieqing.kit.rows import acting  # noqa: PLC0415

    actor = _anybody()

    def act() -> None:
        with acting(actor), connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_plain VALUES (%s, %s, now(), %s)", (new_id(), actor.tenant, b"s" * 330))

    return act


def _pymerkle(clients: int, seconds: float) -> float:
    from pymerkle import SqliteTree  # noqa: PLC0415 - in the benches' environment alone

    counts = [0] * clients
    with tempfile.TemporaryDirectory(dir=os.environ["JIEQING_STATE"]) as folder:
        tree = SqliteTree(str(Path(folder) / "tree.db"))
        tree.con.execute("PRAGMA synchronous=FULL")
        until = time.perf_counter() + seconds

        def work(number: int) -> None:
            while time.perf_counter() < until:
                tree.append_entry(os.urandom(480))
                counts[number] += 1

        workers = [threading.Thread(target=work, args=(number,)) for number in range(clients)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        tree.close()
    return sum(counts) / seconds


def _bulk() -> bool:
    actor = _anybody()
    place_all(KEYS)
    parts = [_bodies() for _part in range(BULK // BULK_AT_ONCE)]
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("DROP TABLE IF EXISTS bench_entry")
        owner.execute(
            "CREATE TABLE bench_entry (LIKE evidence.entry INCLUDING IDENTITY INCLUDING INDEXES INCLUDING CONSTRAINTS)"
        )
        ours, bare = [], []
        for number, part in enumerate(parts):
            acts: list[Callable[[], None]] = [lambda p=part: _copied(owner, actor, p), lambda p=part: _added(actor, p)]
            for act in acts if number % 2 else acts[::-1]:
                started = time.perf_counter()
                act()
                (bare if act is acts[0] else ours).append(time.perf_counter() - started)
    ratio = statistics.median(b / o for b, o in zip(bare, ours, strict=True))
    _line("bare COPY", BULK_AT_ONCE / statistics.median(bare))
    _line("evidence.append_all", BULK_AT_ONCE / statistics.median(ours), BULK_AT_ONCE / statistics.median(bare))
    print(f"  median of the pairs: {ratio:.0%} of COPY (aim: at least 75 %)")
    started = time.perf_counter()
    count = place_all(KEYS)
    _line(f"the sequencer, {count:,} entries", count / (time.perf_counter() - started))
    return ratio >= 0.75


def _added(actor: Actor, part: dict[Any, Any]) -> None:
    from jieqing.evidence import log  # noqa: PLC0415
    from jieqing.kit.rows import acting  # noqa: PLC0415

    with acting(actor):
        log.append_all(actor, "claims.claim_saved", part)


def _copied(owner: psycopg.Connection[Any], actor: Actor, part: dict[Any, Any]) -> None:
    now = datetime.now(UTC)
    with (
        owner.transaction(),
        owner.cursor().copy(f"COPY bench_entry ({COLUMNS}) FROM STDIN (FORMAT BINARY)") as copy,
    ):
        copy.set_types(TYPES)
        for about, body in part.items():
            copy.write_row((
                new_id(), actor.tenant, now, "claims.claim_saved", actor.who, about, "", body.commitment, body.sealed,
                os.urandom(16), "host:synced", "node-bench",
            ))  # fmt: skip


def _proofs(seconds: float) -> bool:
    from jieqing.evidence import reading  # noqa: PLC0415
    from jieqing.evidence.publishing import Publisher  # noqa: PLC0415
    from jieqing_verify.entry import Leaf  # noqa: PLC0415 - with the others of its kind
    from jieqing_verify.logwalk import walk  # noqa: PLC0415
    from jieqing_verify.merkle import leaf_hash, verify_inclusion  # noqa: PLC0415
    from jieqing_verify.published import source_of  # noqa: PLC0415

    place_all(KEYS)
    if reading.size() < BULK:
        actor = _anybody()
        for _part in range(BULK // BULK_AT_ONCE):
            _added(actor, _bodies())
        place_all(KEYS)
    witnesses = [Cosigner.generate(f"bench.invalid/w{number}") for number in (1, 2, 3)]
    policy = Policy.parse(
        policy_text(KEYS.vkeys(), [(w.name[-2:], w.vkeys(), "") for w in witnesses], 2),
    )
    signed = reading.latest_checkpoint()
    assert signed is not None
    size, subtree = signed.size, reading.subtrees(signed.size)
    checkpoint = parse_checkpoint(signed.note)[0]
    note = signed.note + b"".join(w.cosign(checkpoint, 1_800_000_000) for w in witnesses)
    numbers = iter(range(10**9))
    _line("an inclusion proof made, fresh tiles", _rate(seconds, lambda: reading.inclusion_proof(
        next(numbers) * 7919 % size, size)))  # fmt: skip
    _line("the same, tiles read before", _rate(seconds, lambda: reading.inclusion_proof(
        next(numbers) * 7919 % min(size, 20_000), size, subtree)))  # fmt: skip
    folder = Path(os.environ["JIEQING_STATE"]) / "published"
    folder.mkdir()
    with psycopg.connect(os.environ["DATABASE_SEQUENCER_URL"], autocommit=True) as connection:
        started = time.perf_counter()
        Publisher(folder, policy.text).publish(connection)
        _line(f"published as files, {size:,} entries", size / (time.perf_counter() - started))
    entry = unpack_bundle((folder / bundle_path(0)).read_bytes())[7]
    digest, path = leaf_hash(entry), reading.inclusion_proof(7, size)
    proof = TlogProof(7, tuple(path), note)
    _line("an inclusion proof checked", _rate(seconds, lambda: verify_inclusion(7, size, digest, path, signed.root)))
    _line("a proof file checked, eight signatures", _rate(seconds, lambda: proof.verify(digest, policy)))
    _line("a leaf read", _rate(seconds, lambda: Leaf.parse(entry)))
    (folder / "checkpoint").write_bytes(note)
    started = time.process_time()
    found = walk(source_of(str(folder)), policy)
    rate = size / (time.process_time() - started)
    _line(f"a whole log walked, {size:,} entries", rate)
    print(f"  aim: at least 400,000 entries a second and core; nothing wrong: {not found.faults}")
    return rate >= 400_000 and not found.faults


def _rate(seconds: float, act: Callable[[], object]) -> float:
    count, until = 0, time.perf_counter() + seconds / 2
    while time.perf_counter() < until:
        act()
        count += 1
    return count / (seconds / 2)


def _bodies() -> dict[Any, Any]:
    from jieqing.evidence import log  # noqa: PLC0415

    return {new_id(): log.Committed(os.urandom(32), os.urandom(200)) for _each in range(BULK_AT_ONCE)}


@contextmanager
def _sequencer() -> Iterator[None]:
    """A sequencer in a process of its own, as in production."""
    from jieqing.evidence.sequencer import run  # noqa: PLC0415

    context = multiprocessing.get_context("fork")
    stop = context.Event()
    directory = Path(os.environ["JIEQING_STATE"]) / "log"

    def work() -> None:
        policy = Policy.parse(policy_text(KEYS.vkeys(), [], 0))
        run(os.environ["DATABASE_SEQUENCER_URL"], KEYS, policy, directory, stop=stop)  # type: ignore[arg-type]

    child = context.Process(target=work)
    child.start()
    try:
        yield
    finally:
        stop.set()
        child.join()


def _anybody() -> Actor:
    return Actor("user:2", new_id(), frozenset({"creditor"}), 2)


def _line(name: str, rate: float, peer: float | None = None) -> None:
    beside = f"  {rate / peer:>6.0%} of its peer" if peer else ""
    print(f"  {name:<44} {rate:>12,.0f} a second{beside}")


if __name__ == "__main__":
    sys.exit(main())
