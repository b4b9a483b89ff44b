"""`jieqing portfolio read FILE`."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jieqing.claims.portfolio.cli import portfolio
from jieqing.claims.portfolio.reading.tests.ledgers import text

LEDGER = text(
    [
        ["客户名称", "合同号", "应收金额", "已收金额", "QQ"],
        ["甲一(虚构)公司", "H-1", "1,000.00", "400", "0000"],
        ["乙二(虚构)厂", "H-2", "不详", "", ""],
    ]
)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "台账.csv"
    path.write_bytes(LEDGER)
    return path


def test_says_everything_as_one_object(ledger: Path) -> None:
    answer = CliRunner().invoke(portfolio, ["read", str(ledger), "--json"])
    assert answer.exit_code == 0
    told = json.loads(answer.stdout)
    assert list(told) == ["rows", "errors", "dropped_columns", "row_count", "total_outstanding_yuan"]
    assert told["rows"] == [
        {
            "row": 2,
            "debtor_name": "甲一(虚构)公司",
            "uscc": None,
            "contract_no": "H-1",
            "receivable_yuan": "1000.00",
            "received_yuan": "400.00",
            "outstanding_yuan": "600.00",
            "due_on": None,
            "invoice_no": None,
            "phone": None,
        }
    ]
    assert [(error["row"], error["field"]) for error in told["errors"]] == [(3, "receivable")]
    assert (told["dropped_columns"], told["row_count"], told["total_outstanding_yuan"]) == (["QQ"], 1, "600.00")


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", ["第 3 行", "不保存“QQ”", "600 元"]), ("en", ["row 3", "not kept “QQ”", "600 yuan"])],
    ids=["zh", "en"],
)
def test_shows_lines_errors_and_what_is_dropped_in_both_languages(
    ledger: Path, language: str, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIEQING_LANG", language)
    answer = CliRunner().invoke(portfolio, ["read", str(ledger)])
    assert answer.exit_code == 0
    assert all(word in answer.stdout for word in words), answer.stdout


def test_a_file_that_cannot_be_read_is_named_on_standard_error(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"%PDF-1.7")
    answer = CliRunner().invoke(portfolio, ["read", str(path), "--json"])
    assert answer.exit_code == 2
    told = json.loads(answer.stdout)
    assert told["file_error"] is True
    assert told["error"]["code"] == "file_not_a_ledger"
    assert told["error"]["remedy"]
    assert told["rows"] == []
    assert len(told["errors"]) == 1
    assert "a.xlsx" in answer.stderr


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    answer = CliRunner().invoke(portfolio, ["read", str(tmp_path / "none.xlsx")])
    assert answer.exit_code == 2
    assert "none.xlsx" in answer.stderr
    assert answer.stdout == ""
