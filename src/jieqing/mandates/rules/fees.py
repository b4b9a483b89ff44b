"""What a fee offer costs on a claim, and what the law allows, per outcome on what is realised."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from jieqing.agencies.rules.listing import FeeOffer
from jieqing.kit.money import percent_of, yuan_text
from jieqing.kit.refusal import Reason, Refusal
from jieqing.kit.words import Words
from jieqing.mandates.rules.bands import Bands, down, exact_fen, half_up, largest_within
from jieqing.mandates.rules.facts import Facts, value_on
from jieqing.mandates.rules.findings import Finding, Verdict, finding, hardest
from jieqing.mandates.rules.forms import cap_bands, form, is_contingent, success_bands
from jieqing.mandates.rules.standing import forbidden_word, standing
from jieqing.mandates.rules.workings import added_lines, cap_lines, fee_lines

_RANK: dict[Verdict, int] = {"ALLOW": 0, "HOLD": 1, "BLOCK": 2}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is paid to the agency when `realised_fen` came in. `travel_fen` is the most that travel may add.

    `cap_fen` is the legal cap on `fee_fen` alone: 0 where none may be asked, None where no cap is known.
    """

    realised_fen: int
    fee_fen: int
    travel_fen: int
    extras_fen: int
    cap_fen: int | None

    @property
    def total_fen(self) -> int:
        return self.fee_fen + self.travel_fen + self.extras_fen


@dataclass(frozen=True, slots=True)
class Cost:
    """The agency's fee, travel and extras in three outcomes (court fees apart), and whether the offer may be asked.

    `verdict` is over every outcome from nothing to all; `reasons` say what fired; `basis` are the rules looked at.
    `cap` is the cap as bands.
    """

    offer: FeeOffer
    cap: Bands | None
    nothing: Outcome
    half: Outcome
    all: Outcome
    verdict: Verdict
    reasons: tuple[Reason, ...]
    basis: tuple[str, ...]

    @property
    def nothing_fen(self) -> int:
        return self.nothing.total_fen

    @property
    def half_fen(self) -> int:
        return self.half.total_fen

    @property
    def all_fen(self) -> int:
        return self.all.total_fen

    @property
    def cap_half_fen(self) -> int | None:
        return self.half.cap_fen

    @property
    def cap_all_fen(self) -> int | None:
        return self.all.cap_fen

    def workings(self, of: Outcome) -> tuple[Words, ...]:
        """The lines behind one of the three outcomes: fee, travel, extras, total, cap."""
        return (
            *fee_lines(self.offer, of.realised_fen, of.fee_fen),
            *added_lines(self.offer, of.travel_fen, of.total_fen),
            *cap_lines(self.cap, of.realised_fen, of.cap_fen),
        )


def cost(
    offer: FeeOffer,
    *,
    entity_type: str,
    name: str,
    matter: str | None,
    claim_fen: int,
    on: date,
    dispute: str | None = None,
) -> Cost:
    """What the offer costs on this claim when nothing, half and all of it is recovered, and whether it may be asked.

    The caller has checked licences (certificate, white list) on the directory's row. Raises Refusal where the offer
    lacks a figure that its form needs.
    """
    facts = Facts(entity_type=entity_type, offer=offer, on=on, name=name, matter=matter, dispute=dispute)
    cap = cap_bands(facts)
    found = [*standing(facts), *form(facts), *_over_claim(facts, cap, claim_fen)]
    nothing, half, everything = (outcome(facts, realised, cap) for realised in (0, (claim_fen + 1) // 2, claim_fen))
    return Cost(
        offer, cap, nothing, half, everything, hardest(found), tuple(f.reason for f in found), _basis(facts, found)
    )


def costs(
    offers: Iterable[FeeOffer],
    *,
    entity_type: str,
    name: str,
    matter: str | None,
    claim_fen: int,
    on: date,
    dispute: str | None = None,
) -> tuple[Cost, ...]:
    """The costs of an agency's offers: lawful ones first, then by what is paid when all, half, nothing is recovered.

    For a small personal loan, forms without payment in advance come first among equals in law (JQ-FEE-02).
    """
    is_small_loan = matter == "private_loan" and claim_fen < (value_on("JQ-FEE-02", on) or 0)

    def order(found: Cost) -> tuple[int, bool, int, int, int]:
        advance = is_small_loan and found.offer.prepaid
        return _RANK[found.verdict], advance, found.all_fen, found.half_fen, found.nothing_fen

    of_one = (
        cost(o, entity_type=entity_type, name=name, matter=matter, claim_fen=claim_fen, on=on, dispute=dispute)
        for o in offers
    )
    return tuple(sorted(of_one, key=order))


def lawful_up_to_fen(
    offer: FeeOffer, *, entity_type: str, name: str, matter: str | None, on: date, dispute: str | None = None
) -> int | None:
    """The largest claim on which the offer may be asked in every outcome (0: on none; None: no limit).

    Independent of the name but for CN-AG-01, so that an index of many agencies computes each kind of offer once.
    """
    facts = Facts(entity_type=entity_type, offer=offer, on=on, name=name, matter=matter, dispute=dispute)
    return 0 if forbidden_word(facts) else _lawful_up_to_fen(replace(facts, name=""))


@lru_cache(maxsize=65536)
def _lawful_up_to_fen(facts: Facts) -> int | None:
    cap = cap_bands(facts)
    if any(standing(facts)) or any(form(facts)):
        return 0
    if cap is None:
        return None
    return 0 if facts.offer.base_fen else largest_within(success_bands(facts.offer), cap)


def outcome(facts: Facts, realised_fen: int, cap: Bands | None) -> Outcome:
    """What is paid when `realised_fen` came in; `cap` is that of `cap_bands`."""
    fee_fen = half_up(_exact_fee_fen(facts.offer, realised_fen))
    cap_fen = None if cap is None else down(exact_fen(cap, realised_fen))
    travel_fen = percent_of(fee_fen, facts.offer.travel_pct)
    return Outcome(realised_fen, fee_fen, travel_fen, facts.offer.extras_fen, cap_fen)


def over_cap(facts: Facts, cap: Bands | None, realised_fen: int) -> Iterator[Finding]:
    """What stands against a law firm's contingency offer in this one outcome (CN-AG-09, 09a), before any rounding."""
    if cap is None or facts.entity_type != "law_firm" or value_on("CN-AG-09", facts.on) is None:
        return
    by_result = exact_fen(success_bands(facts.offer), realised_fen)
    fee, limit = _exact_fee_fen(facts.offer, realised_fen), exact_fen(cap, realised_fen)
    if fee <= limit or not any(pct for _, pct in cap):  # where no contingency is allowed at all, CN-AG-10 says so
        return
    if realised_fen == 0:
        if value_on("CN-AG-09a", facts.on):
            yield finding("base_fee_for_nothing", fee=yuan_text(half_up(fee)))
        return
    figures = {"realised": realised_fen, "fee": half_up(fee), "cap": down(limit)}
    yield finding("over_cap", **{key: yuan_text(fen) for key, fen in figures.items()})
    if by_result <= limit:
        yield finding("together_over_cap")


def _over_claim(facts: Facts, cap: Bands | None, claim_fen: int) -> list[Finding]:
    """Over every outcome of the claim: both sides are piecewise linear, so the bends and the ends decide."""
    bends = {upper for upper, _ in (*success_bands(facts.offer), *(cap or ())) if upper and upper < claim_fen}
    found: dict[str, Finding] = {}
    for realised_fen in (claim_fen, (claim_fen + 1) // 2, *sorted(bends, reverse=True), 0):
        for one in over_cap(facts, cap, realised_fen):
            found.setdefault(one.situation, one)
    return list(found.values())


def _exact_fee_fen(offer: FeeOffer, realised_fen: int) -> Decimal:
    flat = offer.base_fen
    if offer.model == "fixed":
        flat += _stated(offer.fixed_fen, "fixed_fen")
    if offer.model == "hourly":
        flat += _stated(offer.hourly_fen, "hourly_fen") * _stated(offer.hours_expected, "hours_expected")
    return flat + exact_fen(success_bands(offer), realised_fen)


def _stated(value: int | None, field: str) -> int:
    if value is None:
        raise Refusal(
            "offer_incomplete",
            Words(f"收费方式缺少 {field}。", f"The fee offer lacks {field}."),
            remedy=Words(f"请补上 {field}。", f"Give {field}."),
            field=field,
        )
    return value


def _basis(facts: Facts, found: Iterable[Finding]) -> tuple[str, ...]:
    looked_at = {f.reason.basis for f in found}
    if facts.entity_type == "law_firm" and is_contingent(facts.offer):
        looked_at |= {"CN-AG-09", "CN-AG-09a"}
    if facts.entity_type == "peoples_mediation":
        looked_at.add("CN-AG-08")
    if facts.offer.travel_pct:
        looked_at.add("JQ-FEE-01")
    return tuple(sorted(looked_at))
