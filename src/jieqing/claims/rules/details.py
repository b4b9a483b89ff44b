"""What a creditor adds (`data/details.yaml`): the debtor's telephone, identity and address, notes; as typed → kept."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jieqing.kit.catalogue import read_yaml
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.law.registration import is_registration_code

LONGEST_LINE = 200
LONGEST_NOTE = 5_000
_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class Detail:
    """One field of the form; `kind` is phone, identity, line or lines."""

    id: str
    kind: str
    name: Words
    example: Words
    why: Words


@cache
def details() -> Mapping[str, Detail]:
    """All details by id, in the order of the form."""
    path = Path(__file__).parents[1] / "data" / "details.yaml"
    rows = read_yaml(path)
    words = ("name", "example", "why")
    return {row["id"]: Detail(row["id"], row["kind"], *(Words(**row[key]) for key in words)) for row in rows}


def cleaned(field: str, typed: str) -> str:
    """A detail as it is kept: folded to half width, trimmed. Raises Refusal naming the field where it can't be one."""
    about = details()[field]
    plain(field, about.name, typed, is_long=about.kind == "lines")
    if about.kind in ("line", "lines"):
        longest = LONGEST_NOTE if about.kind == "lines" else LONGEST_LINE
        if len(typed) > longest:
            raise _too_long(about, longest)
        return typed.strip()
    folded = unicodedata.normalize("NFKC", typed).strip()
    kept = _phone(folded) if about.kind == "phone" else _identity(folded)
    if kept is None:
        raise _unreadable(about)
    return kept


def plain(field: str, name: Words, typed: str, *, is_long: bool = False) -> None:
    """Raises Refusal for characters that nobody can see: controls, direction marks, halves of a character.

    Line breaks and tabs are welcome where the field `is_long`.
    """
    welcome = "\n\r\t" if is_long else ""
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co") and sign not in welcome for sign in typed):
        raise Refusal(
            "has_control_characters",
            Words(f"“{name.zh}”里有看不见的控制字符。", f"Invisible control characters in: {name.en.lower()}."),
            remedy=Words("请手工重新输入这一项，不要粘贴。", "Type it by hand instead of pasting it."),
            field=field,
        )


def is_identity_number(text: str) -> bool:
    """Whether it is an identity number of 18 characters with a right check digit (GB 11643-1999)."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", text):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, _IDENTITY_WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == text[17]


def _phone(folded: str) -> str | None:
    digits = re.sub(r"[\s\-()]", "", folded)
    return digits if re.fullmatch(r"\+?[0-9]{5,20}", digits) else None


def _identity(folded: str) -> str | None:
    """18 characters must be one of the two numbers; passports and permits are shorter."""
    text = re.sub(r"[\s\-]", "", folded).upper()
    if len(text) == 18:
        return text if is_identity_number(text) or is_registration_code(text) else None
    return text if re.fullmatch(r"(?=.*[0-9])[A-Z0-9()/]{6,17}", text) else None


def _unreadable(about: Detail) -> Refusal:
    return Refusal(
        "field_unreadable",
        Words(f"“{about.name.zh}”好像写错了。", f"This does not look right: {about.name.en.lower()}."),
        remedy=Words(
            f"请对着原件核对：{about.example.zh}。不知道就留空。",
            f"Check it against the original: {about.example.en}. Leave it empty if not known.",
        ),
        field=about.id,
    )


def _too_long(about: Detail, longest: int) -> Refusal:
    return Refusal(
        "field_too_long",
        Words(f"“{about.name.zh}”超过 {longest:,} 字。", f"Over {longest:,} characters: {about.name.en.lower()}."),
        remedy=Words("请写短一些；长的内容可以当材料附上。", "Shorten it, or attach it as a paper."),
        field=about.id,
    )
