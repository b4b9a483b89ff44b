"""The user's corrections: what they type for a field becomes its value, and what hangs on it follows."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from jieqing.claims.intake.draft import Draft, Reading
from jieqing.claims.intake.fields import Field, fields
from jieqing.claims.intake.readers import places
from jieqing.claims.intake.readers.lengths import lengths
from jieqing.claims.intake.readers.moments import moments
from jieqing.claims.intake.readers.numerals import sums
from jieqing.claims.intake.readers.rates import interest_pct_year, penalty_pct_day
from jieqing.claims.intake.text import fold
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.law.divisions import divisions

LONGEST_NAME: Final = 100
MOST_FEN: Final = 10**15  # ten thousand billion yuan: more than any claim, and exact in every store
_NAMED_AS: Final = {"amount_yuan": "amount_fen", "place": "city"}
_PLACE: Final = ("province", "city", "district", "place_code")
_YES: Final = ("yes", "true", "1", "y", "有", "是", "对", "有的", "是的")
_NO: Final = ("no", "false", "0", "n", "没有", "无", "否", "不是", "没", "不")
_LENGTH_PREFIX: Final = re.compile(r"^\s*(?:拖|欠|逾期|已经?|大约|约)*了?")

Readings = dict[str, Reading]


def correct(draft: Draft, field: str, raw: str) -> Draft:
    """The draft with one field as the user typed it: source 'user', confidence 1. Empty means: not known.

    A place may be typed for any of province, city and district; all three and the code follow. Raises Refusal naming
    the field where it is unknown, cannot be corrected, or the words cannot be read as its value.
    """
    about = fields().get(_NAMED_AS.get(field, field))
    if about is None or not about.is_correctable:
        raise _refusal(
            "field_fixed",
            field,
            Words("这一项不能改。", "This cannot be changed."),
            Words("改别的项。", "Change another field."),
        )
    words = raw.strip()
    changed: Readings = dict(draft.readings)
    if not words:
        _forget(changed, about.id)
    elif about.kind == "date":
        _set_date(changed, about, words, draft.today)
    else:
        _SETTERS[about.kind](changed, about, words)
    return replace(draft, readings=changed)


def _forget(changed: Readings, field: str) -> None:
    changed.pop(field, None)
    if field == "amount_fen":
        changed.pop("amount_approx", None)
    elif field == "has_written_evidence":
        changed.pop("evidence", None)
    elif field in _PLACE:
        kept = changed.get(_PLACE[_PLACE.index(field) - 1]) if field != "province" else None
        for finer in _PLACE[_PLACE.index(field) :]:
            changed.pop(finer, None)
        if kept is not None:
            _set_place_code(changed)


def _set(changed: Readings, field: str, value: Any) -> None:
    changed[field] = Reading(value, source="user")


def _set_money(changed: Readings, about: Field, words: str) -> None:
    plain = fold(words).plain
    found = sums(plain) or sums(f"{plain}元")
    if len(found) != 1 or not 0 < found[0].fen < MOST_FEN or "-" in plain[: found[0].start + 1]:
        raise _unreadable(about)
    _set(changed, about.id, found[0].fen)
    changed.pop("amount_approx", None)
    if found[0].is_approx:
        _set(changed, "amount_approx", True)


def _set_months(changed: Readings, about: Field, words: str) -> None:
    plain = _LENGTH_PREFIX.sub("", fold(words).plain)
    found = lengths(plain) or lengths(f"{plain.strip()}个月")
    if len(found) != 1 or found[0].start or found[0].as_months > 1200:
        raise _unreadable(about)
    _set(changed, about.id, found[0].as_months)


def _set_date(changed: Readings, about: Field, words: str, today: date | None) -> None:
    plain = fold(words).plain.strip()
    iso = _iso(plain)
    if iso is None:
        found = moments(plain, today)
        is_whole = len(found) == 1 and not found[0].start and len(plain) - found[0].end <= 1
        if not is_whole or (found[0].day is None and re.search(r"[日号]$|^\d{4}[-./]", plain)):
            raise _unreadable(about)
        iso = found[0].iso
    _set(changed, about.id, iso)


def _iso(plain: str) -> str | None:
    """'2025', '2025-03' or '2025-3-5' as ISO where it is a day that exists."""
    match = re.fullmatch(r"((?:19|20)\d\d)(?:[-./](\d{1,2})(?:[-./](\d{1,2}))?)?", plain)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        date(year or 1, month or 1, day or 1)
    except ValueError:
        return None
    return "-".join(f"{part:02d}" for part in (year, month, day) if part is not None)


def _set_choice(changed: Readings, about: Field, words: str) -> None:
    value = _choice(about, words)
    if value is None:
        raise _unreadable(about)
    _set(changed, about.id, value)
    if about.id == "debtor_kind" and value == "person":
        changed.pop("debtor_size", None)


def _set_list(changed: Readings, about: Field, words: str) -> None:
    parts = [part for part in re.split(r"[、,，;；\s]+|和|及", words) if part]
    values = [_choice(about, part) for part in parts]
    if not values or None in values:
        raise _unreadable(about)
    _set(changed, about.id, tuple(dict.fromkeys(values)))
    if about.id == "evidence":
        _set(changed, "has_written_evidence", True)


def _choice(about: Field, words: str) -> str | None:
    """The choice that a word names: its value, its words in either language, or one of the others given for it."""
    asked = fold(words).plain.strip().lower()
    for value, names in about.choices.items():
        if asked in (value, names.zh, names.en.lower(), *(name.lower() for name in about.also[value])):
            return value
    return None


def _set_flag(changed: Readings, about: Field, words: str) -> None:
    asked = words.lower()
    names = {value: (name.zh, name.en.lower()) for value, name in about.choices.items()}
    if asked not in (*_YES, *_NO, *names["yes"], *names["no"]):
        raise _unreadable(about)
    is_yes = asked in (*_YES, *names["yes"])
    _set(changed, about.id, is_yes)
    if about.id == "has_written_evidence" and not is_yes:
        changed.pop("evidence", None)


def _set_text(changed: Readings, about: Field, words: str) -> None:
    if len(words) > LONGEST_NAME:
        raise _unreadable(about)
    _set(changed, about.id, words)


def _set_pct(changed: Readings, about: Field, words: str) -> None:
    read = interest_pct_year if about.id == "interest_pct_year" else penalty_pct_day
    value = read(fold(words).plain)
    if value is None or not 0 <= value <= Decimal(1000):
        raise _unreadable(about)
    _set(changed, about.id, value)


def _set_place(changed: Readings, about: Field, words: str) -> None:
    around = changed.get("city") or changed.get("province")
    found = _places(words)
    if len(found) != 1 and around:  # 鼓楼 is a district of many cities
        found = [place for place in _places(f"{around.value}{words}") if place.end > len(around.value)]
    if len(found) != 1:
        raise _unreadable(about)
    place = divisions()[found[0].code]
    for key, value in zip(_PLACE, (place.province, place.city, place.district, place.code), strict=True):
        changed.pop(key, None)
        if value is not None:
            _set(changed, key, value)


def _places(words: str) -> list[places.Place]:
    return places.places(fold(words).plain, 0, len(words), trusted=True)


def _set_place_code(changed: Readings) -> None:
    """The code of the place that is left after a finer part was taken away."""
    names = tuple(changed[key].value if key in changed else None for key in _PLACE[:3])
    code = next((d.code for d in divisions().values() if (d.province, d.city, d.district) == names), None)
    if code is not None:
        _set(changed, "place_code", code)


_SETTERS: Final[dict[str, Callable[[Readings, Field, str], None]]] = {
    "money": _set_money,
    "months": _set_months,
    "choice": _set_choice,
    "list": _set_list,
    "flag": _set_flag,
    "text": _set_text,
    "pct": _set_pct,
    "place": _set_place,
}


def _unreadable(about: Field) -> Refusal:
    return _refusal(
        "field_unreadable",
        about.id,
        Words(f"“{about.name.zh}”没读懂。", f"We could not read that as: {about.name.en.lower()}."),
        Words(
            f"像这样写：{about.example.zh}。不知道就留空。",
            f"Write it like this: {about.example.en}. Leave it empty if not known.",
        ),
    )


def _refusal(code: str, field: str, message: Words, remedy: Words) -> Refusal:
    return Refusal(code, message, remedy=remedy, field=field)
