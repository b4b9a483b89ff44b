"""Ledgers: reading beside its peers, the whole way into the house, and a million cases over cores and Ray.

    .venv-bench/bin/python benchmarks/portfolio.py [--rows 20000 200000] [--cases 1000000] [--skip read …]

- Reading: the same .xlsx in a process of its own each time; "calamine" hands out the bare cells (the limit), "pandas"
  is pandas with openpyxl (the peer), "ours" finds the header, reads every cell, names errors and duplicates.
- The whole way: dry run, then the import with every claim grouped, computed, sealed and saved, with its entries, on a
  PostgreSQL of its own; limit 20 s for 20,000 rows. The same rows written by bare COPY are the limit of the disk.
- Memory: the largest resident set of the process that reads; limit 1 GB for 200,000 rows.
- Cases: the whole assessment of invented cases of six kinds, on one core, on two, and over Ray on this machine; the
  sums must be equal to the fen. Ray listens on all interfaces, so it runs in a network namespace where that is allowed.
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
sys.path.insert(0, str(REPOSITORY))
os.environ.setdefault("JIEQING_SECRET_KEY", "a-bench-signs-nothing-that-matters-to-anybody")
ON = date(2026, 11, 22)
HEADERS = (
    "客户名称", "合同编号", "发票号", "开票日期", "交付日期", "应收金额", "已收金额", "约定付款日", "联系电话", "备注",
)  # fmt: skip


def main() -> int:
    """Prints the figures; 1 where a limit is passed or two ways to compute differ."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, nargs="+", default=[20_000, 200_000])
    asked.add_argument("--cases", type=int, default=1_000_000)
    asked.add_argument("--skip", nargs="*", default=[], choices=["read", "import", "cases", "ray"])
    asked.add_argument("--alone", nargs=2, help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.alone:
        what, given = options.alone
        return _alone_cases(what[6:], int(given)) if what.startswith("cases-") else _alone(what, given)
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    is_well = True
    with tempfile.TemporaryDirectory(prefix="jieqing-ledger-") as name:
        files = {rows: _ledger(Path(name) / f"{rows}.xlsx", rows) for rows in options.rows}
        for rows, path in files.items():
            if "read" not in options.skip:
                is_well &= _readers(path, rows)
        if "import" not in options.skip:
            is_well &= _whole_way(files[options.rows[0]], options.rows[0])
    if "cases" not in options.skip:
        is_well &= _cases(options.cases, with_ray="ray" not in options.skip)
    return 0 if is_well else 1


def _ledger(path: Path, rows: int) -> Path:
    """A workbook of invented invoices: a quarter as many customers, days as days, sums as numbers, some as text."""
    from openpyxl import Workbook  # noqa: PLC0415

    chance = random.Random(rows)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("应收账款")
    sheet.append(HEADERS)
    for number in range(rows):
        customer = chance.randrange(rows // 4)
        invoiced = ON - timedelta(days=chance.randrange(30, 1400))
        receivable = chance.randrange(1_000, 90_000_000) / 100
        received = round(receivable / 3, 2) if chance.random() < 0.2 else None
        sheet.append(
            (
                f"第{customer}号(虚构)有限公司", f"HT-{customer}-{chance.randrange(3)}", f"9{number:07d}", invoiced,
                invoiced - timedelta(days=3), f"{receivable:,.2f}" if number % 7 == 0 else receivable, received,
                invoiced + timedelta(days=60), f"109{customer:08d}", None,
            )
        )  # fmt: skip
    book.save(path)
    return path


def _readers(path: Path, rows: int) -> bool:
    """Each reader in a process of its own: seconds, rows a second, largest resident set."""
    print(f"\n{rows:,} rows, {path.stat().st_size / 1e6:.1f} MB")
    figures = {}
    for reader in ("calamine", "ours", "pandas"):
        command = [sys.executable, __file__, "--alone", reader, str(path)]
        seconds, megabytes = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        figures[reader] = float(seconds)
        print(f"  {reader:<9} {float(seconds):7.2f} s {rows / float(seconds):>10,.0f} rows/s {megabytes:>6} MB")
        if reader == "ours" and rows >= 200_000 and float(megabytes) > 1_000:
            print("  OVER the limit of 1 GB")
            return False
    ours = figures["ours"]
    print(f"  ours / bare calamine {ours / figures['calamine']:.1f}; ours / pandas {ours / figures['pandas']:.2f}")
    return True


def _alone(reader: str, path: str) -> int:
    """One reader, its seconds and megabytes on standard output."""
    started = time.perf_counter()
    if reader == "pandas":
        import pandas as pd  # noqa: PLC0415

        count = len(pd.read_excel(path, engine="openpyxl"))
    elif reader == "calamine":
        from python_calamine import CalamineWorkbook  # noqa: PLC0415

        count = sum(1 for _ in CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows()) - 1
    else:
        from jieqing.claims.portfolio.reading.ledger import read_ledger  # noqa: PLC0415

        found = read_ledger(Path(path).read_bytes(), Path(path).name, on=ON)
        count = len(found.rows) + len(found.errors)
    seconds = time.perf_counter() - started
    if not count:
        raise SystemExit(f"{reader} read nothing")
    print(f"{seconds:.3f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}")
    return 0


def _cases(count: int, *, with_ray: bool) -> bool:
    """So many cases on one core, on two, over Ray: seconds, cases a second, and the sums, which must be equal."""
    print(f"\n{count:,} cases computed")
    sums, first = set(), 0.0
    for way in ("1", "2", *(["ray"] if with_ray else [])):
        command = [*(_apart() if way == "ray" else []), sys.executable, __file__, "--alone", f"cases-{way}", str(count)]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        seconds, total = printed.splitlines()[-1].split(maxsplit=1)
        first = first or float(seconds)
        sums.add(total)
        name = "Ray" if way == "ray" else f"{way} core{'s' if way != '1' else ''}"
        rate = count / float(seconds)
        print(f"  {name:<8} {float(seconds):8.1f} s {rate:>10,.0f} cases/s   {first / float(seconds):.2f} of one core")
    print(f"  asked (low, high) and net (low, high) in fen: {' | '.join(sorted(sums))}")
    return len(sums) == 1


def _alone_cases(way: str, count: int) -> int:
    """One way to compute, its seconds and sums on standard output."""
    from jieqing.claims.batch.assess import Basis, assess_many  # noqa: PLC0415
    from jieqing.claims.batch.over_ray import assess_over_ray  # noqa: PLC0415
    from jieqing.claims.rules.lpr import packed  # noqa: PLC0415
    from jieqing.claims.rules.roads.ranking import default_assumptions  # noqa: PLC0415

    basis, started = Basis(ON, packed(), default_assumptions()), time.perf_counter()
    items = _invented(count)
    found = assess_over_ray(items, basis) if way == "ray" else assess_many(items, basis, processes=int(way))
    sums = [0, 0, 0, 0]
    for each in found:
        for place, fen in enumerate((each.asked_low_fen, each.asked_high_fen, each.net_low_fen, each.net_high_fen)):
            sums[place] += fen or 0
    print(f"{time.perf_counter() - started:.3f} {sums}")
    return 0


def _invented(count: int) -> Iterator[tuple[object, tuple[object, ...]]]:
    """Cases of six kinds, some with payments, demands or without a date; always the same."""
    from jieqing.claims.rules.case import Case, DaySpan, Event  # noqa: PLC0415

    chance = random.Random(count)
    kinds = ("trade_receivable", "private_loan", "service_fee", "rent", "construction", "wages")
    for number in range(count):
        due = ON - timedelta(days=chance.randrange(-60, 1500))
        kind = kinds[number % len(kinds)]
        events = (
            Event(kind="demand", on=due + timedelta(days=40), proof="held", reached=True, channel="ems"),
            Event(
                kind="part_payment", on=due + timedelta(days=55), proof="held", amount_fen=chance.randrange(1, 90_000)
            ),
        )
        yield (
            Case(
                kind=kind,
                creditor="company" if number % 3 else "person",
                debtor=("company", "person", "government")[number % 5 % 3],
                principal_fen=chance.randrange(100_000, 90_000_000),
                contract=DaySpan.of(due - timedelta(days=400)),
                due=None if number % 11 == 0 else DaySpan.of(due),
                rate_pct_year=Decimal(chance.randrange(0, 30)) if kind == "private_loan" else None,
                lawsuit="none",
                place_code="320981",
            ),
            events[: number % 3] if due < ON - timedelta(days=60) else (),
        )


def _whole_way(path: Path, rows: int) -> bool:
    """Dry run and import of one file into a house of its own; beside it the same claims written by bare COPY."""
    from rig.throwaway import running_house  # noqa: PLC0415

    with running_house():
        from jieqing.claims.models import Claim, ClaimAssessment  # noqa: PLC0415
        from jieqing.claims.portfolio import carrying_out, importing, undoing  # noqa: PLC0415
        from jieqing.kit.actor import Actor  # noqa: PLC0415
        from jieqing.kit.ids import new_id  # noqa: PLC0415
        from jieqing.kit.rows import acting  # noqa: PLC0415
        from jieqing.vault import service as vault  # noqa: PLC0415

        actor = Actor("user:2", new_id(), frozenset({"creditor"}), 2)
        vault.new_tenant(actor)
        print(f"\n{rows:,} rows into the house; load average {os.getloadavg()[0]:.1f}")
        started = time.perf_counter()
        import_id = importing.upload(actor, path.read_bytes(), path.name, ON)
        tried = time.perf_counter()
        importing.confirm(actor, import_id, 1)
        carrying_out.carry_out(actor, import_id)
        done = time.perf_counter()
        with acting(actor):
            claims = Claim.objects.filter(tenant_id=actor.tenant, import_id=import_id).count()
            computed = ClaimAssessment.objects.filter(tenant_id=actor.tenant).count()
        copied = _copied(actor)
        seconds = done - started
        print(
            f"  dry run {tried - started:6.1f} s   import {done - tried:6.1f} s   together {seconds:6.1f} s (limit 20)"
        )
        print(f"  {claims:,} claims, {computed:,} computed; {rows / seconds:,.0f} rows/s")
        print(f"  bare COPY of the claims' rows {copied:.2f} s: import / COPY {(done - tried) / copied:.0f}")
        undoing.undo(actor, import_id)
        undone = time.perf_counter()
        undoing.carry_out(actor, import_id, ON)
        print(f"  undone in {time.perf_counter() - undone:.1f} s")
        return claims == computed > 0 and seconds < 20


def _copied(actor: object) -> float:
    """Seconds to write the claims' rows to a bare table by COPY: what the disk and the database alone need."""
    from django.db import connection  # noqa: PLC0415

    from jieqing.kit.rows import acting  # noqa: PLC0415

    with acting(actor), connection.cursor() as cursor:  # type: ignore[arg-type]
        cursor.execute("CREATE TEMP TABLE bare (LIKE claims_claim) ON COMMIT DROP")
        cursor.execute("SELECT * FROM claims_claim")
        held = cursor.fetchall()
        width = len(cursor.description)
        from psycopg.types.json import Jsonb  # noqa: PLC0415

        started = time.perf_counter()
        with cursor.copy("COPY bare FROM STDIN") as copy:
            for row in held:
                copy.write_row([Jsonb(cell) if isinstance(cell, dict) else cell for cell in row[:width]])
        return time.perf_counter() - started


def _apart() -> list[str]:
    """A network namespace for what listens everywhere; nothing where that is not allowed."""
    alone = ["unshare", "--net", "sh", "-c", 'ip link set lo up 2>/dev/null; exec "$0" "$@"']
    is_allowed = subprocess.run([*alone, "true"], check=False, capture_output=True).returncode == 0
    return alone if is_allowed else []


if __name__ == "__main__":
    sys.exit(main())
