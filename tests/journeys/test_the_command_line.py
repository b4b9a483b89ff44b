"""The command line answers before any server exists."""

import json
from pathlib import Path

from typer.testing import CliRunner

from jieqing.site.cli import app

TRADE = "昆山花桥一家五金公司欠我货款八万元，有对账单"


def run(*arguments: str, typed: str | None = None):
    return CliRunner().invoke(app, list(arguments), input=typed)


def test_match_prints_one_json_object() -> None:
    done = run("match", TRADE, "--today", "2026-11-22", "--json")
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert len(found["recommendations"]) == 3
    assert found["elapsed_ms"] > 0


def test_match_reads_standard_input_and_speaks_both_languages() -> None:
    assert "three" not in run("--lang", "zh", "match", "-", typed=TRADE).stdout
    assert "Cost: nothing recovered" in run("--lang", "en", "match", "-", typed=TRADE).stdout


def test_match_names_what_is_wrong_on_standard_error() -> None:
    for arguments in (("match", ""), ("match", "你们周六上班吗"), ("match", TRADE, "--today", "soon")):
        done = run("--lang", "en", *arguments)
        assert done.exit_code == 2
        assert done.stdout == ""
        assert len(done.stderr.splitlines()) >= 2


def test_match_refuses_a_directory_file_that_is_none(tmp_path: Path) -> None:
    broken = tmp_path / "directory.csv"
    broken.write_text("just a line", encoding="utf-8")
    done = run("--lang", "en", "match", TRADE, "--directory", str(broken))
    assert done.exit_code == 2
    assert "column" in done.stderr
    assert run("match", TRADE, "--directory", str(tmp_path / "none.csv")).exit_code == 2


def test_intake_answers_good_lines_and_names_broken_ones() -> None:
    lines = [json.dumps({"id": 1, "text": TRADE}), "{", json.dumps({"id": 2, "text": ""})]
    done = run("--lang", "en", "intake", "--jsonl", "-", typed="\n".join(lines))
    assert done.exit_code == 2
    (found,) = map(json.loads, done.stdout.splitlines())
    assert (found["id"], found["labels"]["amount_yuan"]) == (1, 80000)
    assert "line 2" in done.stderr
    assert "line 3" in done.stderr
