"""Plain values as the text of a cell, and back: numbers, days, choices, lists."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache

from jieqing.agencies.exchange.unreadable import Unreadable
from jieqing.agencies.rules.catalogue import room_yaml
from jieqing.agencies.rules.folding import folded
from jieqing.kit.words import Language, Words

_SEPARATORS = re.compile(r"[；;、，,\n]+")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MOST_YUAN = Decimal(10**15)


def whole(text: str) -> int:
    """'12', '1,200', '12.0' → a whole number."""
    number = _decimal(text)
    if number is None or number != number.to_integral_value() or abs(number) > 2**31:
        raise Unreadable(
            Words("不是整数。", "It is not a whole number."), Words("请只写数字，如 12。", "Write digits, as 12.")
        )
    return int(number)


def fen(text: str) -> int:
    """'3,000', '3000.50元', '3万' → fen."""
    level = text.strip().removesuffix("元").removesuffix("yuan").strip()
    times = 10_000 if level.endswith("万") else 1
    number = _decimal(level.removesuffix("万"))
    if number is None or abs(number) > _MOST_YUAN or (number * times * 100) % 1:
        raise Unreadable(
            Words("不是金额，或小于一分。", "It is not a sum in yuan, or finer than a fen."),
            Words("请写元，如 3000 或 3000.50。", "Write yuan, as 3000 or 3000.50."),
        )
    return int(number * times * 100)


def yuan(sum_fen: int) -> str:
    """Fen → '3000' or '3000.50', as a spreadsheet can reckon with."""
    whole_yuan, rest = divmod(abs(sum_fen), 100)
    sign = "-" if sum_fen < 0 else ""
    return f"{sign}{whole_yuan}.{rest:02d}" if rest else f"{sign}{whole_yuan}"


def percent(text: str) -> Decimal:
    """'12', '12.5%' → per cent."""
    number = _decimal(text.strip().rstrip("%％").strip())
    if number is None:
        raise Unreadable(Words("不是百分数。", "It is not per cent."), Words("请写如 12%。", "Write, as 12%."))
    return number


def day(text: str) -> date:
    """'2027-04-30', '2027/4/30', '2027年4月30日', '20270430' → a date."""
    found = _DAY.fullmatch(text.strip()) or _COMPACT_DAY.fullmatch(text.strip())
    try:
        if found:
            return date(*(int(part) for part in found.groups()))
    except ValueError:
        pass  # a day that no calendar has is as unreadable as no day
    raise Unreadable(
        Words(f"“{text[:30]}”不是日期。", f"“{text[:30]}” is not a date."),
        Words("请写如 2027-04-30。", "Write, as 2027-04-30."),
    )


def many(text: str) -> list[str]:
    """The members of a list, however they are separated, each once."""
    return list(dict.fromkeys(part.strip() for part in _SEPARATORS.split(text) if part.strip()))


def joined(parts: Iterable[str], language: Language) -> str:
    return ("；" if language == "zh" else "; ").join(parts)


def counted(text: str, member: Callable[[str], str]) -> dict[str, int]:
    """'货款 40；民间借贷:20' → each member with its number."""
    found: dict[str, int] = {}
    for part in many(text):
        named = re.fullmatch(r"(.*?)[\s:：=]*(\d+)\s*(?:件|cases)?", part)
        if named is None:
            raise Unreadable(
                Words(f"“{part[:30]}”后面没有数字。", f"No number stands after “{part[:30]}”."),
                Words("请写如：货款 40；租金 12。", "Write, as: trade receivable 40; rent 12."),
            )
        found[member(named[1])] = whole(named[2])
    return found


def choice(kind: str) -> Callable[[str], str]:
    """A reader of the choices of that kind, by id or by any name."""

    def read(text: str) -> str:
        found = _choices(kind).get(folded(text))
        if found is None:
            names = Words(*("、".join(row[side] for row in _rows(kind).values()) for side in ("zh", "en")))
            raise Unreadable(
                Words(f"没有“{text[:30]}”这个选项。", f"“{text[:30]}” is no choice here."),
                Words("请用其中之一：{names}。", "Use one of: {names}.").filled(names=names),
            )
        return found

    return read


def chosen(kind: str, value: str, language: Language) -> str:
    """The name of a choice, as it is written."""
    name: str = _rows(kind)[value][language]
    return name


def truth(text: str) -> bool:
    """'是', 'yes', '1' → True."""
    return choice("truth")(text) == "true"


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(re.sub(r"[,，\s]", "", text))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 10**20 else None


def _rows(kind: str) -> dict[str, dict[str, str]]:
    rows: dict[str, dict[str, str]] = _catalogue()[kind]
    return rows


@cache
def _catalogue() -> dict[str, dict[str, dict[str, str]]]:
    rows: dict[str, dict[str, dict[str, str]]] = room_yaml("choices.yaml")
    return rows


@cache
def _choices(kind: str) -> dict[str, str]:
    return {
        folded(name): value
        for value, row in _rows(kind).items()
        for name in (value, row["zh"], row["en"], *row["also"])
    }
