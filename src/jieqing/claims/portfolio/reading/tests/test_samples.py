"""The shared sample ledgers, read exactly; skipped, saying so, where they are absent."""

import json
from pathlib import Path
from typing import Any

import pytest

from jieqing.claims.portfolio.cli import as_object
from jieqing.claims.portfolio.reading.tests.ledgers import read

SHARED = Path(__file__).resolve().parents[7] / "shared" / "data" / "ledgers"
EXPECTED = sorted(SHARED.glob("*.expected.json"))
NOT_STATED = ("receivable_yuan", "received_yuan")


@pytest.mark.skipif(not EXPECTED, reason="the shared sample ledgers are not here")
@pytest.mark.parametrize("path", EXPECTED or [Path()], ids=range(len(EXPECTED) or 1))
def test_reads_the_sample_exactly(path: Path) -> None:
    expected: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    stem = path.name.removesuffix(".expected.json")
    (file,) = (other for other in SHARED.glob(f"{stem}.*") if other != path)
    got = as_object(read(file.read_bytes(), file.name))
    for row, found in zip(expected["rows"], got["rows"], strict=True):
        assert {key: found[key] for key in row if row[key] is not None or key not in NOT_STATED} == {
            key: value for key, value in row.items() if value is not None or key not in NOT_STATED
        }
    assert [(e["row"], e["field"]) for e in got["errors"]] == [(e["row"], e["field"]) for e in expected["errors"]]
    assert got["dropped_columns"] == expected["dropped_columns"]
    assert got["row_count"] == len(expected["rows"])
