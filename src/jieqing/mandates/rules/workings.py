"""The figures behind a cost, line by line, so that every number on the page can be opened (`data/workings.yaml`)."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

from jieqing.agencies.rules.listing import FeeOffer
from jieqing.kit.catalogue import read_yaml
from jieqing.kit.money import yuan_text
from jieqing.kit.words import Words
from jieqing.mandates.rules.bands import Bands, exact_fen, half_up, parts
from jieqing.mandates.rules.forms import success_bands


def fee_lines(offer: FeeOffer, realised_fen: int, fee_fen: int) -> Iterator[Words]:
    """How the fee of one outcome comes about. Each line is rounded by itself; a last line says so."""
    shown = 0
    if offer.model == "fixed" and offer.fixed_fen is not None:
        yield _line("fixed", sum=offer.fixed_fen)
        shown += offer.fixed_fen
    if offer.model == "hourly" and offer.hourly_fen is not None and offer.hours_expected is not None:
        by_time = offer.hourly_fen * offer.hours_expected
        yield _line("hourly", rate=offer.hourly_fen, hours=str(offer.hours_expected), sum=by_time)
        shown += by_time
    bands = success_bands(offer)
    for part, pct in parts(bands, realised_fen):
        one = half_up(exact_fen(((None, pct),), part))
        yield _line("by_result", part=part, pct=f"{pct:f}", sum=one)
        shown += one
    if bands and not realised_fen:
        yield _line("nothing_by_result")
    if offer.base_fen:
        yield _line("base", sum=offer.base_fen)
        shown += offer.base_fen
    if offer.model == "none" and not offer.base_fen:
        yield _line("free")
    if shown != fee_fen:
        yield _line("rounding", sum=fee_fen)


def added_lines(offer: FeeOffer, travel_fen: int, total_fen: int) -> Iterator[Words]:
    """What comes on top of the fee, and the sum."""
    if offer.travel_pct:
        yield _line("travel", pct=f"{offer.travel_pct:f}", sum=travel_fen)
    if offer.extras_fen:
        yield _line("extras", note=offer.extras_note or _line("extras_unnamed"), sum=offer.extras_fen)
    yield _line("total", sum=total_fen)


def cap_lines(cap: Bands | None, realised_fen: int, cap_fen: int | None) -> Iterator[Words]:
    """How the cap of one outcome comes about."""
    if cap is None or cap_fen is None:
        yield _line("cap_unknown")
        return
    reached = parts(cap, realised_fen)
    if len(reached) > 1:
        for part, pct in reached:
            yield _line("cap_part", part=part, pct=f"{pct:f}", sum=int(part * pct / Decimal(100)))
    yield _line("cap", sum=cap_fen)


def _line(key: str, **figures: object) -> Words:
    shown = {name: yuan_text(value) if isinstance(value, int) else value for name, value in figures.items()}
    return _lines()[key].filled(**shown)


@cache
def _lines() -> dict[str, Words]:
    path = Path(__file__).parent.parent / "data" / "workings.yaml"
    return {key: Words(**row) for key, row in read_yaml(path).items()}
