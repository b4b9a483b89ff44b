"""Whether the evidence log stays as fast as it grows: the same acts at 10^4, 10^5, 10^6 and 10^7 entries.

    .venv-bench/bin/python benchmarks/evidence_growth.py [--most 10000000]

Entries without bodies are made by the database itself, of a thousand tenants, and given their places by the sequencer's
own code. At each size, as medians: one evidence.append in its transaction; the sequencer's batch of 4,096; its start
(the edge of the tree read and checked); an inclusion proof of a random entry, made and checked; the newest entries of a
tenant. Every figure stands beside that of the smallest log: flat is 1.0. The database does not wait for the disk, whose
speed is another question (benchmarks/evidence.py). 10^7 entries take some 8 GB.
"""

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

REPOSITORY = Path(__file__).parents[1]
sys.path.insert(0, str(REPOSITORY))
os.environ.setdefault("JIEQING_SECRET_KEY", "a-bench-signs-nothing-that-matters-to-anybody")

import psycopg  # noqa: E402
from rig.sequencing import place_all  # noqa: E402
from rig.throwaway import running_house  # noqa: E402

from jieqing.kit.actor import Actor  # noqa: E402
from jieqing.kit.ids import new_id  # noqa: E402
from jieqing_verify.keys import LogSigner  # noqa: E402
from jieqing_verify.merkle import verify_inclusion  # noqa: E402

TENANTS, BATCH, AT_ONCE, REPEATS = 1000, 4096, 200_000, 200
KEYS = LogSigner.generate("bench.invalid/log")
# Tenants take turns; the policy of adding is met by acting for each in turn, 200 entries at a time.
FILL = """
    INSERT INTO evidence.entry (id, tenant_id, at, event, actor, about, salt, clock, device)
    SELECT gen_random_uuid(), %(tenant)s, now(), 'claims.claim_corrected', 'user:7', gen_random_uuid(),
        decode(replace(gen_random_uuid()::text, '-', ''), 'hex'), 'host:synced', 'node-bench'
    FROM generate_series(1, %(count)s)
"""


def main() -> int:
    """Prints a table, a row for each size; 1 where the largest log is more than half as slow again as the smallest."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--most", type=int, default=10_000_000)
    most = asked.parse_args().most
    sizes = [size for size in (10_000, 100_000, 1_000_000, 10_000_000) if size <= most]
    found: list[dict[str, float]] = []
    with running_house():
        tenants = [new_id() for _each in range(TENANTS)]
        for size in sizes:
            filled_per_s, placed_per_s = _grow(size, tenants)
            found.append(_acts(tenants))
            rates = f"filled {filled_per_s:,.0f}, placed {placed_per_s:,.0f} a second"
            print(f"\n{size:>12,} entries ({rates}; load {os.getloadavg()[0]:.1f})")
            for name, taken in found[-1].items():
                print(f"  {name:<44} {taken * 1e3:>9.3f} ms  {taken / found[0][name]:>5.2f} of the smallest")
    return 0 if all(found[-1][name] <= 1.5 * found[0][name] for name in found[0]) else 1


def _grow(size: int, tenants: list[UUID]) -> tuple[float, float]:
    """Fills up to that size and places all; the two rates."""
    from jieqing.evidence import reading  # noqa: PLC0415 - after Django is set up

    first, filling, placing = reading.size(), 0.0, 0.0
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        while (missing := size - reading.size()) > 0:
            started = time.perf_counter()
            _fill(connection, min(missing, AT_ONCE), tenants)
            filling += time.perf_counter() - started
            started = time.perf_counter()
            place_all(KEYS)
            placing += time.perf_counter() - started
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("ANALYZE")
    return (size - first) / filling, (size - first) / placing


def _fill(connection: "psycopg.Connection[tuple[object, ...]]", count: int, tenants: list[UUID]) -> None:
    each = max(1, min(200, count // len(tenants)))
    left, number = count, 0
    with connection.transaction():
        while left > 0:
            tenant = tenants[number % len(tenants)]
            connection.execute("SELECT set_config('jieqing.tenant', %s, true)", (str(tenant),))
            connection.execute(FILL, {"tenant": tenant, "count": min(each, left)})
            left, number = left - each, number + 1


def _acts(tenants: list[UUID]) -> dict[str, float]:
    """Seconds of each act, the median."""
    from jieqing.evidence import log, reading  # noqa: PLC0415
    from jieqing.evidence.integrating import integrate, load_tree  # noqa: PLC0415
    from jieqing.kit.rows import acting  # noqa: PLC0415

    actor = Actor("user:7", tenants[500], frozenset({"creditor"}), 7)

    def append() -> None:
        with acting(actor):
            log.append(actor, "claims.claim_corrected", about=new_id())

    def prove() -> None:
        signed = reading.latest_checkpoint()
        assert signed is not None
        index = random.randrange(signed.size)
        path = reading.inclusion_proof(index, signed.size)
        leaf = reading.tile(0, index // 256, 256)[index % 256 * 32 :][:32]
        verify_inclusion(index, signed.size, leaf, path, signed.root)

    taken = {"evidence.append, one": _median(append, REPEATS)}
    place_all(KEYS)
    taken["an inclusion proof made and checked"] = _median(prove, REPEATS)
    taken["the newest 10 entries of a tenant"] = _median(lambda: log.latest(actor, limit=10), REPEATS)
    with psycopg.connect(os.environ["DATABASE_SEQUENCER_URL"], autocommit=True) as connection:
        taken["the sequencer's start"] = _median(lambda: load_tree(connection), 20)
        with psycopg.connect(os.environ["DATABASE_URL"]) as app:
            batches = []
            for _each in range(8):
                _fill(app, BATCH, tenants)
                tree = load_tree(connection)
                started = time.perf_counter()
                integrate(connection, tree, KEYS, datetime.now(UTC))
                batches.append(time.perf_counter() - started)
        taken[f"the sequencer's batch of {BATCH:,}"] = statistics.median(batches)
    return taken


def _median(act: Callable[[], object], repeats: int) -> float:
    taken = []
    for _each in range(repeats):
        started = time.perf_counter()
        act()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


if __name__ == "__main__":
    sys.exit(main())
