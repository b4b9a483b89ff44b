"""万元 in a title, in a header: what one stands for in yuan, and foreign money that a header names."""

import re
from collections.abc import Iterable
from typing import Final

from jieqing.claims.portfolio.reading.folding import folded

_YUAN: Final = {
    "元": 1,
    "百元": 100,
    "千元": 1000,
    "万元": 10_000,
    "万": 10_000,
    "百万元": 10**6,
    "千万元": 10**7,
    "亿元": 10**8,
    "亿": 10**8,
}
_UNIT: Final = r"(?:人民币|rmb|cny|￥|¥)?(?P<unit>(?:百|千|万|百万|千万|亿)?元|万|亿)(?:人民币)?(?:/rmb)?"
_STATED: Final = re.compile(rf"(?:单位|金额单位|货币单位|计量单位|币种|币种单位)(?:为|是|:|/|：)*(?:人民币)?:?{_UNIT}")
_IN_BRACKETS: Final = re.compile(rf"[(\[【〔,:/_-](?:单位:?|金额单位:?)?{_UNIT}(?:[)\]】〕]|$)")
_AT_THE_END: Final = re.compile(r"(?P<unit>万元|千元|亿元)$")
_ENGLISH: Final = re.compile(r"(?:10k|10,000|tenthousand|wan)(?:yuan|rmb|cny)?|rmb10k")
_FOREIGN: Final = re.compile(r"美元|美金|港币|港元|欧元|日元|英镑|usd|us\$|eur|hkd|gbp|jpy|\$|€|£")


def unit_in(text: str) -> int | None:
    """What 1 in this title or header stands for in yuan; None where no unit is stated."""
    plain = folded(text)
    found = _STATED.search(plain) or _IN_BRACKETS.search(plain) or _AT_THE_END.search(plain)
    if found:
        return _YUAN[found["unit"]]
    return 10_000 if _ENGLISH.search(plain) else None


def unit_of(texts: Iterable[str]) -> int | None:
    """The unit of the last text that states one."""
    units = [unit for unit in map(unit_in, texts) if unit is not None]
    return units[-1] if units else None


def foreign_in(text: str) -> str | None:
    """The foreign money that a header or title names ('usd'), or None."""
    found = _FOREIGN.search(folded(text))
    return found[0] if found else None
