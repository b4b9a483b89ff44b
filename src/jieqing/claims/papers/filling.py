"""A paper filled from a claim: its text with every known value in its place and every gap in sight.

Values are put in once and never read again: a brace or a bracket in a name stays what it is.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from jieqing.claims.intake.fields import fields as read_fields
from jieqing.claims.papers import saying
from jieqing.claims.papers.catalogue import PaperKind, fields, text
from jieqing.claims.papers.material import Material
from jieqing.claims.papers.sums import sums_of
from jieqing.claims.papers.tables import table
from jieqing.claims.papers.values import Values, values
from jieqing.documents.footer import with_foot
from jieqing.documents.paper import Block, Form, Heading, Note, Paper, Paragraph, Row, Signature, gap

# '{field}' is its value, '{?field=value}' a box that is ticked where the field has that value.
_PLACE = re.compile(r"\{(\?)?(\w+)(?:=(\w+))?\}")
_TICKED, _EMPTY = "☑", "□"


def fill(kind: PaperKind, material: Material, *, rules: str = "") -> Paper:
    """The paper of that kind for that claim, with its footer. `rules`: hash of what its figures rest on."""
    known = values(material)
    words = text(kind.text_id)
    shown = [given for given in words["blocks"] if holds(given.get("if"), known)]
    blocks = [block for given in shown for block in _blocks(given, known, material)]
    subtitle = _said(words["subtitle"], known, material) if "subtitle" in words else ""
    paper = Paper(
        title=words["title"] + (f"\n{subtitle}" if subtitle else ""),
        number=f"{kind.id}-{material.number}",
        dated_on=material.on,
        blocks=tuple(blocks),
    )
    return with_foot(paper, kind.id, kind.version, rules)


@cache
def fields_of(text_id: str) -> tuple[str, ...]:
    """Every field that the text of a paper has a place for, each once."""
    words = text(text_id)
    found = [place[1] for said in _strings(words) for place in _PLACE.findall(said)]
    if any("party" in block for block in words["blocks"]):
        found += [f"{who}_{what}" for who in ("creditor", "debtor") for what in _PARTY]
    if any(block.get("table") == "schedule" for block in words["blocks"]):
        found.append("schedule")
    return tuple(dict.fromkeys(found))


def holds(condition: str | None, known: Values) -> bool:
    """'field' (known), '!field', 'field=value', '!field=value' or 'field!=value' of the values."""
    if not condition:
        return True
    negated = condition.startswith("!") or "!=" in condition
    name, _, value = condition.replace("!", "").partition("=")
    is_so = known.get(name) == value if value else bool(known.get(name))
    return is_so != negated


_PARTY = ("name", "id_number", "address", "phone", "representative", "person")


def _blocks(given: Mapping[str, Any], known: Values, material: Material) -> list[Block]:
    def said(words: str) -> str:
        return _said(words, known, material)

    if "table" in given:
        return list(table(given["table"], material))
    if "party" in given:
        return [Paragraph(said(line), is_indented=False) for line in _party(given["party"], given["as"], known)]
    if "form" in given:
        return [Form(tuple(_rows(given["form"], known, material)))]
    if "sign" in given:
        return [Signature(tuple(said(line) for line in given["sign"]))]
    if "note" in given:
        return [Note(said(given["note"]))]
    if "h" in given:
        return [Heading(said(given["h"]))]
    return [Paragraph(said(given["p"])) if "p" in given else Paragraph(said(given["flush"]), is_indented=False)]


def _party(who: str, called: str, known: Values) -> list[str]:
    """The lines of a party: a person's, or those of a firm or other body."""
    first = f"{called}：{{{who}_name}}"
    if known.get(f"{who}_kind") == "person":
        rest = f"{{{who}_person}}，住{{{who}_address}}，证件号码：{{{who}_id_number}}，联系电话：{{{who}_phone}}。"
    else:
        rest = (
            f"住所：{{{who}_address}}，统一社会信用代码：{{{who}_id_number}}，"
            f"法定代表人（负责人）：{{{who}_representative}}，联系电话：{{{who}_phone}}。"
        )
    return [first, rest]


def _rows(given: list[Any], known: Values, material: Material) -> list[Row]:
    found = []
    for row in given:
        if isinstance(row, str):
            found.append(Row(row))
        elif isinstance(row, dict):
            found += _rows(row["rows"], known, material) if holds(row["if"], known) else []
        else:
            label, said = row
            lines = [said] if isinstance(said, str) else said
            found.append(Row(_said(label, known, material), _answered(lines, known, material)))
    return found


def _answered(lines: list[str], known: Values, material: Material) -> tuple[str, ...]:
    """The lines of a row. A box that nobody can tick yet is followed by its gap; an empty box stands alone."""
    said = []
    for line in lines:
        ticks = [place for place in _PLACE.finditer(line) if place[1]]
        alone = ticks[0] if len(ticks) == 1 and line.startswith(ticks[0][0]) else None
        if alone is not None and known.get(alone[2]) != alone[3]:
            said.append(_said(line.partition("　")[0], known, material))
        else:
            said.append(_said(line, known, material))
    open_ticks = dict.fromkeys(
        place[2] for line in lines for place in _PLACE.finditer(line) if place[1] and known.get(place[2]) is None
    )
    names = [fields()[name].name.zh for name in open_ticks if name in fields() and not fields()[name].is_optional]
    if names:
        said[-1] += "".join(gap(name) for name in names)
    return tuple(said)


def _said(words: str, known: Values, material: Material) -> str:
    """The words with values and gaps put in, in one pass."""

    def put(place: re.Match[str]) -> str:
        if place[1]:
            return _TICKED if known.get(place[2]) == place[3] else _EMPTY
        return _value(place[2], known, material)

    return _PLACE.sub(put, words)


def _value(name: str, known: Values, material: Material) -> str:
    value, field = known.get(name), fields().get(name)
    if value:
        if field is not None and value in field.choices:
            return field.choices[value].zh
        return _choice(name, value)
    if field is None:
        return ""
    return saying.BLANK if field.is_optional else gap(_gap_name(name, material) or field.name.zh)


def _gap_name(name: str, material: Material) -> str:
    """What the creditor has to choose, with the range in which."""
    settled = sums_of(material.assessment.asked, material.typed)
    if name == "interest" and settled.interest is None and settled.interest_range != (0, 0):
        return f"主张的利息、违约金（按现有材料可主张 {saying.money_range(*settled.interest_range)} 元）"
    if name == "costs" and settled.costs is None:
        return f"主张的实现债权费用（最多 {saying.figures(settled.costs_range[1])} 元）"
    return ""


def _choice(name: str, value: str) -> str:
    """Words of what the reading of a text calls by an id ('large' → 大型企业)."""
    field = read_fields().get("debtor_size" if name == "creditor_size" else name)
    return field.choices[value].zh if field is not None and value in field.choices else value


def is_asked(name: str, known: Values) -> bool:
    """Whether the field has a place on this paper as it stands: a person has no legal representative."""
    for who in ("creditor", "debtor"):
        is_person = known.get(f"{who}_kind") == "person"
        if name == f"{who}_person":
            return is_person
        if name == f"{who}_representative":
            return not is_person
    return True


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    each = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [said for one in each for said in _strings(one)]
