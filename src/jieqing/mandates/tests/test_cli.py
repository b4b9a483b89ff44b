import json

from typer.testing import CliRunner

from jieqing.mandates.cli import law_app

GOOD = {"entity_type": "law_firm", "base_fen": 100, "offer": {"model": "fixed", "fen": 3}, "on": "2026-06-01"}


def run(source, **more):
    return CliRunner().invoke(law_app, ["check", "fees", "--jsonl", source], **more)


def as_lines(*rows):
    return "\n".join(row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)


def test_answers_each_line_under_its_id(tmp_path):
    path = tmp_path / "cases.jsonl"
    path.write_text("\ufeff" + as_lines({"id": "甲", "inputs": GOOD}, "", {"id": 2, "inputs": GOOD}), encoding="utf-8")
    done = run(str(path))
    assert done.exit_code == 0
    result = {"offered_fen": 3, "cap_fen": None, "verdict": "ALLOW", "rules": []}
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"id": "甲", "result": result},
        {"id": 2, "result": result},
    ]


def test_good_lines_come_out_though_others_are_broken():
    broken = ("nonsense", "[1]", {"id": 1}, {"id": 2, "inputs": GOOD | {"on": "soon"}}, "[" * 100_000)
    done = run("-", input=as_lines(*broken, {"id": 3, "inputs": GOOD}))
    assert done.exit_code == 2
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [3]
    for number in range(1, 6):
        assert f"line {number}: " in done.stderr
    assert "on should be a date" in done.stderr


def test_reads_decimals_as_they_are_written():
    offer = {"model": "success_pct", "pct": 17.9}
    done = run("-", input=as_lines({"id": 1, "inputs": GOOD | {"offer": offer, "base_fen": 1000}}))
    assert json.loads(done.stdout)["result"]["offered_fen"] == 179


def test_says_what_no_rule_reads():
    done = run("-", input=as_lines({"id": 1, "inputs": GOOD | {"mater": "wages"}}))
    assert done.exit_code == 0
    assert "mater" in done.stderr


def test_says_that_a_file_is_missing(tmp_path):
    done = run(str(tmp_path / "none.jsonl"))
    assert done.exit_code == 2
    assert "none.jsonl" in done.stderr
