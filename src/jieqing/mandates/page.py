"""Cards as pages: what the templates need, and nothing that they would have to work out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from jieqing.agencies.rules.catalogue import entity_kinds
from jieqing.agencies.rules.listing import Listing
from jieqing.agencies.rules.places import full_name
from jieqing.claims.intake.fields import Field, fields
from jieqing.claims.rules.ageing import UNKNOWN, buckets
from jieqing.kit.clock import SHANGHAI
from jieqing.kit.words import Words
from jieqing.mandates.queries import CardRow, WholeCard
from jieqing.mandates.rules.card import Card, band_of
from jieqing.mandates.rules.catalogue import decline_reasons, states
from jieqing.mandates.rules.telling import NOT_KNOWN, about_words, choice, title_words

LOOK = {"creditor": ("asked", "accepted"), "agency": ("sent", "answered", "opened")}  # whose turn it is
USUAL_CASE_DAYS = 180
_NAMES = {
    "amount": Words("金额（约数）", "Sum (rounded)"),
    "band": Words("金额档", "Band"),
    "place": Words("地点（到市）", "Place (city)"),
    "age": Words("拖了多久", "Age"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a card."""

    name: Words
    value: Words
    is_known: bool


@dataclass(frozen=True, slots=True)
class Said:
    """One message as it stands on the page."""

    who: Words
    on: date
    at: str
    words: str


def facts_of(card: Card) -> list[Fact]:
    """Every line of the card, in the order in which an agency reads."""
    kinds = fields()
    lines = [
        (_NAMES["amount"], about_words(card.amount_about_fen)),
        (_NAMES["band"], band_of(card.amount_about_fen)),
        (kinds["debt_kind"].name, choice(kinds["debt_kind"], card.debt_kind)),
        (kinds["debtor_kind"].name, choice(kinds["debtor_kind"], card.debtor_kind)),
        (Words("委托方", "The creditor"), choice(kinds["creditor_kind"], card.creditor_kind)),
        (_NAMES["place"], place_words(card.place)),
        (_NAMES["age"], buckets()[card.age].name if card.age != UNKNOWN else None),
        (kinds["evidence"].name, _evidence(kinds["evidence"], card.evidence)),
        (kinds["judgment_or_lawsuit"].name, choice(kinds["judgment_or_lawsuit"], card.lawsuit)),
    ]
    return [Fact(name, value or NOT_KNOWN, value is not None) for name, value in lines]


def list_row(row: CardRow, agency: Listing | None = None) -> dict[str, Any]:
    """A card as a row of a list."""
    return {
        "row": row,
        "title": title_words(row.card.debtor_kind, row.card.debt_kind),
        "about": about_words(row.card.amount_about_fen),
        "age": buckets()[row.card.age].name,
        "place": full_name(row.card.place) if row.card.place else "",
        "agency": agency,
        "state": states()[row.shown][row.side],
        "tone": "look" if row.shown in LOOK[row.side] else "",
        "expires_on": local_day(row.expires_at),
        "moved_on": local_day(row.moved_at),
        "last_day": row.case_until - timedelta(days=1) if row.case_until else None,
    }


def whole(found: WholeCard, now: datetime) -> dict[str, Any]:
    """A card's own page."""
    row = found.row
    return {
        **list_row(row, found.agency),
        "facts": facts_of(row.card),
        "kind": entity_kinds()[found.agency.entity_type].name,
        "messages_said": [_said(found, at) for at in range(len(found.messages))],
        "may": dict.fromkeys(row.steps, True),
        "declined_for": decline_reasons().get(row.decline_reason),
        "reasons": decline_reasons().items(),
        "sent_on": local_day(row.sent_at),
        "usual_until": local_day(now) + timedelta(days=USUAL_CASE_DAYS),
        "tomorrow": local_day(now) + timedelta(days=1),
    }


def place_words(code: str | None) -> Words | None:
    """The name of a place in both languages; None where it is not known."""
    return Words(full_name(code), full_name(code)) if code else None


def local_day(moment: datetime) -> date:
    """The day in China."""
    return moment.astimezone(SHANGHAI).date()


def _said(found: WholeCard, at: int) -> Said:
    message = found.messages[at]
    who = {"creditor": Words("委托方", "The creditor"), "agency": Words("机构", "The agency")}[message.side]
    if message.side == found.row.side:
        who = Words("您这边", "Your side")
    moment = message.written_at.astimezone(SHANGHAI)
    return Said(who, moment.date(), f"{moment:%H:%M}", message.words)


def _evidence(field: Field, kinds: tuple[str, ...]) -> Words | None:
    named = [field.choices[kind] for kind in kinds]
    return Words("、".join(x.zh for x in named), ", ".join(x.en for x in named)) if named else None
