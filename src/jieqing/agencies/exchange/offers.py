"""A fee form as one cell: '按回款 12%；差旅至多 10%；另签合同', 'tiers to 100000 15%, above 9%'."""

import re
from decimal import Decimal
from typing import Any

from jieqing.agencies.exchange.cells import fen, percent, whole, yuan
from jieqing.agencies.exchange.unreadable import Unreadable
from jieqing.agencies.rules.listing import FeeOffer
from jieqing.kit.words import Language, Words

_SUM = r"(-?[\d.,]+\s*万?)\s*(?:元|yuan)?"
_PCT = r"(-?[\d.]+)\s*[%％]"
_TIER = re.compile(rf"(?:(?:至|to)\s*{_SUM}|以上|above)\s*[:：]?\s*{_PCT}", re.IGNORECASE)
_FORMS = {
    "success_pct": rf"(?:按回款|风险代理|success|contingency)\s*{_PCT}",
    "success_tiers": r"(?:分段|tiers)\s*[:：]?\s*(.+)",
    "fixed": rf"(?:固定|fixed)\s*{_SUM}",
    "hourly": rf"(?:计时|hourly)\s*{_SUM}\s*[×x*]?\s*(\d+)\s*(?:小时|h|hours)",
    "none": r"(?:免费|不收费|free|none)",
}
_TERMS = {
    "base_fen": rf"(?:基础费|base)\s*{_SUM}",
    "prepaid": r"(?:预付|prepaid)",
    "travel_pct": rf"(?:差旅至多|差旅|travel up to|travel)\s*{_PCT}",
    "extras_fen": rf"(?:其他费用|extras)\s*{_SUM}\s*(?:[（(](.*)[)）])?",
    "separate_contract_with_notice": r"(?:另签合同|单独合同|separate contract)",
}
_WORDS: dict[str, tuple[str, str]] = {
    "success_pct": ("按回款 {}%", "success {}%"),
    "success_tiers": ("分段 {}", "tiers {}"),
    "tier_to": ("至{}元 {}%", "to {} {}%"),
    "tier_above": ("以上 {}%", "above {}%"),
    "fixed": ("固定 {}元", "fixed {}"),
    "hourly": ("计时 {}元 {}小时", "hourly {} x {} h"),
    "none": ("免费", "free"),
    "base_fen": ("基础费 {}元", "base {}"),
    "prepaid": ("预付", "prepaid"),
    "travel_pct": ("差旅至多 {}%", "travel up to {}%"),
    "extras_fen": ("其他费用 {}元", "extras {}"),
    "separate_contract_with_notice": ("另签合同", "separate contract"),
}


def written(offer: FeeOffer, language: Language) -> str:
    """The offer as a cell; `read_offer` gives the same offer back."""

    def say(key: str, *values: object) -> str:
        return _WORDS[key][language == "en"].format(*values)

    parts = [_form(offer, say)]
    parts += [say("base_fen", yuan(offer.base_fen))] if offer.base_fen else []
    parts += [say("prepaid")] if offer.prepaid else []
    parts += [say("travel_pct", _plain(offer.travel_pct))] if offer.travel_pct else []
    if offer.extras_fen or offer.extras_note:
        note = f"（{offer.extras_note}）" if offer.extras_note else ""
        parts.append(say("extras_fen", yuan(offer.extras_fen)) + note)
    parts += [say("separate_contract_with_notice")] if offer.separate_contract_with_notice else []
    return ("；" if language == "zh" else "; ").join(parts)


def read_offer(text: str) -> FeeOffer:
    """The offer that a cell states; raises Unreadable naming the part that is not understood."""
    first, *others = (part.strip() for part in re.split(r"[；;\n]+", text.strip().strip("；;")))
    found = _read_form(first)
    for part in others:
        found |= _read_term(part)
    return FeeOffer(**found)


def _form(offer: FeeOffer, say: Any) -> str:
    if offer.model == "success_pct":
        return str(say("success_pct", _plain(offer.pct)))
    if offer.model == "success_tiers":
        tiers = (
            say("tier_above", _plain(pct)) if limit is None else say("tier_to", yuan(limit), _plain(pct))
            for limit, pct in offer.tiers
        )
        return str(say("success_tiers", "，".join(tiers)))
    if offer.model == "fixed":
        return str(say("fixed", yuan(offer.fixed_fen or 0)))
    if offer.model == "hourly":
        return str(say("hourly", yuan(offer.hourly_fen or 0), offer.hours_expected))
    return str(say("none"))


def _read_form(text: str) -> dict[str, Any]:
    for model, pattern in _FORMS.items():
        found = re.fullmatch(pattern, text, re.IGNORECASE)
        if found is None:
            continue
        if model == "success_pct":
            return {"model": model, "pct": percent(found[1])}
        if model == "success_tiers":
            return {"model": model, "tiers": _read_tiers(found[1])}
        if model == "fixed":
            return {"model": model, "fixed_fen": fen(found[1])}
        if model == "hourly":
            return {"model": model, "hourly_fen": fen(found[1]), "hours_expected": whole(found[2])}
        return {"model": model}
    raise Unreadable(
        Words(f"看不懂收费方式“{text[:40]}”。", f"The form of fee “{text[:40]}” is not understood."),
        Words(
            "请写如：按回款 12%；固定 3000元；计时 500元 10小时；分段 至100000元 15%，以上 9%；免费。每格一种。",
            "Write, as: success 12%; or fixed 3000; or hourly 500 x 10 h; or tiers to 100000 15%, above 9%; or free.",
        ),
    )


def _read_tiers(text: str) -> tuple[tuple[int | None, Decimal], ...]:
    tiers = [(fen(limit) if limit else None, percent(pct)) for limit, pct in _TIER.findall(text)]
    left = _TIER.sub("", text)
    if not tiers or re.sub(r"[,，、\s]", "", left):
        raise Unreadable(
            Words(f"看不懂分段“{text[:40]}”。", f"The tiers “{text[:40]}” are not understood."),
            Words("请写如：分段 至100000元 15%，以上 9%。", "Write, as: tiers to 100000 15%, above 9%."),
        )
    return tuple(tiers)


def _read_term(text: str) -> dict[str, Any]:
    for term, pattern in _TERMS.items():
        found = re.fullmatch(pattern, text, re.IGNORECASE)
        if found is None:
            continue
        if term == "base_fen":
            return {term: fen(found[1])}
        if term == "travel_pct":
            return {term: percent(found[1])}
        if term == "extras_fen":
            return {term: fen(found[1]), "extras_note": (found[2] or "").strip()}
        return {term: True}
    raise Unreadable(
        Words(f"看不懂“{text[:40]}”。", f"“{text[:40]}” is not understood."),
        Words(
            "收费方式后面可以写：基础费 2000元；预付；差旅至多 10%；其他费用 200元（调档）；另签合同。",
            "After the form may stand: base 2000; prepaid; travel up to 10%; extras 200 (copies); separate contract.",
        ),
    )


def _plain(pct: Decimal | None) -> str:
    """'12', '12.5'; never '1.2E+1'."""
    return f"{pct:f}" if pct is not None else ""
