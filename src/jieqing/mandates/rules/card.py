"""What may stand on a card: enough for an agency to say whether it can take the case, too little to say whose it is.

CN-PI-06: until one mandate is signed, an agency gets no personal data. So a card has no name, no number and no word of
what the creditor wrote, and each fact that is left is coarse:

- the sum with two significant digits (96,317.50 → 96,000): to the fen it is as good as a name for whoever has seen the
  ledger, the invoice or the judgment; rounded it still decides fee, court and effort, and names the band it lies in;
- the place of the city, not of the county or the street (a county directly under a province: the province);
- the age in the buckets of the trade, not the due day;
- kinds of paper, not the papers; and every kind only where it is one of the catalogue's own, so that no free text slips
  through a column.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from jieqing.claims.intake.fields import fields
from jieqing.claims.rules.ageing import bucket_of
from jieqing.kit.words import Words
from jieqing.law.divisions import divisions
from jieqing.mandates.rules.catalogue import amount_bands

DIGITS = 2
NEEDED = ("amount_fen", "debt_kind")  # without them nobody can say yes or no


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One case without anybody in it. None: not known. `amount_about_fen` has two significant digits.

    `age` is the id of a bucket of an ageing report (`claims/data/buckets.yaml`), `place` has two or four digits of
    `law.divisions`; the kinds are those of the claim's catalogue (`claims/intake/data/fields.yaml`).
    """

    amount_about_fen: int
    debt_kind: str
    debtor_kind: str | None
    creditor_kind: str | None
    place: str | None
    age: str
    evidence: tuple[str, ...]
    lawsuit: str | None


def card_of(
    *,
    amount_fen: int,
    debt_kind: str,
    debtor_kind: str | None,
    creditor_kind: str | None,
    place_code: str | None,
    aged_from_on: date | None,
    evidence: Collection[str],
    lawsuit: str | None,
    on: date,
) -> Card:
    """The card of a claim as it stands on that day; raises ValueError for a sum that is none or a debt of no kind."""
    kind = _known("debt_kind", debt_kind)
    if amount_fen <= 0 or kind is None:
        raise ValueError("a card needs a sum above zero and a kind of debt")
    return Card(
        amount_about_fen=about(amount_fen),
        debt_kind=kind,
        debtor_kind=_known("debtor_kind", debtor_kind),
        creditor_kind=_known("creditor_kind", creditor_kind),
        place=city_of(place_code),
        age=bucket_of(aged_from_on, on).id,
        evidence=tuple(one for one in fields()["evidence"].choices if one in evidence),
        lawsuit=_known("judgment_or_lawsuit", lawsuit),
    )


def missing(amount_fen: int | None, debt_kind: str | None) -> tuple[str, ...]:
    """The fields that a claim lacks to be put on a card, in the order in which people look at them."""
    has = {"amount_fen": bool(amount_fen), "debt_kind": _known("debt_kind", debt_kind) is not None}
    return tuple(field for field in NEEDED if not has[field])


def about(amount_fen: int) -> int:
    """The sum with two significant digits, rounded half up: 9_631_750 → 9_600_000 fen."""
    sum_ = Decimal(amount_fen)
    step = Decimal(1).scaleb(max(0, sum_.adjusted() - DIGITS + 1))
    return int((sum_ / step).quantize(Decimal(1), ROUND_HALF_UP) * step)


def band_of(amount_about_fen: int) -> Words:
    """The band the rounded sum lies in, in words. Taken from the rounded sum, so that it gives nothing more away."""
    return next(band.words for band in amount_bands() if band.below is None or amount_about_fen < band.below)


def city_of(place_code: str | None) -> str | None:
    """The division of city rank that holds the place: '320583' → '3205', '110105' → '11', '429004' → '42'."""
    if place_code is None:
        return None
    return next((code for code in (place_code[:4], place_code[:2]) if code in divisions()), None)


def _known(field: str, value: str | None) -> str | None:
    return value if value in fields()[field].choices else None
