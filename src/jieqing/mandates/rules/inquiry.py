"""One question about a fee as plain JSON, and its answer: what `jieqing law check fees` reads and writes.

A permission that the law asks for must be shown: without `separate_contract_with_notice`, `certificate` or
`on_fi_white_list` the answer is as if there were none. An obstacle (`matter`, `dispute`, a forbidden name) that nobody
mentions is none.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, cast, get_args

from jieqing.agencies.rules.listing import FeeModel, FeeOffer
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.mandates.rules.bands import Bands
from jieqing.mandates.rules.facts import TRANSITION, Facts
from jieqing.mandates.rules.fees import outcome, over_cap
from jieqing.mandates.rules.findings import hardest
from jieqing.mandates.rules.forms import cap_bands, form
from jieqing.mandates.rules.standing import standing

LARGEST_FEN = 10**15  # ten trillion yuan: above it something is mistyped
KNOWN = {
    "entity_type", "entity_name", "base_fen", "offer", "on", "matter", "dispute", "certificate", "on_fi_white_list",
    "separate_contract_with_notice",
}  # fmt: skip
KNOWN_OF_OFFER = {
    "model", "pct", "tiers", "fen", "hourly_fen", "hours_expected", "base_fen", "travel_pct", "extras_fen",
}  # fmt: skip


def check(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Whether this fee may be asked when `base_fen` was realised.

    `inputs`: entity_type, base_fen, offer {model, …}, on, and where known entity_name, matter, dispute, certificate,
    on_fi_white_list, separate_contract_with_notice. Returns offered_fen (half up), cap_fen (down; 0 where none may be
    asked, None where no cap is known), verdict, rules (all that fired, sorted). Raises Refusal naming the field.
    """
    facts, realised_fen = parse(inputs)
    cap = cap_bands(facts)
    found = [*standing(facts), *form(facts), *over_cap(facts, cap, realised_fen)]
    answer = outcome(facts, realised_fen, cap)
    return {
        "offered_fen": answer.fee_fen,
        "cap_fen": answer.cap_fen,
        "verdict": hardest(found),
        "rules": sorted({f.reason.basis for f in found}),
    }


def parse(inputs: Mapping[str, Any]) -> tuple[Facts, int]:
    """The facts and the sum realised in fen; raises Refusal naming the field that is wrong."""
    offer = _offer(inputs.get("offer"), has_notice=_yes_no(inputs, "separate_contract_with_notice"))
    certificate = _text(inputs, "certificate")
    facts = Facts(
        entity_type=_text(inputs, "entity_type", needed=True) or "",
        offer=offer,
        on=_day(inputs.get("on")),
        name=_text(inputs, "entity_name") or "",
        matter=_text(inputs, "matter"),
        dispute=_text(inputs, "dispute"),
        certificate=TRANSITION if certificate and certificate.startswith(TRANSITION) else certificate,
        is_on_fi_white_list=_yes_no(inputs, "on_fi_white_list"),
    )
    return facts, _fen(inputs, "base_fen")


def unknown_fields(inputs: Mapping[str, Any]) -> list[str]:
    """Fields that no rule reads: perhaps mistyped, so worth a word to the caller."""
    offer = inputs.get("offer")
    of_offer = set(offer) - KNOWN_OF_OFFER if isinstance(offer, Mapping) else set()
    return sorted(set(inputs) - KNOWN) + sorted(f"offer.{key}" for key in of_offer)


def _offer(raw: object, *, has_notice: bool) -> FeeOffer:
    if not isinstance(raw, Mapping):
        raise _refused("offer", 'an object with a model, as in {"model": "success_pct", "pct": "10"}')
    model = raw.get("model")
    if model not in get_args(FeeModel):
        raise _refused("offer.model", " / ".join(get_args(FeeModel)))
    is_hourly = model == "hourly"
    return FeeOffer(
        model=cast("FeeModel", model),
        pct=_pct(raw.get("pct"), "offer.pct") if model == "success_pct" else None,
        tiers=_tiers(raw.get("tiers")) if model == "success_tiers" else (),
        fixed_fen=_fen(raw, "fen", "offer.") if model == "fixed" else None,
        hourly_fen=_fen(raw, "hourly_fen", "offer.") if is_hourly else None,
        hours_expected=_fen(raw, "hours_expected", "offer.") if is_hourly else None,
        base_fen=_fen(raw, "base_fen", "offer.", absent=0),
        travel_pct=_pct(raw.get("travel_pct", 0), "offer.travel_pct"),
        extras_fen=_fen(raw, "extras_fen", "offer.", absent=0),
        separate_contract_with_notice=has_notice,
    )


def _tiers(raw: object) -> Bands:
    wanted = "pairs of [upper limit in fen, per cent], limits rising, the last one null"
    if not isinstance(raw, list) or not raw or not all(isinstance(t, list) and len(t) == 2 for t in raw):
        raise _refused("offer.tiers", wanted)
    limits = [limit for limit, _ in raw]
    if limits[-1] is not None or not _are_rising(limits[:-1]):
        raise _refused("offer.tiers", wanted)
    return tuple((limit, _pct(pct, "offer.tiers")) for limit, pct in raw)


def _are_rising(limits: Iterable[object]) -> bool:
    last = 0
    for limit in limits:
        if type(limit) is not int or limit <= last:
            return False
        last = limit
    return True


def _pct(raw: object, field: str) -> Decimal:
    try:
        pct = Decimal(raw) if isinstance(raw, int | str | Decimal) and not isinstance(raw, bool) else Decimal("NaN")
    except InvalidOperation:
        pct = Decimal("NaN")
    exponent = pct.as_tuple().exponent
    if not pct.is_finite() or not 0 <= pct <= 100 or (isinstance(exponent, int) and exponent < -6):
        raise _refused(field, 'a decimal from 0 to 100 with at most six places, as in "12.5"')
    return pct


def _fen(raw: Mapping[str, Any], key: str, path: str = "", *, absent: int | None = None) -> int:
    value = raw.get(key, absent)
    if type(value) is not int or not 0 <= value <= LARGEST_FEN:
        raise _refused(path + key, f"a whole number from 0 to {LARGEST_FEN} (money in fen)")
    return value


def _text(raw: Mapping[str, Any], key: str, *, needed: bool = False) -> str | None:
    value = raw.get(key)
    if not (isinstance(value, str) or (value is None and not needed)) or (needed and not value):
        raise _refused(key, "a text")
    return value


def _yes_no(raw: Mapping[str, Any], key: str) -> bool:
    value = raw.get(key)
    if value is not None and not isinstance(value, bool):
        raise _refused(key, "true / false")
    return bool(value)


def _day(raw: object) -> date:
    try:
        return date.fromisoformat(raw if isinstance(raw, str) else "")
    except ValueError:
        raise _refused("on", 'a date, as in "2026-06-01"') from None


def _refused(field: str, wanted: str) -> Refusal:
    return Refusal(
        "input_invalid",
        Words(f"{field} 缺失或看不懂。", f"{field} is missing or cannot be read."),
        remedy=Words(f"{field} 应为：{wanted}", f"{field} should be {wanted}."),
        field=field,
    )
