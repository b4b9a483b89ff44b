"""What a debtor who writes here is told: the most that can be asked, what may be disputed, where help is. No agency."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from jieqing.claims.assessment_page.pieces import day_words
from jieqing.claims.intake.draft import Draft
from jieqing.claims.rules.assessment import Assessment
from jieqing.kit.catalogue import read_yaml
from jieqing.kit.money import percent_of_down, yuan_text
from jieqing.kit.words import Words
from jieqing.law import pack

CAP_SINCE = date(2020, 8, 20)  # CN-INT-02: loans made before fall under two regimes and get no single figure here
PROVISIONAL = Words("（按最近一次收录的利率暂算）", " (provisional: by the last rate on record)")


@dataclass(frozen=True, slots=True)
class Cap:
    """The highest lawful interest on this loan: per cent a year, and what that is for one year in fen."""

    pct: Decimal
    year_fen: int
    is_provisional: bool
    basis: tuple[str, ...] = ("CN-INT-02", "CN-LPR")

    @property
    def year_text(self) -> Words:
        return Words(f"{yuan_text(self.year_fen)} 元", f"¥{yuan_text(self.year_fen)}")

    @property
    def provisional(self) -> Words:
        return PROVISIONAL if self.is_provisional else Words("", "")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a debtor should know, and the rules it rests on."""

    words: Words
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading of the debtor's page with its items."""

    id: str
    title: Words
    items: tuple[Item, ...]


def parts(draft: Draft, assessment: Assessment) -> tuple[Part, ...]:
    """The page's parts, with the items that bear on this kind of debt (all while it is unknown) and on these facts."""
    kind, holding = draft.value("debt_kind"), circumstances(draft, assessment)
    days = {
        "day": day_words(assessment.limits.proven.last_day),
        "later": day_words(assessment.limits.if_unproven.last_day),
    }
    return tuple(
        Part(
            row["id"],
            Words(**row["title"]),
            tuple(
                Item(Words(item["zh"], item["en"]).filled(**days), tuple(item["basis"]))
                for item in row["items"]
                if (not item["kinds"] or kind is None or kind in item["kinds"])
                and ("when" not in item or item["when"] in holding)
            ),
        )
        for row in _catalogue()
    )


def circumstances(draft: Draft, assessment: Assessment) -> frozenset[str]:
    """What holds of the case for its debtor: names that `data/debtor.yaml` asks for with `when`."""
    proven, other = assessment.limits.proven, assessment.limits.if_unproven
    forum = draft.value("forum_clause")
    return frozenset(
        name
        for name, holds in {
            "limitation_over": proven.status == "expired" and proven.last_day is not None,
            "limitation_hangs_on_proof": other.last_day is not None and other.last_day != proven.last_day,
            "limitation_runs": proven.status == "open" and proven.last_day is not None,
            "limitation_unknown": proven.last_day is None,
            "payments_told": bool(draft.value("payments")),
            "penalty_asked": any(line.kind == "penalty" for line in assessment.asked.lines),
            "arbitration_agreed": forum == "arbitration",
            "court_open": forum is None,
        }.items()
        if holds
    )


def interest_cap(draft: Draft) -> Cap | None:
    """Four times the one-year LPR when the loan was made, on the principal read; None where a fact is missing.

    A date known to the month or year only takes the highest rate of that time, since the page says "at most".
    """
    principal_fen, made = draft.value("amount_fen"), draft.value("debt_date")
    if draft.value("debt_kind") != "private_loan" or not principal_fen or not made:
        return None
    first, last = _first_and_last(made)
    if first < CAP_SINCE:
        return None
    rates = pack.rule("CN-LPR").values
    in_time = [d for d in rates if d.valid_from <= last and (d.valid_until is None or d.valid_until > first)]
    pct = 4 * max(Decimal(dated.value) for dated in in_time)
    fresh = timedelta(days=pack.at("CN-LPR-01", last))
    return Cap(pct, percent_of_down(principal_fen, pct), last - rates[-1].valid_from > fresh)


def _first_and_last(partial: str) -> tuple[date, date]:
    """The first and last day that '2024', '2024-03' or '2024-03-05' may mean."""
    year, month, day = (*map(int, partial.split("-")), 0, 0)[:3]
    if day:
        return date(year, month, day), date(year, month, day)
    if month:
        return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return date(year, 1, 1), date(year, 12, 31)


@cache
def _catalogue() -> list[dict[str, Any]]:
    path = Path(__file__).parent / "data" / "debtor.yaml"
    rows: list[dict[str, Any]] = read_yaml(path)
    return rows
