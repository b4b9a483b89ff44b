"""How well and how fast debt texts are read, beside jionlp (money, time) and cpca (places) in the same run.

    .venv-bench/bin/python benchmarks/intake.py [FILE.jsonl ...]

Without files it reads dev.jsonl and dev_trade.jsonl in JIEQING_SHARED (default ../shared/data) and skips, saying so,
where they are absent. A row counts for a field unless its `ambiguous` lists the field. The times are of single texts,
the best of five turns each; jionlp's and cpca's parts are a subset of what we do on the same texts.
"""

import json
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from jieqing.claims.intake.draft import LABELS
from jieqing.claims.intake.read import read

REPOSITORY = Path(__file__).parents[1]
SHARED = Path(os.environ.get("JIEQING_SHARED", REPOSITORY.parent / "shared" / "data"))
TURNS = 5
# The limits: per cent of the values that are exact, and of the nulls that stay null.
VALUE_LIMITS = {
    "amount_yuan": 95, "debt_kind": 92, "debtor_kind": 92, "province": 95, "city": 95, "has_written_evidence": 92,
    "judgment_or_lawsuit": 92, "due_date": 90, "ageing_months": 92,
}  # fmt: skip
NULL_LIMIT = 95
P50_LIMIT_MS, P99_LIMIT_MS, IMPORT_LIMIT_S = 1.0, 5.0, 0.5

Row = dict[str, Any]


def main() -> None:
    files = [Path(name) for name in sys.argv[1:]] or [SHARED / "dev.jsonl", SHARED / "dev_trade.jsonl"]
    present = [file for file in files if file.is_file()]
    for file in sorted(set(files) - set(present)):
        print(f"skipped: {file} is absent")
    if not present:
        return
    for file in present:
        exactness(file.name, _rows(file))
    rows = [row for file in present for row in _rows(file)]
    if len(present) > 1:
        exactness("all", rows)
    speed([row["text"] for row in rows])
    import_time()


def exactness(name: str, rows: list[Row]) -> None:
    """Prints, per field, how many values are exact and how many nulls stay null."""
    answers = [read(row["text"], _day(row)).labels() for row in rows]
    print(f"\n{name}: {len(rows)} texts")
    print(f"{'field':22} {'values exact':>14} {'%':>6} {'limit':>6} {'nulls kept':>13} {'%':>6}")
    all_nulls: list[bool] = []
    for field in LABELS:
        pairs = _pairs(field, rows, answers)
        values = [want == got for want, got in pairs if want is not None]
        nulls = [got is None for want, got in pairs if want is None]
        all_nulls += nulls if field != "evidence" else []
        limit = VALUE_LIMITS.get(field)
        missed = " MISSED" if limit and _pct(values) < limit else ""
        print(
            f"{field:22} {sum(values):>8}/{len(values):<5} {_pct(values):>6.1f} {limit or '':>6}"
            f" {sum(nulls):>7}/{len(nulls):<5} {_pct(nulls):>6.1f}{missed}"
        )
    missed = " MISSED" if _pct(all_nulls) < NULL_LIMIT else ""
    print(
        f"{'all but evidence':22} {'':>14} {'':>6} {NULL_LIMIT:>6}"
        f" {sum(all_nulls):>7}/{len(all_nulls):<5} {_pct(all_nulls):>6.1f}{missed}"
    )


def _pairs(field: str, rows: list[Row], answers: list[Row]) -> list[tuple[Any, Any]]:
    """(label, answer) of a field over the rows that count for it; the evidence list without its order."""
    pairs = [
        (row["labels"][field], got[field])
        for row, got in zip(rows, answers, strict=True)
        if field not in row["ambiguous"]
    ]
    return pairs if field != "evidence" else [(sorted(want) or None, sorted(got) or None) for want, got in pairs]


def speed(texts: list[str]) -> None:
    """Prints p50 and p99 of one text: ours for all fields, the peers for their parts of it."""
    p50, p99 = _times(read, texts)
    print(f"\n{'one text, ms':34} {'p50':>8} {'p99':>8} {'ours / theirs':>16}")
    print(f"{'jieqing, all fields':34} {p50:>8.3f} {p99:>8.3f}")
    together = 0.0
    for name, peer in (("jionlp, money + time", _jionlp), ("cpca, places", _cpca)):
        try:
            reader = peer()
        except ImportError as missing:
            print(f"{name:34} skipped: {missing.name} is not installed (make .venv-bench/bench.stamp)")
            continue
        theirs = _times(reader, texts)
        together += theirs[0]
        print(f"{name:34} {theirs[0]:>8.3f} {theirs[1]:>8.3f} {p50 / theirs[0]:>16.2f}")
    if together:
        print(f"{'both, for their parts':34} {together:>8.3f} {'':>8} {p50 / together:>16.2f}")
    print(f"limits: p50 {P50_LIMIT_MS} ({_verdict(p50, P50_LIMIT_MS)})")
    print(f"        p99 {P99_LIMIT_MS} ({_verdict(p99, P99_LIMIT_MS)})")


def import_time() -> None:
    """Prints how long a fresh interpreter takes to import the module, best of three."""
    code = "import time; t = time.perf_counter(); import jieqing.claims.intake.read; print(time.perf_counter() - t)"
    command = [sys.executable, "-c", code]
    runs = [float(subprocess.run(command, capture_output=True, check=True, text=True).stdout) for _ in range(3)]
    verdict = _verdict(min(runs), IMPORT_LIMIT_S)
    print(f"import of jieqing.claims.intake.read: {min(runs):.3f} s, limit {IMPORT_LIMIT_S} ({verdict})")


def _times(reader: Callable[[str], object], texts: list[str]) -> tuple[float, float]:
    """p50 and p99 in ms over the texts, each the best of a few turns, after one turn to warm up."""
    best = [float("inf")] * len(texts)
    for turn in range(TURNS + 1):
        for index, text in enumerate(texts):
            started = time.perf_counter()
            reader(text)
            if turn:
                best[index] = min(best[index], (time.perf_counter() - started) * 1000)
    best.sort()
    return best[len(best) // 2], best[min(len(best) - 1, int(len(best) * 0.99))]


def _jionlp() -> Callable[[str], object]:
    import jionlp  # noqa: PLC0415 - a peer that may be absent

    now = time.time()

    def read_money_and_time(text: str) -> object:
        return (
            jionlp.ner.extract_money(text, with_parsing=True),
            jionlp.ner.extract_time(text, time_base=now, with_parsing=True),
        )

    return read_money_and_time


def _cpca() -> Callable[[str], object]:
    warnings.filterwarnings("ignore", category=UserWarning)
    import cpca  # noqa: PLC0415 - a peer that may be absent

    return lambda text: cpca.transform([text])


def _rows(file: Path) -> list[Row]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def _day(row: Row) -> date | None:
    return date.fromisoformat(row["today"]) if row.get("today") else None


def _pct(flags: list[bool]) -> float:
    return 100 * sum(flags) / len(flags) if flags else 100.0


def _verdict(figure: float, limit: float) -> str:
    return f"{figure / limit:.2f} of it" + ("" if figure <= limit else ", MISSED")


if __name__ == "__main__":
    main()
