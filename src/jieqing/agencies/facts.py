"""The 18 indicators of one agency in words, as its page shows them; of a law firm never a rate (CN-AG-20)."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

from jieqing.agencies.rules.catalogue import entity_kinds, licence_names, matter_kinds, room_yaml
from jieqing.agencies.rules.listing import FeeOffer, Listing
from jieqing.agencies.rules.places import full_name, provinces
from jieqing.kit.money import yuan_text
from jieqing.kit.words import Words

Facts = tuple[Words, ...]


def facts(listing: Listing) -> Mapping[str, Facts]:
    """Indicator id → sentences, in the catalogue's terms; an empty tuple where nothing is known."""
    return {indicator: state(listing) for indicator, state in _STATES.items()}


def offer_words(offer: FeeOffer, *, is_law_firm: bool) -> Words:
    """One fee form in one sentence: its model and what comes on top."""
    extras = [_extras(offer)] if offer.extras_fen else []
    on_top = [
        *([_say("base", sum=yuan_text(offer.base_fen))] if offer.base_fen else []),
        *([_say("prepaid")] if offer.prepaid else []),
        *([_say("travel", pct=offer.travel_pct)] if offer.travel_pct else []),
        *extras,
    ]
    return _joined([_model(offer, is_law_firm=is_law_firm), *on_top], "，", ", ")


def day_words(day: date) -> Words:
    """A day as people write it."""
    return Words(f"{day.year}年{day.month}月{day.day}日", f"{day:%-d %B %Y}")


def _model(offer: FeeOffer, *, is_law_firm: bool) -> Words:
    sums = {"fixed": offer.fixed_fen, "hourly": offer.hourly_fen}
    key = offer.model if is_law_firm or not offer.model.startswith("success") else f"{offer.model}_other"
    tiers = [
        _say("tier_above", pct=pct) if upper is None else _say("tier_to", upper=yuan_text(upper), pct=pct)
        for upper, pct in offer.tiers
    ]
    return _say(
        key,
        pct=offer.pct,
        tiers=_joined(tiers, "，", ", "),
        sum=yuan_text(sums.get(offer.model) or 0),
        hours=offer.hours_expected,
    )


def _extras(offer: FeeOffer) -> Words:
    return _say("extras", note=offer.extras_note, sum=yuan_text(offer.extras_fen))


def _licences(listing: Listing) -> Facts:
    names = licence_names()
    return tuple(
        _say(
            "licence",
            kind=names.get(licence.kind, Words(licence.kind, licence.kind)),
            number=licence.number,
            until=_say("licence_until", day=day_words(licence.valid_through))
            if licence.valid_through
            else _say("licence_endless"),
        )
        for licence in listing.licences
    )


def _districts(listing: Listing) -> Facts:
    if set(provinces()) <= set(listing.districts):
        return (Words("全国", "the whole country"),)
    names = [full_name(code) for code in listing.districts]
    return (Words("、".join(names), ", ".join(names)),) if names else ()


def _amounts(listing: Listing) -> Facts:
    key = ("any", "above", "up_to", "between")[bool(listing.amount_from_fen) + 2 * (listing.amount_to_fen is not None)]
    lower, upper = yuan_text(listing.amount_from_fen), yuan_text(listing.amount_to_fen or 0)
    return (_say(f"amount_{key}", lower=lower, upper=upper),)


def _closed(listing: Listing) -> Facts:
    counts = [
        _say("closed", matter=matter_kinds()[matter].name, count=count)
        for matter, count in listing.similar_closed.items()
        if matter in matter_kinds()
    ]
    record = listing.mediations
    if record is not None and listing.entity_type != "law_firm":
        counts.append(_say("mediations", held=record.held, agreed=record.agreed, performed=record.performed))
    return tuple(counts)


def _capacity(listing: Listing) -> Facts:
    reply = () if listing.reply_hours is None else (_say("reply", hours=listing.reply_hours),)
    return (_say("places_open", count=listing.open_places), *reply)


def _standing(listing: Listing) -> Facts:
    known = [
        *([_say("since", year=listing.practising_since)] if listing.practising_since else []),
        *([_say("staff", count=listing.staff)] if listing.staff else []),
        *([_say("verified", day=day_words(listing.last_verified_on))] if listing.last_verified_on else []),
    ]
    return tuple(known)


def _yes_no(is_so: bool) -> Facts:
    return (_say("is_so" if is_so else "is_not"),)


_STATES: dict[str, Callable[[Listing], Facts]] = {
    "entity_type": lambda x: (entity_kinds()[x.entity_type].name,),
    "licences": _licences,
    "matters": lambda x: (_joined([matter_kinds()[m].name for m in x.matters], "、", ", "),) if x.matters else (),
    "districts": _districts,
    "amount_range": _amounts,
    "fee_forms": lambda x: tuple(offer_words(o, is_law_firm=x.entity_type == "law_firm") for o in x.fee_offers),
    "similar_closed": _closed,
    "median_days": lambda x: () if x.median_days is None else (_say("days", days=x.median_days),),
    "upheld_complaints": lambda x: (_say("complaints", count=x.upheld_complaints),),
    "capacity_and_reply": _capacity,
    "named_lawyer": lambda x: (_say("lawyer", name=x.named_lawyer),) if x.named_lawyer else (),
    "enforcement_work": lambda x: _yes_no(x.does_enforcement),
    "custody": lambda x: (_say(f"custody.{x.custody}"),),
    "evidence_node": lambda x: (_say(f"evidence_node.{x.evidence_node}"),),
    "litigation_record": lambda x: (_say(f"litigation_record.{x.litigation_record}"),),
    "registration": lambda x: (_say(f"registration.{x.registration}"),),
    "conflict_checked": lambda x: _yes_no(x.is_conflict_checked),
    "standing": _standing,
}


def _say(key: str, **figures: object) -> Words:
    return _sentences()[key].filled(**figures)


def _joined(words: list[Words], zh: str, en: str) -> Words:
    return Words(zh.join(w.zh for w in words), en.join(w.en for w in words))


@cache
def _sentences() -> dict[str, Words]:
    rows: dict[str, dict[str, str]] = room_yaml("facts.yaml")
    return {key: Words(**row) for key, row in rows.items()}
