"""`jieqing law check …` answers questions from a file of JSON lines; what is broken is named, what is good answered."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from jieqing.claims.cli import LAW_CHECKS

KINDS = ("interest", "limitation", "court_fees", "routes")
VECTORS = Path(__file__).parents[5] / "shared" / "data" / "law"
GOOD = {
    "court_fees": ({"kind": "case", "claim_fen": 30_000_000}, {"fee_fen": 580_000}),
    "routes": (
        {"kind": "objection", "written": False, "content": "denies_debt"},
        {"valid_objection": False, "order_ends": False},
    ),
}


def run(kind, source, **more):
    app = typer.Typer()
    for each, answer in LAW_CHECKS.items():
        app.command(each)(answer)
    return CliRunner().invoke(app, [kind, "--jsonl", source], **more)


def as_lines(*rows):
    return "\n".join(row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)


@pytest.mark.parametrize("kind", sorted(GOOD))
def test_good_lines_are_answered_though_others_are_broken(kind):
    inputs, result = GOOD[kind]
    good = {"id": "甲", "inputs": inputs}
    done = run(kind, "-", input=as_lines("nonsense", {"id": 1}, {"id": 2, "inputs": {"kind": "no such"}}, good))
    assert done.exit_code == 2
    assert [json.loads(line) for line in done.stdout.splitlines()] == [{"id": "甲", "result": result}]
    for number in (1, 2, 3):
        assert f"line {number}: " in done.stderr


@pytest.mark.parametrize("kind", sorted(GOOD))
def test_a_field_that_no_rule_reads_is_said(kind):
    inputs, result = GOOD[kind]
    done = run(kind, "-", input=as_lines({"id": 1, "inputs": inputs | {"contnet": "x"}}))
    assert done.exit_code == 0
    assert json.loads(done.stdout)["result"] == result
    assert "contnet" in done.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_the_shared_vectors_come_out_exactly_by_the_command(kind):
    path = VECTORS / f"{kind}.jsonl"
    if not path.is_file():
        pytest.skip(f"no {path.name} beside the repository")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    done = run(kind, str(path))
    assert done.exit_code == 0, done.stderr
    answered = {row["id"]: row["result"] for row in map(json.loads, done.stdout.splitlines())}
    assert len(answered) == len(rows)
    wrong = [row["id"] for row in rows if not row.get("doubtful") and answered[row["id"]] != row["expected"]]
    assert not wrong
