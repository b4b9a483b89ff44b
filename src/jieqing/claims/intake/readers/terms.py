"""What was agreed and done: contract number, instalments, payments made, telephones."""

import re
from collections.abc import Callable
from typing import Any, Final

from jieqing.claims.intake.draft import Reading, Span
from jieqing.claims.intake.readers.dates import is_due
from jieqing.claims.intake.readers.moments import Moment
from jieqing.claims.intake.readers.numerals import Sum, number
from jieqing.claims.intake.readers.roles import DONE, played
from jieqing.claims.intake.text import Text

_CONTRACT: Final = re.compile(
    r"(?:合同|协议|订单|借据|采购单)(?:书)?[^。,;]{0,4}(?:编号|号码|号)[为是:\s]{0,3}"
    r"(?P<no>[(〔\[]?\d{4}[)〕\]]?年?[\u4e00-\u9fff]{0,8}第?[A-Za-z0-9][A-Za-z0-9-]*号|[A-Za-z0-9][A-Za-z0-9\-_/.]{2,30})"
)
_MOBILE: Final = re.compile(r"(?<![\d.])1\d{2}[ -]?\d{4}[ -]?\d{4}(?!\d)")
_LANDLINE: Final = re.compile(r"(?<![\d.-])0(?:[12]\d|\d{3})[ -]?\d{7,8}(?!\d)")
_COUNT: Final = re.compile(
    r"分(?:成|为|做)?(?P<n>\d+|[二两三四五六七八九十]+)(?:个月|期|次)(?=还|付|支付|归还|偿还|给|,|$)"
)
_PAYMENT: Final = re.compile("[付还给结退打收返][了过到]|[已曾只仅才]")
_MONTHLY: Final = re.compile(r"(?:每个?月|按月|月)(?:至少|固定|归)?(?:还|归还|偿还|付|支付|给)(?:款|我|本金)?\s?$")


def read(text: Text) -> dict[str, Reading]:
    """`contract_no`, `phones` (masked), `instalments` and `payments`.

    Instalments and payments are tuples of {amount_fen, on}; `on` is ISO or None. A monthly instalment has
    `every: "month"`, a number of parts `count`.
    """
    instalments = _instalments(text)
    found: dict[str, Reading | None] = {
        "contract_no": _contract_no(text),
        "instalments": instalments,
        "payments": _payments(text),
        "phones": _phones(text.plain),
    }
    return {key: reading for key, reading in found.items() if reading is not None}


def _contract_no(text: Text) -> Reading | None:
    match = _CONTRACT.search(text.plain)
    if match is None:
        return None
    start, end = match.span("no")
    return Reading(text.typed[start:end], (Span(start, end),), 0.9)


def _phones(plain: str) -> Reading | None:
    """Masked, so that no log, page or export of a claim holds a number: 109****0000, 0000-****000."""
    found: dict[str, Span] = {}
    for match in _MOBILE.finditer(plain):
        digits = re.sub(r"\D", "", match[0])
        found.setdefault(f"{digits[:3]}****{digits[-4:]}", Span(*match.span()))
    for match in _LANDLINE.finditer(plain):
        digits = re.sub(r"\D", "", match[0])
        found.setdefault(f"{digits[:4]}-****{digits[-3:]}", Span(*match.span()))
    return Reading(tuple(found), tuple(found.values()), 0.9) if found else None


def _payments(text: Text) -> Reading | None:
    """What was paid already, with the day where the same sentence says it."""
    if not _PAYMENT.search(text.plain):
        return None
    paid = [each.sum for each in played(text) if each.role == "paid" and DONE.search(each.cue)] if text.sums else []
    return _parts(paid, lambda each: _day_before(text, each))


def _instalments(text: Text) -> Reading | None:
    """Sums with a day each (two or more), a monthly sum, or the number of parts."""
    dated = [each for each in text.sums if (day := _moment_before(text, each)) and is_due(text, day)]
    if len(dated) > 1:
        return _parts(dated, lambda each: _day_before(text, each))
    for each in text.sums:
        if _MONTHLY.search(text.plain, max(0, each.start - 12), each.start):
            return Reading(({"amount_fen": each.fen, "every": "month"},), (Span(each.start, each.end),), 0.8)
    match = _COUNT.search(text.plain)
    count = number(match["n"]) if match else None
    if match and count and 1 < count <= 360 and count == int(count):
        return Reading(({"amount_fen": None, "count": int(count)},), (Span(*match.span()),), 0.8)
    return None


def _parts(sums: list[Sum], day: Callable[[Sum], str | None]) -> Reading | None:
    if not sums:
        return None
    parts: tuple[dict[str, Any], ...] = tuple({"amount_fen": each.fen, "on": day(each)} for each in sums)
    return Reading(parts, tuple(Span(each.start, each.end) for each in sums), 0.8)


def _day_before(text: Text, each: Sum) -> str | None:
    moment = _moment_before(text, each)
    return moment.iso if moment else None


def _moment_before(text: Text, each: Sum) -> Moment | None:
    """The last day named before a sum in its sentence, with no other sum between."""
    before = text.sums[: text.sums.index(each)]
    low = before[-1].end if before else 0
    near = [moment for moment in text.moments if low <= moment.start and moment.end <= each.start]
    if not near or re.search("[。;!?\n]", text.plain[near[-1].end : each.start]):
        return None
    return near[-1]
