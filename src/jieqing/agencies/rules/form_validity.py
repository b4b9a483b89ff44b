"""Whether the fields of a listing are complete and possible, whatever the law says of it."""

import re
from collections.abc import Iterator
from typing import get_args

from jieqing.agencies.rules.catalogue import entity_kinds, indicators
from jieqing.agencies.rules.listing import Custody, EvidenceNode, Listing, LitigationRecord, Registration
from jieqing.agencies.rules.problem import Problem
from jieqing.kit.words import Words
from jieqing.law.divisions import divisions
from jieqing.law.registration import is_registration_code

TEXT_LENGTHS = {"id": 64, "name": 120, "registration_code": 18, "phone": 32, "address": 240, "named_lawyer": 60}
MOST = 2**31 - 1
MOST_FEN = 2**63 - 1
CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_PHONE = re.compile(r"\+?[0-9][0-9 -]{4,29}[0-9]")
_CHOICES = {
    "custody": get_args(Custody),
    "evidence_node": get_args(EvidenceNode),
    "litigation_record": get_args(LitigationRecord),
    "registration": get_args(Registration),
}
_CORRECT_IT = Words("请改正。", "Correct it.")


def form_problems(listing: Listing) -> Iterator[Problem]:
    """What is missing or impossible in the texts, codes, figures and choices of the listing."""
    yield from _texts(listing)
    yield from _identity(listing)
    yield from _figures(listing)
    yield from _choices(listing)


def _texts(listing: Listing) -> Iterator[Problem]:
    for field, longest in TEXT_LENGTHS.items():
        text = getattr(listing, field) or ""
        if len(text) > longest:
            words = Words(f"超过 {longest} 个字。", f"Longer than {longest} characters.")
            yield Problem(field, "", words, Words("请缩短。", "Shorten it."))
        if CONTROL.search(text) or text != text.strip():
            words = Words("含有换行等不可见字符。", "Holds line breaks or other invisible characters.")
            yield Problem(field, "", words, Words("请删去这些字符。", "Remove them."))


def _identity(listing: Listing) -> Iterator[Problem]:
    kind = entity_kinds()[listing.entity_type]
    if not listing.id.strip():
        yield Problem("id", "", Words("没有编号。", "There is no id."), Words("请填写编号。", "Give an id."))
    code = listing.registration_code
    if (code or kind.needs_registration_code) and not is_registration_code(code):
        words = Words("统一社会信用代码不对（18 位，校验位不符）。", "The unified social credit code is not right.")
        remedy = Words("请照登记证重新填写。", "Copy it again from the certificate of registration.")
        yield Problem("registration_code", "", words, remedy)
    if not _PHONE.fullmatch(listing.phone):
        words = Words("电话不对。", "The telephone number is not right.")
        remedy = Words("只写数字、空格和短横，6 至 31 位。", "Write digits, spaces and hyphens alone, 6 to 31 of them.")
        yield Problem("phone", "", words, remedy)
    for field, codes in (("place", (listing.place,)), ("districts", listing.districts or ("",))):
        for place in codes:
            if place not in divisions():
                words = Words(f"没有地区 {place!r}。", f"There is no place {place!r}.")
                remedy = Words("请写行政区划代码或全称。", "Write the division's code or full name.")
                yield Problem(field, "", words, remedy)


def _figures(listing: Listing) -> Iterator[Problem]:
    counts = {
        "amount_from_fen": listing.amount_from_fen,
        "amount_to_fen": listing.amount_to_fen,
        "median_days": listing.median_days,
        "upheld_complaints": listing.upheld_complaints,
        "open_places": listing.open_places,
        "reply_hours": listing.reply_hours,
        "staff": listing.staff,
        "similar_closed": min(listing.similar_closed.values(), default=0),
    }
    for field, count in counts.items():
        if count is not None and not 0 <= count <= (MOST_FEN if field.endswith("_fen") else MOST):
            yield Problem(
                field, "", Words("不能是负数，也不能大得离奇。", "It is negative or far too large."), _CORRECT_IT
            )
    if listing.amount_to_fen is not None and listing.amount_to_fen < listing.amount_from_fen:
        words = Words("受理金额的上限低于下限。", "The upper limit of the amounts taken is below the lower one.")
        yield Problem("amount_to_fen", "", words, _CORRECT_IT)
    if listing.practising_since is not None and not 1949 <= listing.practising_since <= 9999:
        words = Words("起始年份不对。", "The year it began is not right.")
        yield Problem("practising_since", "", words, Words("请写四位年份。", "Write a year of four digits."))
    done = listing.mediations
    if done and not 0 <= done.performed <= done.agreed <= done.held:
        words = Words("履行数、达成数、受理数前后不合。", "Performed, agreed and held do not fit together.")
        yield Problem("mediations", "CN-AG-22", words, _CORRECT_IT)


def _choices(listing: Listing) -> Iterator[Problem]:
    for field, choices in _CHOICES.items():
        if getattr(listing, field) not in choices:
            known = "、".join(choices)
            words = Words(
                f"没有这个选项：{getattr(listing, field)!r}。", f"No such choice: {getattr(listing, field)!r}."
            )
            basis = "CN-AG-16" if field == "custody" else ""
            yield Problem(field, basis, words, Words(f"请用其中之一：{known}。", f"Use one of: {known}."))
    for key in listing.verified_on:
        if key not in indicators():
            words = Words(f"没有指标 {key!r}。", f"There is no indicator {key!r}.")
            yield Problem("verified_on", "", words, Words("请用指标的编号。", "Use the id of an indicator."))
