"""The lines of a sheet: totals, titles, signatures and repeated headers are skipped, merged and ditto cells filled."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from jieqing.claims.portfolio.reading.amounts import Bad, fen_of
from jieqing.claims.portfolio.reading.catalogue import words_of
from jieqing.claims.portfolio.reading.files import Merge, Sheet
from jieqing.claims.portfolio.reading.folding import folded, name_of, text_of
from jieqing.claims.portfolio.reading.header import is_hint
from jieqing.claims.portfolio.reading.layout import Layout

Amount = int | None | Bad
_LABEL_ENDS: Final = re.compile(r"(?:人民币|\(?大写|:).*|[:：()（）\d\s,，、./元户笔行条页共人民币大写金额数-]*")
_FRAME: Final = " \u3000:：.*=-—_()（）【】[]★☆●▲#"
_FIRST: Final = frozenset("小合总共累本页过承上结汇大余应TGStgs")
_LAST: Final = frozenset("计总页转和数额汇lmLM" + _FRAME)
_DITTOS: Final = words_of("ditto") | {"″", "＂", "〃 ", " 〃", '" ', ' "', "同 上", "Ditto", "同上 ", " 同上"}


class Line(NamedTuple):
    """One line: its 1-based row, its cells, whose it is, and its amounts in the order of the layout's `units`."""

    row: int
    cells: list[Any]
    name: str
    amounts: tuple[Amount, ...]


@dataclass
class Walk:
    """Goes through a sheet's rows once; `skipped` counts what was no line, `lonely` are names without anything else."""

    sheet: Sheet
    layout: Layout
    skipped: int = 0
    lonely: list[tuple[int, str]] = field(default_factory=list)
    _group: str = ""
    _first_amount: int = 0
    _has_ended: bool = False
    _alone: list[tuple[int, str]] = field(default_factory=list)
    _since: list[int] = field(default_factory=list)
    _all: list[int] = field(default_factory=list)

    def lines(self) -> Iterator[Line]:
        layout = self.layout
        width, at = len(layout.names), layout.column_of.get("debtor_name", -1)
        amount_columns = tuple(layout.units)
        self._first_amount = min(amount_columns, default=0)
        self._since, self._all = [0] * len(amount_columns), [0] * len(amount_columns)
        merged = _Merged(self.sheet.merges, layout, set(amount_columns))
        above: list[Any] = [""] * width
        for number, raw in enumerate(self.sheet.rows()):
            if number <= layout.header.bottom:
                continue
            cells = list(raw) if len(raw) >= width else [*raw, *[""] * (width - len(raw))]
            merged.fill(number, cells)
            filled = [cell for cell in cells if cell != "" and cell is not None]
            if not any(type(cell) is not str or text_of(cell) for cell in filled):
                continue
            if not _DITTOS.isdisjoint(filled):
                _ditto(cells, above, amount_columns)
            name = name_of(cells[at]) if at >= 0 else ""
            amounts = tuple(fen_of(cells[column], layout.units[column]) for column in amount_columns)
            if self._is_no_line(number, cells, filled, name, amounts, merged):
                continue
            if name and len(filled) == 1:
                self._alone.append((number + 1, name))
                continue
            self._settle_alone(name)
            self._add(amounts)
            above = cells
            yield Line(number + 1, cells, name or self._group, amounts)
        if not self._has_ended:  # under the last total stands who signs
            self.lonely.extend(self._alone)

    def _settle_alone(self, name: str) -> None:
        """A name alone on its row heads a group if a line without a name follows; else it lacks its amount."""
        if not name and self._alone:
            self._group = self._alone.pop()[1]
        elif name and name != self._group:
            self._group = ""
        self.lonely.extend(self._alone)
        self._alone.clear()
        self._has_ended = False

    def _is_no_line(
        self,
        number: int,
        cells: list[Any],
        filled: list[Any],
        name: str,
        amounts: tuple[Amount, ...],
        merged: "_Merged",
    ) -> bool:
        if self._is_total(cells, name) or self._is_sum(filled, name, amounts):
            self.skipped += 1
            self._has_ended = True
            self.lonely.extend(self._alone)
            self._alone.clear()
            self._since = [0] * len(self._since)
            self._group = ""
            return True
        if any(amount is not None and not isinstance(amount, Bad) for amount in amounts):
            return False
        if (
            self._is_header(cells)
            or (len(filled) == 1 and _HEADING.fullmatch(folded(name)))
            or _is_signature(filled)
            or is_hint([text_of(cell) for cell in filled])
        ):
            self.skipped += 1
            return True
        group = _group_named(filled)
        if group or (len(filled) == 1 and (not name or number in merged.wide)):
            self.skipped += 1
            self._group = group or next((name_of(cell) for cell in filled if _is_firm(text_of(cell))), "")
            return True
        return False

    def _is_total(self, cells: list[Any], name: str) -> bool:
        """A total says so in its name, or left of the amounts; where no name is, anywhere. A note is no label."""
        if name and _labels_total(name, may_end=True):
            return True
        for column, cell in enumerate(cells[: self._first_amount] if name else cells):
            if type(cell) is str and cell and (cell[-1] in _LAST or cell[0] in _FIRST or cell[0] in _FRAME):  # noqa: SIM102
                if _labels_total(cell, may_end=not name or column == 0):
                    return True
        return False

    def _is_header(self, cells: list[Any]) -> bool:
        shown = [folded(text_of(cells[column])) for column in self.layout.mapping]
        return any(shown) and all(
            not text or text in folded(self.layout.names[column])
            for text, column in zip(shown, self.layout.mapping, strict=True)
        )

    def _is_sum(self, filled: list[Any], name: str, amounts: tuple[Amount, ...]) -> bool:
        """Whether a row of bare amounts only adds up the rows above it: a subtotal without a label."""
        told = [(n, amount) for n, amount in enumerate(amounts) if isinstance(amount, int)]
        if name or not told or len(told) < len(filled):
            return False
        return any(all(sums[n] == amount for n, amount in told) for sums in (self._since, self._all) if any(sums))

    def _add(self, amounts: tuple[Amount, ...]) -> None:
        for n, amount in enumerate(amounts):
            if isinstance(amount, int):
                self._since[n] += amount
                self._all[n] += amount


class _Merged:
    """Cells merged over several rows: each row has the text, but for amounts, which would count twice."""

    def __init__(self, merges: Sequence[Merge], layout: Layout, amounts: set[int]) -> None:
        self._opens: dict[int, list[tuple[int, int]]] = {}
        self._active: dict[int, tuple[int, Any]] = {}
        self.wide: set[int] = set()
        for (top, left), (bottom, right) in merges:
            if top <= layout.header.bottom:
                continue
            if right - left >= 2:
                self.wide.add(top)
            elif bottom > top and left < len(layout.names) and left not in amounts and right == left:
                self._opens.setdefault(top, []).append((bottom, left))

    def fill(self, number: int, cells: list[Any]) -> None:
        if not self._opens and not self._active:
            return
        for column, (bottom, value) in list(self._active.items()):
            if number > bottom:
                del self._active[column]
            elif cells[column] in ("", None):
                cells[column] = value
        for bottom, column in self._opens.pop(number, ()):
            self._active[column] = bottom, cells[column]


def _ditto(cells: list[Any], above: list[Any], amounts: tuple[int, ...]) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, str) and cell in _DITTOS and column not in amounts:
            cells[column] = above[column] if column < len(above) else ""


def _labels_total(cell: str, *, may_end: bool) -> bool:
    if len(cell) > 40:
        return False
    text = cell.strip(_FRAME)
    if not text or (text[-1] not in _LAST and text[0] not in _FIRST):
        return False
    text = folded(text).strip(_FRAME)
    if text in words_of("total"):
        return True
    if may_end and text.endswith(("小计", "合计", "总计", "subtotal")):
        return True
    return any(text.startswith(word) and _LABEL_ENDS.fullmatch(text[len(word) :]) for word in words_of("total"))


def _is_signature(filled: list[Any]) -> bool:
    return any(isinstance(cell, str) and _signs(folded(cell)) for cell in filled)


def _signs(text: str) -> bool:
    if _PAGE.fullmatch(text):
        return True
    before, colon, _ = text.partition(":")
    return bool(colon) and any(before.strip("(*").startswith(word) for word in words_of("signature"))


_FIRM: Final = re.compile(
    r"[^:。;!?,]{2,}(?:公司|厂|店|行|部|中心|医院|学校|研究所|合作社|集团|工作室|经营户)(?:\([^)]*\))?"
)
_HEADING: Final = re.compile(
    r"[一二三四五六七八九十]+[、.].*|\d+[、.].*|.{1,8}(?:地区|区域|片区|大区|事业部|省|市|客户|类)"
)
_PAGE: Final = re.compile(
    r"第?\d+页.*|.*共\d+页.*|page\d+.*|(?:制表|审核|复核|制单|打印|填表)(?:人|日期|时间).*|以上.{2,}|(?:注|备注|说明)\d?[.、].*"
)


def _group_named(filled: list[Any]) -> str:
    """'客户：某某公司' names the customer of the rows below."""
    for cell in filled:
        if isinstance(cell, str) and len(filled) <= 2:
            before, colon, after = cell.replace("：", ":").partition(":")
            if colon and folded(before) in words_of("group") and after.strip():
                return name_of(after)
    return ""


def _is_firm(text: str) -> bool:
    return len(text) <= 40 and bool(_FIRM.fullmatch(folded(text)))
