"""A directory file as listings, and everything that is wrong with it row by row."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jieqing.agencies.exchange.columns import Column, column_of, columns, columns_of
from jieqing.agencies.exchange.fields import NEEDED, Reader, entity_type, facts_of
from jieqing.agencies.exchange.tables import Row, table_rows
from jieqing.agencies.exchange.unreadable import RowProblem, Unreadable
from jieqing.agencies.rules.folding import folded
from jieqing.agencies.rules.listing import Listing
from jieqing.agencies.rules.publicity import names_a_rate
from jieqing.agencies.rules.validity import problems
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

PROBLEMS_HEADER = Words("问题", "problems")
MOST_PROBLEMS = 10_000  # beyond it the file is of another kind


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row that may enter the directory. `has_own_id`: the file gave its id, it was not derived."""

    row: int
    listing: Listing
    has_own_id: bool
    cells: Row


@dataclass(slots=True)
class DirectoryFile:
    """What a file holds: rows to take, rows that are broken (row number, cells), and why; `header` as it was typed."""

    header: Row
    taken: list[ReadRow] = field(default_factory=list)
    broken: dict[int, Row] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)


def read_directory(data: bytes, on: date) -> DirectoryFile:
    """Reads a CSV or XLSX directory as of a day; raises Refusal where the file as a whole is of no use."""
    rows = table_rows(data)
    number, header = next(rows, (0, []))
    layout = _layout(header)
    read = DirectoryFile(header)
    read.problems += _ignored(number, header, layout)
    seen: dict[str, int] = {}
    for number, cells in rows:
        found, row_problems = _row(number, cells, header, layout, on)
        row_problems += _twice(found, seen) if found else []
        read.problems += row_problems
        if found is None or any(problem.is_refused for problem in row_problems):
            read.broken[number] = cells
        else:
            read.taken.append(found)
        if len(read.problems) > MOST_PROBLEMS:
            raise _hopeless()
    if not read.taken and not read.broken:
        raise Refusal(
            "file_without_rows",
            Words("文件只有表头，没有机构。", "The file has a header and no agency."),
            remedy=Words("请在表头下面每行写一家机构。", "Write an agency a row below the header."),
            field="file",
        )
    return read


def _layout(header: Row) -> dict[str, int]:
    """Column id → its place in a row."""
    layout: dict[str, int] = {}
    for place, title in enumerate(header):
        column = column_of(title)
        if column is None:
            continue
        if column.id in layout:
            words = Words(f"列“{title[:40]}”出现了两次。", f"The column “{title[:40]}” stands twice.")
            raise Refusal("column_twice", words, remedy=Words("请删去一列。", "Remove one."), field="file")
        layout[column.id] = place
    missing = [column for column in columns() if column.is_needed and column.id not in layout]
    if missing:
        names = Words("、".join(c.name.zh for c in missing), ", ".join(c.name.en for c in missing))
        raise Refusal(
            "columns_missing",
            Words("第一行缺少这些列：{names}。", "The first row lacks these columns: {names}.").filled(names=names),
            remedy=Words("请先导出一份，照它的表头填写。", "Export a file first and fill in its columns."),
            field="file",
        )
    return layout


def _ignored(number: int, header: Row, layout: dict[str, int]) -> Iterator[RowProblem]:
    known = {*layout.values(), *(n for n, title in enumerate(header) if folded(title) in PROBLEMS_HEADER)}
    for place, title in enumerate(header):
        if title and place not in known:
            words = Words("没有这一列，已忽略。", "There is no such column; it was ignored.")
            remedy = Words("不用处理；需要时改用模板的列名。", "Nothing to do, or use a column of the template.")
            yield RowProblem(number, _title(title), words, remedy, is_refused=False)


def _row(
    number: int, cells: Row, header: Row, layout: dict[str, int], on: date
) -> tuple[ReadRow | None, list[RowProblem]]:
    texts = {key: cells[place] if place < len(cells) else "" for key, place in layout.items()}
    found: list[RowProblem] = []
    listing = _listing(number, texts, found)
    if listing is None:
        return None, found
    if listing.entity_type == "law_firm":
        found += _dropped_rates(number, cells, header, layout, texts)
    for problem in problems(listing, on):
        column = _column_at(problem.field, problem.nth)
        found.append(RowProblem(number, column.name, problem.words, problem.remedy, problem.basis, problem.is_refused))
    return ReadRow(number, listing, bool(texts.get("id")), cells), found


def _listing(number: int, texts: dict[str, str], found: list[RowProblem]) -> Listing | None:
    """The row's listing, or None with what was wrong added to `found`."""
    by_id = {column.id: column for column in columns()}
    kept = dict(texts)

    def read(column: str, reader: Reader, when_blank: Any) -> Any:
        text = kept.get(column, "")
        if not text and when_blank is not NEEDED:
            return when_blank
        try:
            if not text:
                words = Words("这一格不能空着。", "This cell may not be blank.")
                raise Unreadable(words, Words("请填写。", "Fill it in."))
            return reader(text)
        except Unreadable as wrong:
            found.append(RowProblem(number, by_id[column].name, wrong.words, wrong.remedy, wrong.basis))
            return None

    if read("entity_type", _kind_or_none, None) == "law_firm":
        kept |= dict.fromkeys((column.id for column in columns_of("mediations")), "")  # CN-AG-20: reported by _row
    facts = facts_of(kept, read)
    return None if found else Listing(**facts)


def _dropped_rates(
    number: int, cells: Row, header: Row, layout: dict[str, int], texts: dict[str, str]
) -> Iterator[RowProblem]:
    """Rates and the figures that make one, given for a law firm: not kept, and said so (CN-AG-20)."""
    words = Words("律师事务所不收录胜诉、回款等比率，已舍去。", "No rate is kept of a law firm; it was dropped.")
    remedy = Words("请从文件里删去。", "Remove it from the file.")
    for column in columns_of("mediations"):
        if texts.get(column.id):
            yield RowProblem(number, column.name, words, remedy, "CN-AG-20", is_refused=False)
    known = set(layout.values())
    for place, title in enumerate(header):
        if place not in known and names_a_rate(title) and place < len(cells) and cells[place]:
            yield RowProblem(number, _title(title), words, remedy, "CN-AG-20", is_refused=False)


def _twice(found: ReadRow, seen: dict[str, int]) -> list[RowProblem]:
    """The id or the registration code of an earlier row, once more."""
    identities = {"id": found.listing.id, "registration_code": found.listing.registration_code}
    for key, value in identities.items():
        earlier = seen.setdefault(f"{key} {value}", found.row)
        if value and earlier != found.row:
            words = Words(f"与第 {earlier} 行重复。", f"It repeats row {earlier}.")
            name = _column_at(key, 0).name
            return [RowProblem(found.row, name, words, Words("只留一行。", "Keep one of them."))]
    return []


def _kind_or_none(text: str) -> str | None:
    try:
        return entity_type(text)
    except Unreadable:
        return None  # said when the column itself is read


def _column_at(field_name: str, nth: int) -> Column:
    """The column that a problem of a field belongs to."""
    found = columns_of(field_name)
    return found[min(nth * 3 if field_name == "licences" else nth, len(found) - 1)]


def _title(title: str) -> Words:
    return Words(title[:60], title[:60])


def _hopeless() -> Refusal:
    return Refusal(
        "too_many_problems",
        Words(
            f"问题多于 {MOST_PROBLEMS} 处，没有导入。",
            f"There are more than {MOST_PROBLEMS} problems; nothing was imported.",
        ),
        remedy=Words("请对照模板检查文件。", "Compare the file with the template."),
        field="file",
    )
