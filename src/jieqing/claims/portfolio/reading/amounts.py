"""One cell of money: numbers, ￥２，５００．００, 1.8万, (500.00), 叁万元整. Out come fen, or why it is no amount."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from jieqing.claims.intake.readers.numerals import number
from jieqing.claims.portfolio.reading.catalogue import words_of
from jieqing.claims.portfolio.reading.folding import folded, text_of

MOST_YUAN: Final = 10**10
"""No line of a ledger is ten thousand million yuan: the unit or the decimal point is wrong."""

_LONGEST: Final = 60
_SCALES: Final = {
    "": 1,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "w": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
}
_DASHES: Final = str.maketrans("−–—﹣‐", "-----")
_FIGURE: Final = re.compile(
    r"(?a)(?P<sign>[-+]|负)?(?:人民币|rmb|cny|¥)?:?(?P<inner>[-+])?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+)(?P<power>e[+-]?\d{1,2})?"
    r"(?P<scale>百万|千万|十万|百|千|万|w|亿)?(?P<yuan>元|圆|块|块钱|元整|圆整|rmb|cny|人民币)?(?P<after>-)?"
)
_WORDY: Final = re.compile(
    r"(?a)(?:人民币|大写|:|¥)*(?P<yuan>[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟\d.]+)(?:元|圆|块)?"
    r"(?:(?P<jiao>[零一二三四五六七八九壹贰叁肆伍陆柒捌玖\d])角)?零?(?:(?P<fen>[一二三四五六七八九壹贰叁肆伍陆柒捌玖\d])分)?[整正]?"
)


class Bad(NamedTuple):
    """A cell that can't be read: the id of data/problems.yaml and what the cell holds."""

    code: str
    text: str


def fen_of(cell: object, unit: int = 1) -> int | None | Bad:
    """Fen of a cell in a column whose unit is `unit` yuan; None where it is empty.

    A unit in the cell itself ('1.8万', '500元') goes before the column's. Rounded half up to the fen.
    """
    if isinstance(cell, float) or type(cell) is int:
        return _fen(Decimal(repr(cell)), unit, cell)
    if cell is None or cell == "":
        return None
    if not isinstance(cell, str):
        return Bad("amount_unreadable", text_of(cell))
    text = folded(text_of(cell)).translate(_DASHES)
    if not text or text in words_of("nothing"):
        return None
    if len(text) > _LONGEST:
        return Bad("amount_unreadable", text_of(cell)[:_LONGEST])
    is_negative = text[0] == "(" and text[-1] == ")"
    found = _FIGURE.fullmatch(text[1:-1] if is_negative else text)
    if not found:
        return _wordy(text, cell)
    yuan = Decimal(found["digits"].replace(",", "") + (found["power"] or ""))
    is_negative ^= any(found[part] in ("-", "负") for part in ("sign", "inner", "after"))
    scale = _SCALES[found["scale"] or ""] if found["scale"] or found["yuan"] else unit
    return _fen(-yuan if is_negative else yuan, scale, cell)


def _fen(figure: Decimal, unit: int, cell: object) -> int | Bad:
    yuan = figure * unit
    if not yuan.is_finite() or abs(yuan) >= MOST_YUAN:
        return Bad("amount_absurd", text_of(cell))
    return int((yuan * 100).quantize(Decimal(1), ROUND_HALF_UP))


def _wordy(text: str, cell: str) -> int | Bad:
    found = _WORDY.fullmatch(text) if text.count(".") < 2 else None
    yuan = number(found["yuan"]) if found else None
    if found is None or yuan is None:
        return Bad("amount_unreadable", text_of(cell))
    tenths, cents = (number(found[part]) or 0 if found[part] else 0 for part in ("jiao", "fen"))
    return _fen(Decimal(yuan) + Decimal(tenths) / 10 + Decimal(cents) / 100, 1, cell)
