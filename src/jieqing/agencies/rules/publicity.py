"""What may not be published of a law firm: rates, comparison, free or reduced fees, superlatives (CN-AG-20, 21)."""

from collections.abc import Iterator
from functools import cache

from jieqing.agencies.rules.catalogue import room_yaml
from jieqing.agencies.rules.folding import folded
from jieqing.agencies.rules.listing import Listing
from jieqing.agencies.rules.problem import Problem
from jieqing.kit.words import Words


@cache
def _words() -> dict[str, tuple[str, tuple[str, ...]]]:
    rows = room_yaml("publicity.yaml")
    return {key: (row["basis"], tuple(folded(word) for word in row["words"])) for key, row in rows.items()}


def names_a_rate(text: str) -> bool:
    """Whether the text (a column's header, a note) names a rate of winning or recovering."""
    level = folded(text)
    return any(word in level for word in _words()["rates"][1])


def unpublishable(text: str) -> tuple[str, str] | None:
    """(the word, the rule) that keeps the text from being published of a law firm, or None."""
    level = folded(text)
    for basis, words in _words().values():
        for word in words:
            if word in level:
                return word, basis
    return None


def publicity_problems(listing: Listing) -> Iterator[Problem]:
    """What a law firm's listing may not carry."""
    if listing.entity_type != "law_firm":
        return
    remedy = Words("请删去；律师事务所只展示核实过的事实。", "Remove it; of law firms only verified facts are shown.")
    if listing.mediations is not None:
        words = Words("律师事务所不列达成、履行等比率数据。", "A law firm is listed without figures that make a rate.")
        yield Problem("mediations", "CN-AG-20", words, remedy)
    notes = [("fee_offers", nth, offer.extras_note) for nth, offer in enumerate(listing.fee_offers)]
    for field, nth, text in (("name", 0, listing.name), *notes):
        found = unpublishable(text)
        if found:
            words = Words(f"“{found[0]}”不得用于律师宣传。", f"“{found[0]}” may not be used in lawyers' publicity.")
            yield Problem(field, found[1], words, remedy, nth=nth)
    for nth, offer in enumerate(listing.fee_offers):
        if offer.model == "none":
            words = Words("律师事务所不得以免费招揽。", "A law firm may not advertise free service.")
            yield Problem("fee_offers", "CN-AG-20", words, Words("请写明收费方式。", "State a form of fee."), nth=nth)
