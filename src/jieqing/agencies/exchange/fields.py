"""Each field of a listing as cells, and back."""

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any

from jieqing.agencies.exchange.cells import choice, chosen, counted, day, fen, joined, many, truth, whole, yuan
from jieqing.agencies.exchange.offers import read_offer, written
from jieqing.agencies.exchange.unreadable import Unreadable
from jieqing.agencies.rules.catalogue import entity_kinds, indicators, licence_names, matter_kinds
from jieqing.agencies.rules.folding import folded
from jieqing.agencies.rules.licence_validity import MOST_LICENCES
from jieqing.agencies.rules.listing import Licence, Listing, Mediations
from jieqing.agencies.rules.offer_validity import MOST_OFFERS
from jieqing.agencies.rules.places import COUNTRY, full_name, provinces, resolved
from jieqing.kit.words import Language, Words

Cells = Mapping[str, str]
Reader = Callable[[str], Any]


def cells_of(listing: Listing, language: Language) -> dict[str, str]:
    """The text of each column of one agency; columns that say nothing are left out."""
    found = {key: getattr(listing, key) or "" for key in TEXTS}
    found |= {key: "" if getattr(listing, key) is None else str(getattr(listing, key)) for key in NUMBERS}
    found |= {key: chosen(key, getattr(listing, key), language) for key in CHOICES}
    found |= {key: chosen("truth", str(getattr(listing, key)).lower(), language) for key in TRUTHS}
    found["entity_type"] = entity_kinds()[listing.entity_type].name.to(language)
    found["place"] = _place(listing.place)
    found["matters"] = joined((matter_kinds()[x].name.to(language) for x in listing.matters), language)
    found["districts"] = _districts(listing.districts, language)
    found["amount_from_yuan"] = yuan(listing.amount_from_fen)
    found["amount_to_yuan"] = "" if listing.amount_to_fen is None else yuan(listing.amount_to_fen)
    closed = (f"{matter_kinds()[x].name.to(language)} {count}" for x, count in listing.similar_closed.items())
    found["similar_closed"] = joined(closed, language)
    found["verified_on"] = joined((f"{key} {day}" for key, day in listing.verified_on.items()), language)
    for nth, licence in enumerate(listing.licences, 1):
        found[f"licence_{nth}_kind"] = licence_names()[licence.kind].to(language)
        found[f"licence_{nth}_number"] = licence.number
        found[f"licence_{nth}_through"] = licence.valid_through.isoformat() if licence.valid_through else ""
    found |= {f"fee_{nth}": written(offer, language) for nth, offer in enumerate(listing.fee_offers, 1)}
    if listing.mediations is not None:
        found |= {f"mediations_{key}": str(getattr(listing.mediations, key)) for key in Mediations.__slots__}
    return found


def facts_of(cells: Cells, read: Callable[[str, Reader, Any], Any]) -> dict[str, Any]:
    """The fields of a listing. `read(column, reader, when_blank)` reads one cell and keeps account of what is wrong."""
    facts: dict[str, Any] = {key: cells.get(key, "") for key in TEXTS}
    facts["named_lawyer"] = facts["named_lawyer"] or None
    facts |= {key: read(key, whole, when_blank) for key, when_blank in NUMBERS.items()}
    facts |= {key: read(key, choice(key), when_blank) for key, when_blank in CHOICES.items()}
    facts |= {key: read(key, truth, False) for key in TRUTHS}
    facts["entity_type"] = read("entity_type", entity_type, NEEDED)
    facts["place"] = read("place", place, NEEDED)
    facts["matters"] = read("matters", lambda text: tuple(dict.fromkeys(map(matter, many(text)))), NEEDED)
    facts["districts"] = read("districts", districts, NEEDED)
    facts["amount_from_fen"] = read("amount_from_yuan", fen, 0)
    facts["amount_to_fen"] = read("amount_to_yuan", fen, None)
    facts["similar_closed"] = MappingProxyType(read("similar_closed", lambda text: counted(text, matter), {}) or {})
    facts["verified_on"] = MappingProxyType(read("verified_on", verified_on, {}) or {})
    facts["licences"] = tuple(
        Licence(read(f"licence_{nth}_kind", licence_kind, NEEDED), *_number_and_end(cells, nth, read))
        for nth in range(1, MOST_LICENCES + 1)
        if any(cells.get(f"licence_{nth}_{part}") for part in ("kind", "number", "through"))
    )
    offers = (read(f"fee_{nth}", read_offer, None) for nth in range(1, MOST_OFFERS + 1))
    facts["fee_offers"] = tuple(offer for offer in offers if offer is not None)
    figures = [read(f"mediations_{key}", whole, None) for key in Mediations.__slots__]
    facts["mediations"] = None if figures == [None] * 3 else Mediations(*(figure or 0 for figure in figures))
    facts["id"] = facts["id"] or derived_id(facts)
    return facts


def derived_id(facts: Mapping[str, Any]) -> str:
    """The same id each time for an agency whose file gives none: of its registration code, else of name and place."""
    identity = facts["registration_code"] or f"{facts['name']}|{facts['place']}"
    return f"a-{hashlib.sha256(identity.encode('utf-8', 'replace')).hexdigest()[:16]}"


def entity_type(text: str) -> str:
    return _named(text, _entity_names(), Words("机构类型", "kind of body"), entity_kinds())


def matter(text: str) -> str:
    return _named(text, _matter_names(), Words("欠款种类", "kind of matter"), matter_kinds())


def licence_kind(text: str) -> str:
    return _named(text, _licence_names(), Words("执照种类", "kind of licence"), licence_names())


def place(text: str) -> str:
    codes = resolved(text)
    if len(codes) == 1:
        return codes[0]
    if not codes:
        raise Unreadable(
            Words(f"没有地方“{text[:30]}”。", f"There is no place “{text[:30]}”."),
            Words(
                "请写行政区划代码或全称，如 320583 昆山市。",
                "Write the division's code or full name, as 320583 昆山市.",
            ),
        )
    several = "、".join(_place(code) for code in codes[:6])
    raise Unreadable(
        Words(f"“{text[:30]}”不止一处：{several}。", f"“{text[:30]}” is more than one place: {several}."),
        Words("请写代码，或连上一级一起写。", "Write the code, or the place above it as well."),
    )


def districts(text: str) -> tuple[str, ...]:
    codes = [provinces() if folded(part) in COUNTRY else (place(part),) for part in many(text)]
    return tuple(dict.fromkeys(code for some in codes for code in some))


def verified_on(text: str) -> dict[str, date]:
    found = {}
    for part in re.split(r"[；;\n]+", text):
        if part.strip():
            name, _, when = part.strip().rpartition(" ")
            indicator = _indicator_names().get(folded(name))
            if indicator is None:
                raise Unreadable(
                    Words(f"“{name[:30]}”不是指标。", f"“{name[:30]}” is no indicator."),
                    Words("请写如：licences 2026-10-01。", "Write, as: licences 2026-10-01."),
                )
            found[indicator] = day(when)
    return found


def licence_end(text: str) -> date:
    """The day after the last one, as listings keep it."""
    last = day(text)
    return last + timedelta(days=1) if last < date.max else last


def _number_and_end(cells: Cells, nth: int, read: Callable[[str, Reader, Any], Any]) -> tuple[str, date | None]:
    return cells.get(f"licence_{nth}_number", ""), read(f"licence_{nth}_through", licence_end, None)


def _place(code: str) -> str:
    return f"{code} {full_name(code)}"


def _districts(codes: tuple[str, ...], language: Language) -> str:
    if codes == provinces():
        return COUNTRY[language == "en"]
    return joined(map(_place, codes), language)


def _named(text: str, known: Mapping[str, str], what: Words, listed: Mapping[str, Any]) -> str:
    """The id that a text names; `listed` are the catalogue's rows, whose names the remedy tells."""
    found = known.get(folded(text))
    if found is None:
        names = [row if isinstance(row, Words) else row.name for row in listed.values()]
        raise Unreadable(
            Words(f"“{text[:30]}”不是名单上的{what.zh}。", f"“{text[:30]}” is no {what.en} of the list."),
            Words("请用其中之一：{names}。", "Use one of: {names}.").filled(
                names=Words("、".join(name.zh for name in names), ", ".join(name.en for name in names))
            ),
            "CN-AG-02" if what.en == "kind of body" else "",
        )
    return found


@cache
def _entity_names() -> dict[str, str]:
    # A word for several kinds (调解) names none of them.
    known: dict[str, list[str]] = {}
    for kind in entity_kinds().values():
        for name in {folded(name) for name in (kind.id, *kind.name, *kind.also)}:
            known.setdefault(name, []).append(kind.id)
    return {name: ids[0] for name, ids in known.items() if len(ids) == 1}


@cache
def _matter_names() -> dict[str, str]:
    return {folded(name): kind.id for kind in matter_kinds().values() for name in (kind.id, *kind.name, *kind.also)}


@cache
def _licence_names() -> dict[str, str]:
    return {folded(name): key for key, names in licence_names().items() for name in (key, *names)}


@cache
def _indicator_names() -> dict[str, str]:
    return {folded(name): x.id for x in indicators().values() for name in (x.id, *x.name)}


NEEDED = object()  # the cell may not be blank
TEXTS = ("id", "name", "registration_code", "phone", "address", "named_lawyer")
NUMBERS: dict[str, Any] = {
    "median_days": None,
    "upheld_complaints": NEEDED,  # a blank is not "none"
    "open_places": 0,
    "reply_hours": None,
    "practising_since": None,
    "staff": None,
}
CHOICES = {
    "custody": "none",
    "evidence_node": "none",
    "litigation_record": "not_checked",
    "registration": "not_checked",
}
TRUTHS = ("does_enforcement", "is_conflict_checked")
