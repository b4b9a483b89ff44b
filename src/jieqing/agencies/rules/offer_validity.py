"""Whether the fee forms of a listing are complete and possible. Caps are judged per claim by `mandates`, not here."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from jieqing.agencies.rules.listing import FeeOffer, Listing
from jieqing.agencies.rules.problem import Problem
from jieqing.kit.words import Words
from jieqing.law.pack import at

MOST_OFFERS = 4
MOST_TIERS = 9
HUNDRED = Decimal(100)
# The field that each form needs, and whether it holds per cent.
_NEEDS: dict[str, tuple[str, ...]] = {
    "success_pct": ("pct",),
    "success_tiers": ("tiers",),
    "fixed": ("fixed_fen",),
    "hourly": ("hourly_fen", "hours_expected"),
    "none": (),
}


def offer_problems(listing: Listing, on: date) -> Iterator[Problem]:
    """What is wrong with the fee forms; a fee asked by a people's mediation committee is marked (CN-AG-08)."""
    if not listing.fee_offers:
        words = Words("没有写明收费方式。", "It states no form of fee.")
        yield _problem(words, Words("至少写一种；不收费写“免费”。", "State at least one; write “free” for none."))
    if len(listing.fee_offers) > MOST_OFFERS:
        words = Words(f"收费方式多于 {MOST_OFFERS} 种。", f"More than {MOST_OFFERS} forms of fee.")
        yield _problem(words, Words("请合并。", "Merge some."))
    for nth, offer in enumerate(listing.fee_offers):
        for problem in (*_completeness(offer), *_percentages(offer, on), *_sums(offer)):
            yield replace(problem, nth=nth)
    is_free_by_law = listing.entity_type == "peoples_mediation"
    if is_free_by_law and any(offer.model != "none" or offer.base_fen for offer in listing.fee_offers):
        words = Words("人民调解不收任何费用。", "People's mediation charges nothing.")
        remedy = Words("收录但列为不能接受；请核实。", "Listed but shown as refused; look into it.")
        yield Problem("fee_offers", "CN-AG-08", words, remedy, is_refused=False)
    by_result = (o for o in listing.fee_offers if o.model in ("success_pct", "success_tiers"))
    if listing.entity_type == "law_firm" and any(not o.separate_contract_with_notice for o in by_result):
        words = Words(
            "风险代理没有另签合同并醒目提示。", "Contingency without a separate contract with a prominent notice."
        )
        remedy = Words("收录但列为不能接受；补签后请更新。", "Listed but shown as refused; update it once signed.")
        yield Problem("fee_offers", "CN-AG-09", words, remedy, is_refused=False)


def _completeness(offer: FeeOffer) -> Iterator[Problem]:
    if offer.model not in _NEEDS:
        words = Words(f"没有收费方式 {offer.model!r}。", f"There is no form of fee {offer.model!r}.")
        yield _problem(words, Words("请用名单上的方式。", "Use a form of the list."))
        return
    figures = {"pct", "tiers", "fixed_fen", "hourly_fen", "hours_expected"}
    for field in sorted(figures):
        is_given, is_needed = getattr(offer, field) not in (None, ()), field in _NEEDS[offer.model]
        if is_given != is_needed:
            words = Words(f"{offer.model} 缺少 {field}。", f"{offer.model} lacks {field}.")
            if is_given:
                words = Words(f"{offer.model} 不该有 {field}。", f"{offer.model} has no {field}.")
            yield _problem(words, Words("请补全或删去。", "Complete or remove it."))


def _percentages(offer: FeeOffer, on: date) -> Iterator[Problem]:
    for pct in (offer.pct, *(pct for _, pct in offer.tiers)):
        if pct is not None and not 0 <= pct <= HUNDRED:
            words = Words(f"比例 {pct}% 不在 0 到 100 之间。", f"{pct} % is not between 0 and 100.")
            yield _problem(words, Words("请写百分数，如 12%。", "Write per cent, for example 12%."))
    most = Decimal(at("JQ-FEE-01", on))
    if not 0 <= offer.travel_pct <= most:
        words = Words(
            f"差旅费 {offer.travel_pct}% 超过服务费的 {most}%。", f"Travel of {offer.travel_pct} % is over {most} %."
        )
        remedy = Words(
            f"差旅费最多为服务费的 {most}%，凭票报销。", f"Travel is at most {most} % of the fee, against receipts."
        )
        yield _problem(words, remedy, "JQ-FEE-01")
    if len(offer.tiers) > MOST_TIERS:
        words = Words(f"分段多于 {MOST_TIERS} 段。", f"More than {MOST_TIERS} tiers.")
        yield _problem(words, Words("请合并。", "Merge some."))
    limits = [limit for limit, _ in offer.tiers]
    rising = [limit for limit in limits[:-1] if limit is not None]
    if limits and (limits[-1] is not None or len(rising) != len(limits) - 1 or sorted({*rising, 0}) != [0, *rising]):
        words = Words("分段的上限应逐段升高，最后一段不设上限。", "Limits of tiers rise, and the last tier has none.")
        yield _problem(words, Words("如：至100000元 15%，以上 9%。", "For example: to 100000 15%, above 9%."))


def _sums(offer: FeeOffer) -> Iterator[Problem]:
    sums = (offer.fixed_fen, offer.hourly_fen, offer.hours_expected, offer.base_fen, offer.extras_fen)
    if any(figure is not None and figure < 0 for figure in sums):
        yield _problem(Words("金额不能是负数。", "A sum may not be negative."), Words("请改正。", "Correct it."))
    if len(offer.extras_note) > 120 or any(c in offer.extras_note for c in "；;（）()\n\r\t"):
        words = Words(
            "其他费用的说明过长或含有分号、括号。", "The note on extras is too long or holds a semicolon or bracket."
        )
        yield _problem(words, Words("请只写名目，用顿号隔开。", "Name the items alone, with commas."))


def _problem(words: Words, remedy: Words, basis: str = "") -> Problem:
    return Problem("fee_offers", basis, words, remedy)
