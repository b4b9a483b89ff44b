"""Whole tellings: what each says of kind, parties, place, papers, courts and security; and that it says no more."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from jieqing.claims.intake.tests.told import told

FIELDS = (
    "debt_kind",
    "debtor_kind",
    "city",
    "district",
    "has_written_evidence",
    "judgment_or_lawsuit",
    "guarantor",
    "collateral",
)
ROWS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "tellings.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=[str(row["text"])[:20] for row in ROWS])
def test_reads_what_is_told_and_no_more(row: dict[str, Any]) -> None:
    found = told(row["text"])
    assert {field: found[field] for field in FIELDS if field in found} == row["reads"]
