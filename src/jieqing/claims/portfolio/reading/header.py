"""Where the header is, and which column is which: under title rows, in one, two or three lines, merged, in synonyms."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from jieqing.claims.portfolio.reading.catalogue import WEAK, Kind, catalogue, drop_rules, words_of
from jieqing.claims.portfolio.reading.files import Merge, Sheet
from jieqing.claims.portfolio.reading.folding import folded, text_of

Seen = dict[tuple[str, ...], "Placed"]
"""What texts were taken for, within one search: the first rows hold cells, too, which no cache may outlive."""
HEAD_ROWS: Final = 80
"""A header stands within the first rows of a sheet."""
MOST_LINES: Final = 3
MOST_COLUMNS: Final = 600

_STARS: Final = re.compile(r"[*★●▲△:：]+|必填|选填")
_BRACKETS: Final = re.compile(r"[(\[【〔].*?[)\]】〕]")
_MARKS: Final = re.compile(r"[()\[\]【】〔〕_\-/.,、]+")
_UNIT_ENDS: Final = re.compile(r"[/_-]?(?:人民币)?(?:万元|千元|亿元|元)$")
_ANOTHER: Final = re.compile(
    r"最后|最近|上次|上期|上月|上年|下次|下期|预计|计划|承诺|减免|首付|last|next|expected|planned"
)
_OF_A_PERSON: Final = re.compile(
    r"姓名|名字|名称|与?.{0,3}关系|(?:联系|移动)?电话|手机号?码?|联系方式|号码|证件号?码?|身份证号?码?|(?:家庭|联系)?(?:住址|地址)|单位|name|phone|mobile|relation|address"
)
_SHORTEST_ENDING: Final = 3
_LONGEST_HEADER: Final = 40


@dataclass(frozen=True, slots=True)
class Placed:
    """One column's header as shown, and what it may hold: a field with a rank, or a drop rule's id."""

    name: str
    field: str = ""
    rank: int = 10 * WEAK
    dropped: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """The header: rows `top` to `bottom` (from 0, bottom inclusive), its columns, and how sure it is."""

    top: int
    bottom: int
    columns: tuple[Placed, ...]
    score: int


def find_header(head: Sequence[Sequence[Any]], merges: Sequence[Merge], kind: Kind) -> Header | None:
    """The header among the first rows of a sheet, or None: it must name who and how much (of payments: how much, when).

    Of several the one that names most counts, then the one with fewer lines, then the first.
    """
    lines = [_texts(row) for row in head[:HEAD_ROWS]]
    best: Header | None = None
    seen: Seen = {}
    for top, line in enumerate(lines):
        if sum(map(bool, line)) + (sum(map(bool, lines[top + 1])) if top + 1 < len(lines) else 0) < 2:
            continue
        for count in range(1, MOST_LINES + 1):
            header = _header(lines, top, count, merges, kind, seen)
            if header and (best is None or header.score > best.score):
                best = header
    return _under_persons(_with_hints(best, lines, merges, kind), lines) if best else None


def _under_persons(header: Header, lines: list[list[str]]) -> Header:
    """Name and telephone under a third person's heading in the line above (联系人2) are that person's: dropped."""
    if header.top == 0:
        return header
    over, columns = "", list(header.columns)
    above = lines[header.top - 1]
    for column, placed in enumerate(columns):
        told = above[column] if column < len(above) else ""
        over = told or (over if _OF_A_PERSON.fullmatch(_bare(placed.name)) else "")
        if over and over != placed.name and _OF_A_PERSON.fullmatch(_bare(placed.name)):
            joined = _placed((over, placed.name), "claims")
            columns[column] = joined if joined.dropped else placed
    return Header(header.top, header.bottom, tuple(columns), header.score)


def _with_hints(header: Header, lines: list[list[str]], merges: Sequence[Merge], kind: Kind) -> Header:
    """A line of units, of how to fill it, or of sub-headers (借方, 贷方), right under the header, belongs to it."""
    bottom = header.bottom
    while bottom + 1 < len(lines) and (is_hint(lines[bottom + 1]) or _divides(lines[bottom + 1], header)):
        bottom += 1
    if bottom == header.bottom:
        return header
    columns = _columns(lines, header.top, bottom - header.top + 1, merges, kind, {})
    width = len(header.columns)
    known = (new if new.field or new.dropped or n >= width else header.columns[n] for n, new in enumerate(columns))
    return Header(header.top, bottom, tuple(known), header.score)


def _divides(line: Sequence[str], header: Header) -> bool:
    """Whether a line without a name has words where amounts should be, and no figure at all."""
    told = [column for column, text in enumerate(line) if text]
    fields = {column: header.columns[column].field for column in told if column < len(header.columns)}
    if any(character.isdigit() for text in line for character in text) or "debtor_name" in fields.values():
        return False
    if told and all(_bare(line[column]) in catalogue("claims").headers for column in told):
        return True
    return len(told) > 1 and bool({"receivable", "received", "outstanding", "paid"} & set(fields.values()))


def score_of(head: Sequence[Sequence[Any]], kind: Kind) -> int:
    """How much the first rows look like a ledger: 0 is not at all."""
    header = find_header(head, (), kind)
    return header.score if header else 0


def any_header(sheet: Sheet, kind: Kind) -> Header:
    """The likely header where no word of it is known: the first row with the most texts. The user says what is what."""
    head = sheet.head(HEAD_ROWS)
    counts = [sum(isinstance(cell, str) and bool(cell.strip()) for cell in row) for row in head]
    row = counts.index(max(counts)) if counts else 0
    return Header(row, row, _columns([_texts(line) for line in head] or [[]], row, 1, sheet.merges, kind, {}), 0)


def names_of(header: Header) -> tuple[str, ...]:
    """A name for each column; one without a header is called by its number."""
    return tuple(placed.name or f"第{n}列" for n, placed in enumerate(header.columns, 1))


def proposed(columns: Sequence[Placed], kind: Kind) -> dict[int, str]:
    """Column → field, of each field the surest column; the columns of `due_on` and `term` all, if any is sure."""
    fields = catalogue(kind).fields
    by_field: dict[str, list[tuple[int, int]]] = {}
    for column, placed in enumerate(columns):
        if placed.field and not placed.dropped and fields[placed.field].kind != "other":
            by_field.setdefault(placed.field, []).append((placed.rank, column))
    mapping: dict[int, str] = {}
    for name, ranked in by_field.items():
        is_due = fields[name].kind == "due"
        sure = [column for rank, column in sorted(ranked) if rank < WEAK]
        for column in sure if is_due and sure else [min(ranked)[1]]:
            mapping[column] = name
    if _is_dated(mapping, columns):
        mapping = {column: name for column, name in mapping.items() if name != "due_on" or columns[column].rank < WEAK}
    return dict(sorted(mapping.items()))


def is_enough(fields: set[str], kind: Kind) -> bool:
    """Whether these fields make a ledger: who and how much; of payments: how much and when."""
    if kind == "payments":
        return {"paid", "paid_on"} <= fields
    return "debtor_name" in fields and bool(fields & {"receivable", "outstanding"})


def _is_dated(mapping: Mapping[int, str], columns: Sequence[Placed]) -> bool:
    """Whether a surer column states the term, so that a weak due column (付款日期: paid on?) is left alone."""
    return any(name == "term" and columns[column].rank < WEAK for column, name in mapping.items())


def _header(
    lines: list[list[str]], top: int, count: int, merges: Sequence[Merge], kind: Kind, seen: Seen
) -> Header | None:
    if top + count > len(lines) or _goes_deeper(merges, top, count):
        return None
    columns = _columns(lines, top, count, merges, kind, seen)
    fields = {placed.field for placed in columns if placed.field and not placed.dropped}
    if not is_enough(fields, kind):
        return None
    score = sum(_weight(field, columns, kind) for field in fields)
    score += sum(bool(placed.field or placed.dropped) for placed in columns)
    return Header(top, top + count - 1, columns, score * (MOST_LINES + 1) - count)


def _goes_deeper(merges: Sequence[Merge], top: int, count: int) -> bool:
    """Whether a header cell merged downwards says that the header has more lines than `count`."""
    return any(first == top and top + count <= last < top + MOST_LINES for (first, _), (last, _) in merges)


def _weight(field: str, columns: Sequence[Placed], kind: Kind) -> int:
    """What it counts that a header names the field: much where it says so surely."""
    if catalogue(kind).fields[field].kind == "other":
        return 2
    return 10 if any(placed.field == field and placed.rank < WEAK for placed in columns) else 5


def _columns(
    lines: list[list[str]], top: int, count: int, merges: Sequence[Merge], kind: Kind, seen: Seen
) -> tuple[Placed, ...]:
    width = min(max(len(line) for line in lines[top : top + count]), MOST_COLUMNS)
    filled = [_spread(lines, top + n, width, merges, is_last=n == count - 1) for n in range(count)]
    placed = []
    for column in range(width):
        parts: list[str] = []
        for line in filled:
            if line[column] and line[column] not in parts:
                parts.append(line[column])
        key = tuple(parts)
        if key not in seen:
            seen[key] = _placed(key, kind)
        placed.append(seen[key])
    return tuple(placed)


def _spread(lines: list[list[str]], row: int, width: int, merges: Sequence[Merge], *, is_last: bool) -> list[str]:
    """A line of the header; what is merged, or, without word of merges, stands over blanks, spreads to the right."""
    line = (lines[row] + [""] * width)[:width]
    merged = [(left, right) for (first, left), (last, right) in merges if first <= row <= last and first == row]
    for left, right in merged:
        for column in range(left, min(right + 1, width)):
            line[column] = line[column] or (line[left] if left < width else "")
    if merges or is_last or row + 1 >= len(lines):
        return line
    below = (lines[row + 1] + [""] * width)[:width]
    for column in range(1, width):
        if not line[column] and below[column] and line[column - 1] and (below[column - 1] or column == 1):
            line[column] = line[column - 1]
    return line


def _placed(parts: tuple[str, ...], kind: Kind) -> Placed:
    name = _joined(tuple(part for part in parts if not _states_unit(part)) or parts)
    plain = [_bare(part) for part in parts if len(parts) == 1 or not is_hint([part])]
    joined = "".join(plain)
    if not joined or len(joined) > _LONGEST_HEADER:
        return Placed(name)
    full = _MARKS.sub("", "".join(map(_starless, parts)))  # 联系人(2)电话 is no 联系人电话
    for rule in drop_rules():
        if rule.pattern.fullmatch(joined) or rule.pattern.fullmatch(full):
            return Placed(name, dropped=rule.id)
    known = catalogue(kind).headers
    for text in (_starless(name), joined, "".join(reversed(plain)), *plain[-1:], *_alternatives(joined)):
        if text in known:
            return Placed(name, *known[text])
    endings = [header for header in known if joined.endswith(header) and len(header) >= _SHORTEST_ENDING]
    endings = [header for header in endings if known[header][1] < WEAK and not _is_of_another(joined, known[header][0])]
    if endings:
        field, rank = known[max(endings, key=len)]
        return Placed(name, field, rank + WEAK // 2)
    return Placed(name)


def _is_of_another(joined: str, field: str) -> bool:
    """Whether words before the ending make it another thing: the last payment is not what was received in all."""
    return bool(_ANOTHER.match(joined)) or (field in ("received", "paid") and joined.startswith(("本", "当")))


def _alternatives(joined: str) -> list[str]:
    return joined.split("/") if "/" in joined else []


def _joined(parts: tuple[str, ...]) -> str:
    return ("" if any(not part.isascii() for part in parts) else " ").join(parts)


def _starless(text: str) -> str:
    return _STARS.sub("", folded(text)).rstrip(".#")


def _bare(text: str) -> str:
    bare = _BRACKETS.sub("", _starless(text)) or _starless(text)
    return _UNIT_ENDS.sub("", bare) or bare


def _texts(row: Sequence[Any]) -> list[str]:
    return [
        "".join(text_of(cell).split("\n")) if isinstance(cell, str) else text_of(cell) for cell in row[:MOST_COLUMNS]
    ]


def is_hint(cells: Sequence[str]) -> bool:
    """Whether a row under the header only says how to fill it (必填, (元))."""
    told = [folded(cell) for cell in cells if cell]
    return bool(told) and all(
        cell in words_of("hint") or (cell[0] in "([" and cell[-1] in ")]") or _states_unit(cell) for cell in told
    )


def _states_unit(text: str) -> bool:
    return folded(text).startswith(("单位:", "金额单位:"))
