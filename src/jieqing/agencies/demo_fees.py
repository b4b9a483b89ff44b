"""What the bodies of the invented directory ask: lawful offers, and a few that the law refuses or holds."""

from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Protocol

from jieqing.agencies.rules.listing import FeeOffer

MILLION_FEN = 100_000_000


class Asking(Protocol):
    """The part of a draw that its offers depend on."""

    @property
    def chance(self) -> Random: ...
    @property
    def nth(self) -> int: ...
    @property
    def like(self) -> dict[str, list[str]]: ...
    def is_shown_as(self, what: str) -> bool: ...


def offers(draw: Asking) -> tuple[FeeOffer, ...]:
    """The fee forms that this body offers, each in at most one offer."""
    chance = draw.chance
    if draw.is_shown_as("law_firm_over_cap"):
        over = Decimal(chance.choice((20, 22, 25, 30)))
        return (FeeOffer("success_pct", pct=over, separate_contract_with_notice=True),)
    if draw.is_shown_as("law_firm_without_separate_contract"):
        return (FeeOffer("success_pct", pct=Decimal(chance.randint(10, 15))),)
    if draw.is_shown_as("law_firm_with_base_fee"):
        pct = Decimal(chance.randint(6, 10))
        return (FeeOffer("success_pct", pct=pct, base_fen=2_000_00, prepaid=True, separate_contract_with_notice=True),)
    return FORMS[chance.choice(draw.like["fees"])](draw)


def _contingency(draw: Asking) -> tuple[FeeOffer, ...]:
    pct = Decimal(draw.chance.randint(14, 26)) / 2
    return (
        FeeOffer("success_pct", pct=pct, travel_pct=_travel(draw.chance), separate_contract_with_notice=True),
        _fixed(draw.chance, 2_500, 9_000),
    )


def _tiered(draw: Asking) -> tuple[FeeOffer, ...]:
    start = Decimal(draw.chance.randint(11, 16))
    tiers = ((10_000_000, start), (MILLION_FEN, start - 3), (None, start - 7))
    return (
        FeeOffer("success_tiers", tiers=tiers, travel_pct=_travel(draw.chance), separate_contract_with_notice=True),
        _hourly(draw.chance, 500, 2_000),
    )


def _fixed_only(draw: Asking) -> tuple[FeeOffer, ...]:
    return (_fixed(draw.chance, 3_000, 12_000), _hourly(draw.chance, 600, 2_400))


def _modest(draw: Asking) -> tuple[FeeOffer, ...]:
    fixed = _fixed(draw.chance, 600, 2_400)
    return (fixed,) if draw.nth % 3 else (fixed, _hourly(draw.chance, 150, 400))


def _deed(draw: Asking) -> tuple[FeeOffer, ...]:
    return (FeeOffer("fixed", fixed_fen=draw.chance.randrange(500, 3_001, 100) * 100, prepaid=True),)


def _mediator(draw: Asking) -> tuple[FeeOffer, ...]:
    if draw.nth % 4 == 0:
        return (FeeOffer("success_pct", pct=Decimal(5)),)
    return (FeeOffer("fixed", fixed_fen=draw.chance.randrange(800, 5_001, 100) * 100, prepaid=True),)


def _free(draw: Asking) -> tuple[FeeOffer, ...]:
    if draw.like["fees"] == ["free"] and draw.nth == 7:
        return (FeeOffer("fixed", fixed_fen=300_00, prepaid=True),)
    return (FeeOffer("none"),)


def _registration_fee(draw: Asking) -> tuple[FeeOffer, ...]:
    return (FeeOffer("fixed", fixed_fen=draw.chance.randrange(200, 1_001, 100) * 100, prepaid=True),)


def _provider(draw: Asking) -> tuple[FeeOffer, ...]:
    return (FeeOffer("success_pct", pct=Decimal(draw.chance.randint(8, 20))),)


def _fixed(chance: Random, low_yuan: int, high_yuan: int) -> FeeOffer:
    extras = chance.choice((0, 0, 0, 200_00))
    return FeeOffer(
        "fixed",
        fixed_fen=chance.randrange(low_yuan, high_yuan + 1, 100) * 100,
        prepaid=chance.randrange(3) > 0,
        travel_pct=_travel(chance),
        extras_fen=extras,
        extras_note="调档、复印" if extras else "",
    )


def _hourly(chance: Random, low_yuan: int, high_yuan: int) -> FeeOffer:
    return FeeOffer(
        "hourly",
        hourly_fen=chance.randrange(low_yuan, high_yuan + 1, 50) * 100,
        hours_expected=chance.randint(4, 30),
        travel_pct=_travel(chance),
    )


def _travel(chance: Random) -> Decimal:
    return Decimal(chance.choice((0, 0, 5, 8, 10, 15)))


FORMS: dict[str, Callable[[Asking], tuple[FeeOffer, ...]]] = {
    "contingency": _contingency,
    "tiered": _tiered,
    "fixed_only": _fixed_only,
    "modest": _modest,
    "deed": _deed,
    "mediator": _mediator,
    "free": _free,
    "registration_fee": _registration_fee,
    "provider": _provider,
}
