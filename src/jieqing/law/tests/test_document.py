import sys

from jieqing.law import document
from jieqing.law.pack import rules


def run(monkeypatch, *given: str) -> int:
    monkeypatch.setattr(sys, "argv", ["document", *given])
    return document.main()


def test_shows_every_rule_with_its_force_and_source():
    text = document.written()
    for rule in rules().values():
        row = next(line for line in text.splitlines() if line.startswith(f"| **{rule.id}**"))
        assert rule.title.zh in row
        assert document.FORCE[rule.force] in row
        assert f"{rule.reference.en}<br>{rule.reference.zh}" in row
        assert row.count(" | ") == len(document.COLUMNS) - 1


def test_shows_each_value_by_date():
    row = next(line for line in document.written().splitlines() if line.startswith("| **CN-AG-09**"))
    assert "from 2006-12-01 to 2021-12-29: " in row
    assert "up to 1,000,000 yuan: 18; " in row


def test_a_fresh_document_passes_the_check_and_a_stale_one_does_not(tmp_path, monkeypatch, capsys):
    file = tmp_path / "law.md"
    assert run(monkeypatch, "--check", str(file)) == 1
    assert run(monkeypatch, str(file)) == 0
    assert run(monkeypatch, "--check", str(file)) == 0
    file.write_text(file.read_text(encoding="utf-8").replace("18", "19"), encoding="utf-8")
    assert run(monkeypatch, "--check", str(file)) == 1
    assert "make law-doc" in capsys.readouterr().err
