"""What row-level security costs: the commonest questions of a tenant, beside the same ones filtered by hand.

    .venv-bench/bin/python benchmarks/isolation.py [--claims 1000000] [--tenants 1000] [--repeat 300] [--plans]

The peer is the same rows in tables without any policy, with the same indexes, asked by the same role on the same
connection, with the tenant in the WHERE clause. Each pair is asked in turn, of a tenant drawn anew, and both are
compared as to rows. A question is one transaction: the house's begins by saying who asks (kit/rows.py), the peer's
does not. "bare" shows what that alone costs.
"""

import argparse
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

REPOSITORY = Path(__file__).parents[1]
sys.path.insert(0, str(REPOSITORY))
os.environ.setdefault("JIEQING_SECRET_KEY", "a-bench-signs-nothing-that-matters-to-anybody")

import psycopg  # noqa: E402
from rig.throwaway import running_house  # noqa: E402

from jieqing.kit.actor import Actor  # noqa: E402
from jieqing.kit.rows import acting  # noqa: E402

TABLES = ("claims_claim", "identity_membership", "mandates_casecard", "notices_notice")
# {t} is the tenant, {u} the user, {c} a claim's id. The hand-filtered twin asks plain.<table> for the same.
QUESTIONS = {
    "who is it (each request)": (
        "SELECT tenant_id, roles FROM {identity_membership} WHERE user_id = %(u)s AND ended_at IS NULL LIMIT 2",
        "",
    ),
    "latest claims, a page": (
        "SELECT * FROM {claims_claim} WHERE tenant_id = %(t)s ORDER BY saved_at DESC, id DESC LIMIT 50",
        "",
    ),
    "sums by age": (
        "SELECT width_bucket(current_date - aged_from_on, ARRAY[0,31,61,91,181,366,731,1096]) AS bucket, count(*),"
        " sum(amount_fen) FROM {claims_claim} WHERE tenant_id = %(t)s GROUP BY bucket ORDER BY bucket",
        "",
    ),
    "one claim": ("SELECT * FROM {claims_claim} WHERE id = %(c)s", " AND tenant_id = %(t)s"),
    "an agency's cards": (
        "SELECT * FROM {mandates_casecard} WHERE agency_tenant_id = %(t)s ORDER BY moved_at DESC LIMIT 50",
        "",
    ),
    "unread notices": (
        "SELECT count(*) FROM {notices_notice} WHERE tenant_id = %(t)s AND user_id = %(u)s AND read_at IS NULL",
        "",
    ),
}
SPACE = "0190a000-0000-7000-8000-"


def main() -> None:
    """Prints a line a question; exits 1 where the two sides answered differently."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--claims", type=int, default=1_000_000)
    asked.add_argument("--tenants", type=int, default=1_000)
    asked.add_argument("--repeat", type=int, default=300)
    asked.add_argument("--plans", action="store_true", help="print how PostgreSQL answers each question")
    options = asked.parse_args()
    with _filled(options.claims, options.tenants):
        print(f"{options.claims:,} claims of {options.tenants:,} tenants; {options.repeat} pairs a question, in ms")
        print(f"{'question':<26} {'guarded':>9} {'p99':>8} {'by hand':>9} {'p99':>8} {'ratio of medians':>17}")
        same = [_compared(name, options) for name in QUESTIONS]
        _compared("bare", options)
    if not all(same):
        sys.exit("the two sides answered differently")


def _compared(name: str, options: argparse.Namespace) -> bool:
    guarded: list[float] = []
    by_hand: list[float] = []
    chance, same = random.Random(1), True
    sql, filtered = QUESTIONS.get(name, ("SELECT 1", ""))
    ours = sql.format(**{table: table for table in TABLES})
    plain = (sql + filtered).format(**{table: f"plain.{table}" for table in TABLES})
    for _pair in range(options.repeat):
        tenant = chance.randrange(options.tenants)
        known = {"t": _id(tenant), "u": tenant + 1, "c": _claim(tenant, chance.randrange(options.claims), options)}
        actor = Actor(f"user:{tenant + 1}", known["t"], frozenset({"creditor"}), tenant + 1)
        sides = [(guarded, lambda actor=actor, known=known: _ours(actor, ours, known)),
                 (by_hand, lambda known=known: _plain(plain, known))]  # fmt: skip
        if chance.random() < 0.5:
            sides.reverse()
        answers = [_timed(into, ask) for into, ask in sides]
        same &= answers[0] == answers[1]
    ratio = median(guarded) / median(by_hand)
    print(
        f"{name:<26} {median(guarded):>9.3f} {_p99(guarded):>8.3f} {median(by_hand):>9.3f} {_p99(by_hand):>8.3f}"
        f" {ratio:>17.2f}{'' if same else '  DIFFERENT ANSWERS'}"
    )
    if options.plans and name in QUESTIONS:
        print("\n".join(line for (line,) in _ours(actor, f"EXPLAIN ANALYZE {ours}", known)))
    return same


def _timed(into: list[float], ask: Callable[[], Any]) -> Any:
    started = time.perf_counter()
    answer = ask()
    into.append((time.perf_counter() - started) * 1000)
    return answer


def _ours(actor: Actor, sql: str, known: dict[str, Any]) -> Any:
    from django.db import connection  # noqa: PLC0415 - after Django is set up

    with acting(actor), connection.cursor() as cursor:
        cursor.execute(sql, known)
        return cursor.fetchall()


def _plain(sql: str, known: dict[str, Any]) -> Any:
    from django.db import connection, transaction  # noqa: PLC0415

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, known)
        return cursor.fetchall()


def _p99(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]


def _id(number: int) -> UUID:
    return UUID(f"{SPACE}{number:012x}")


def _claim(tenant: int, number: int, options: argparse.Namespace) -> UUID:
    """A claim of that tenant: claims are dealt out in turn."""
    return _id(number - number % options.tenants + tenant)


@contextmanager
def _filled(claims: int, tenants: int) -> Iterator[None]:
    """A throwaway PostgreSQL with that many claims, and twins of its tables without policies."""
    with running_house() as server:
        with psycopg.connect(server.owner_url, autocommit=True) as owner:
            _fill(owner, claims, tenants)
        yield


def _fill(owner: psycopg.Connection, claims: int, tenants: int) -> None:
    """The owner may, once row-level security is not forced upon him."""
    made = {"tenants": tenants, "claims": claims, "cards": claims // 10, "space": SPACE}
    for table in (*TABLES, "identity_tenant"):
        owner.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for statement in (REPOSITORY / "benchmarks/isolation.sql").read_text(encoding="utf-8").split(";\n\n"):
        owner.execute(statement % {name: f"'{value}'" if name == "space" else value for name, value in made.items()})
    owner.execute("CREATE SCHEMA plain")
    owner.execute("GRANT USAGE ON SCHEMA plain TO jieqing_app")
    for table in TABLES:
        owner.execute(f"CREATE TABLE plain.{table} (LIKE {table} INCLUDING ALL)")
        owner.execute(f"INSERT INTO plain.{table} SELECT * FROM {table}")
    for table in (*TABLES, "identity_tenant"):
        owner.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    owner.execute("GRANT SELECT ON ALL TABLES IN SCHEMA plain TO jieqing_app")
    owner.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    main()
