"""How the figures of a claim came to change: was X, now Y, because. Earlier figures are kept, so nothing is lost."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from uuid import UUID

from django.db.models import Q

from jieqing.claims import keeping
from jieqing.claims.models import Claim, ClaimAssessment, LprRow
from jieqing.kit.actor import Actor
from jieqing.kit.catalogue import read_yaml
from jieqing.kit.money import yuan_text
from jieqing.kit.rows import acting
from jieqing.kit.words import Words

MOST_SHOWN, MOST_TOLD = 200, 3
NOT_KNOWN = Words("不知道", "not known")
_SUMS = {
    ("asked_low_fen", "asked_high_fen"): Words("按现有材料可主张", "What can be asked"),
    ("net_low_fen", "net_high_fen"): Words("首选那条路的估算净得", "Estimated net of the first road"),
}
_DAYS = {
    "last_day_on": Words("稳妥起诉日", "Safe day to sue"),
    "last_day_if_on": Words("没有证据的也算，稳妥起诉日", "Safe day if the unproven holds"),
    "first_killer_on": Words("更短的期间", "Next shorter period"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that differs."""

    name: Words
    was: Words
    now: Words


@dataclass(frozen=True, slots=True)
class Difference:
    """Two computations in a row. As of one day the difference is the cause's alone (`is_same_day`)."""

    claim_id: UUID
    at: datetime
    because: Words
    was_as_of_on: date
    as_of_on: date
    changes: tuple[Change, ...]

    @property
    def is_same_day(self) -> bool:
        """Whether both were computed for the same day, so that no interest of the days between is in it."""
        return self.was_as_of_on == self.as_of_on


def differences(actor: Actor, claim_id: UUID) -> list[Difference]:
    """What changed from one computation of a claim to the next, the latest first; raises Refusal (404) as `claim`."""
    with acting(actor):
        if not Claim.objects.filter(id=claim_id).exists():
            raise keeping.not_there()
        rows = list(ClaimAssessment.objects.filter(claim_id=claim_id).order_by("-made_at", "-id")[:MOST_SHOWN])
        return list(_between(rows[::-1]))[::-1]


def by_rates(actor: Actor) -> list[Difference]:
    """The tenant's claims whose present figures differ from the former ones because of rates, the latest first."""
    with acting(actor):
        of_tenant = ClaimAssessment.objects.filter(Q(tenant_id=actor.tenant))
        last = of_tenant.filter(is_current=True, because="rates").order_by("-made_at", "-id")[:MOST_SHOWN]
        found = []
        for row in last:
            before = of_tenant.filter(claim_id=row.claim_id, made_at__lt=row.made_at).order_by("-made_at").first()
            found += list(_between([before, row])) if before else []
        return found


def _between(rows: Sequence[ClaimAssessment]) -> Iterator[Difference]:
    rates = list(LprRow.objects.exclude(confirmed_by="")) if any(row.because == "rates" for row in rows) else []
    for before, after in pairwise(rows):
        changes = tuple(_changes(before, after))
        if changes:
            because = _because(before, after, rates)
            yield Difference(after.claim_id, after.made_at, because, before.as_of_on, after.as_of_on, changes)


def _because(before: ClaimAssessment, after: ClaimAssessment, rates: Iterable[LprRow]) -> Words:
    """For rates: which ones came and which went in between."""
    words = _words().get(after.because, Words(after.because, after.because))
    if after.because != "rates":
        return words
    rows = list(rates)
    came = [row for row in rows if row.confirmed_at and before.made_at < row.confirmed_at <= after.made_at]
    went = [row for row in rows if row.ended_at and before.made_at < row.ended_at <= after.made_at]
    parts = []
    if came:
        told = _told(came)
        parts.append(Words(f"利率表加了 {told}", f"rates were added: {told}"))
    if went:
        told = _told(went)
        parts.append(Words(f"利率表去掉了 {told}", f"rates were taken out: {told}"))
    return Words("，".join(part.zh for part in parts), "; ".join(part.en for part in parts)) if parts else words


def _told(rows: Iterable[LprRow]) -> str:
    """Every row by its day, or from the first to the last where there are many."""
    told = [f"{row.published_on} {row.pct_year}%" for row in sorted(rows, key=lambda row: row.published_on)]
    return ", ".join(told) if len(told) <= MOST_TOLD else f"{told[0]} … {told[-1]} ({len(told)})"


def _changes(before: ClaimAssessment, after: ClaimAssessment) -> Iterator[Change]:
    for names, name in _SUMS.items():
        was, now = (tuple(getattr(row, each) for each in names) for row in (before, after))
        if was != now:
            yield Change(name, _span(*was), _span(*now))
    for field, name in _DAYS.items():
        was_on, now_on = getattr(before, field), getattr(after, field)
        if was_on != now_on:
            yield Change(name, _day(was_on), _day(now_on))
    if before.is_provisional != after.is_provisional:
        yield Change(Words("是不是暂算", "Provisional"), _flag(before.is_provisional), _flag(after.is_provisional))


def _span(low_fen: int | None, high_fen: int | None) -> Words:
    if low_fen is None or high_fen is None:
        return NOT_KNOWN
    low, high = yuan_text(low_fen), yuan_text(high_fen)
    return Words(f"{low} 元", f"¥{low}") if low == high else Words(f"{low} 至 {high} 元", f"¥{low} to ¥{high}")


def _day(on: date | None) -> Words:
    return Words(on.isoformat(), on.isoformat()) if on else NOT_KNOWN


def _flag(value: bool) -> Words:
    return Words("暂算", "provisional") if value else Words("不是", "no")


@cache
def _words() -> dict[str, Words]:
    path = Path(__file__).parent / "data" / "because.yaml"
    return {key: Words(**words) for key, words in read_yaml(path).items()}
