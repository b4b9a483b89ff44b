"""Whether a loan prime rate may be entered: its day, its size, its source (CN-LPR-02, CN-LPR-03)."""

import unicodedata
from datetime import date
from decimal import Decimal

from jieqing.claims.rules.lpr import LprTable
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.law.pack import at

SHORTEST_SOURCE, LONGEST_SOURCE = 8, 300


def allowed(published_on: date, pct_year: Decimal, source: str, known: LprTable, on: date) -> str:
    """The source as it is kept; raises Refusal that names the field.

    A rate is published on the 20th, after holidays a few days later, and not before the pack's last row; it moves by
    little at a time. Both bounds are there to catch slips of the hand.
    """
    first_day, last_day = at("CN-LPR-02", on)
    if published_on <= known.complete_until:
        raise _wrong_day(
            Words(
                f"{known.complete_until} 及以前的利率已经在法规包里。",
                f"Rates until {known.complete_until} stand in the pack.",
            )
        )
    if published_on > on:
        raise _wrong_day(Words("公布日还没到。", "That day is still to come."))
    if not first_day <= published_on.day <= last_day:
        raise _wrong_day(
            Words(
                f"利率每月 {first_day} 日公布，遇节假日顺延，不会晚于 {last_day} 日。",
                f"Rates are published on the {first_day}th, after holidays no later than the {last_day}th.",
            )
        )
    _allow_size(pct_year, known, published_on, on)
    return _source(source)


def _allow_size(pct_year: Decimal, known: LprTable, published_on: date, on: date) -> None:
    bounds = at("CN-LPR-03", on)
    lowest, highest, most = (Decimal(bounds[key]) for key in ("lowest", "highest", "largest_change"))
    if pct_year != round(pct_year, 2) or not lowest <= pct_year <= highest:
        raise _wrong_size(
            Words(f"要在 {lowest}% 到 {highest}% 之间，两位小数。", f"From {lowest}% to {highest}%, two decimals.")
        )
    before = known.on(published_on).pct_year
    if abs(pct_year - before) > most:
        raise _wrong_size(
            Words(
                f"前一行是 {before}%，一次变动超过 {most} 个百分点，像是写错了。",
                f"The row before says {before}%; a change of more than {most} points looks like a slip.",
            )
        )


def _source(source: str) -> str:
    kept = " ".join(unicodedata.normalize("NFKC", source).split())
    is_plain = all(unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co") for sign in kept)
    if not SHORTEST_SOURCE <= len(kept) <= LONGEST_SOURCE or not is_plain:
        raise Refusal(
            "source_missing",
            Words("没有写清来源。", "The source is not clear."),
            remedy=Words(
                "写公布的机构、日期和网址，复核的人要照着去看。",
                "Name the body, the day and the address, so that the second person can look it up.",
            ),
            field="source",
        )
    return kept


def _wrong_day(words: Words) -> Refusal:
    remedy = Words("对着公告再看一下日期。", "Compare the day with the announcement.")
    return Refusal("rate_day_wrong", words, remedy=remedy, field="published_on", basis="CN-LPR-02")


def _wrong_size(words: Words) -> Refusal:
    remedy = Words("对着公告再看一下一年期的数。", "Compare the one-year figure with the announcement.")
    return Refusal("rate_size_wrong", words, remedy=remedy, field="pct_year", basis="CN-LPR-03")
