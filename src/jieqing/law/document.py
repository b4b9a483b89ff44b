"""The packs as a document for people: `python -m jieqing.law.document [--check] FILE`."""

import argparse
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from jieqing.kit.money import yuan_text
from jieqing.law.pack import Dated, Force, Rule, rules

FORCE: dict[Force, str] = {
    "law": "law",
    "regulation": "regulation of the State Council",
    "interpretation": "interpretation of the Supreme People's Court",
    "rule": "rule or notice of an authority",
    "standard": "recommended standard, not law",
    "self_discipline": "rule of an association, not law",
    "policy": "policy of this product, not law",
}
HEAD = """# The law in this product

Made from `src/jieqing/law/packs` by `make law-doc`; change the packs, not this page. It is no legal advice.

- Each rule is dated: an event is judged by the value in force on its day. A policy of this product has no day.
- *Force* says how binding a rule is; a standard, an association's rule and this product's policy are no law.
- *Confidence*: A, the article was read in full text; B, a secondary text states the value; M, from memory; inference,
  our reading. What is not A wants a lawyer's eye first.
"""
COLUMNS = ("Rule", "What it says", "Value", "Force", "Source", "Confidence", "Checked on")


def written() -> str:
    """The whole document, Markdown."""
    by_pack = groupby(rules().values(), key=lambda rule: rule.pack)
    return "\n".join([HEAD, *(_section(pack, list(found)) for pack, found in by_pack)])


def _section(pack: str, found: list[Rule]) -> str:
    rows = [COLUMNS, ("---",) * len(COLUMNS), *(_row(rule) for rule in found)]
    table = "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)
    return f"## {pack}\n\n{table}\n"


def _row(rule: Rule) -> tuple[str, ...]:
    value = "<br>".join(_value(dated, rule) for dated in rule.values)
    title = f"**{rule.id}**<br>{rule.title.en}<br>{rule.title.zh}"
    says = f"{rule.says.en}<br>{rule.says.zh}"
    source = f"{rule.reference.en}<br>{rule.reference.zh}"
    return title, says, value, FORCE[rule.force], source, rule.confidence, f"{rule.checked_on}"


def _value(dated: Dated, rule: Rule) -> str:
    if dated.value is True:
        shown = rule.unit
    elif rule.unit.startswith("fen"):
        shown = f"{yuan_text(dated.value)} yuan{rule.unit.removeprefix('fen')}"
    else:
        shown = f"{_shown(dated.value)} ({rule.unit})"
    if rule.force == "policy":
        return shown
    until = f" to {dated.valid_until - timedelta(days=1)}" if dated.valid_until else ""
    return f"from {dated.valid_from}{until}: {shown}"


def _shown(value: Any) -> str:
    match value:
        case dict():
            return "; ".join(f"{key} {_shown(one)}" for key, one in value.items())
        case [[_, _], *_]:
            return "; ".join(_band(upper, pct) for upper, pct in value)
        case list():
            return ", ".join(_shown(one) for one in value)
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case date() | str():
            return f"{value}"
        case None:
            return "not set"
    raise TypeError(f"no way to show {value!r}")


def _band(upper: int | None, pct: str) -> str:
    return f"up to {yuan_text(upper)} yuan: {pct}" if upper else f"above: {pct}"


def _differences(path: Path) -> Iterator[str]:
    if not path.is_file():
        yield f"{path} is missing"
    elif path.read_text(encoding="utf-8") != written():
        yield f"{path} no longer says what the packs say"


def main() -> int:
    """Writes the document, or with --check says whether the file is up to date (exit code 1: it is stale)."""
    parser = argparse.ArgumentParser(description="Write the law packs as a document.")
    parser.add_argument("--check", action="store_true", help="only say whether FILE is up to date")
    parser.add_argument("file", type=Path, metavar="FILE")
    given = parser.parse_args()
    if not given.check:
        given.file.write_text(written(), encoding="utf-8")
        return 0
    stale = list(_differences(given.file))
    for line in stale:
        print(f"{line}: run make law-doc", file=sys.stderr)
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main())
