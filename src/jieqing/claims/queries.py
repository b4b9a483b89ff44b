"""What may be asked of saved claims: one's own, and those that were opened to one's agency while a grant lasts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.expressions import RawSQL

from jieqing.claims import keeping
from jieqing.claims.models import Claim, ClaimAssessment
from jieqing.claims.rules.ageing import UNKNOWN, Bucket, buckets, ranges
from jieqing.claims.rules.asking import ALL, LIVING, NO_ROAD, Asked
from jieqing.claims.rules.days_left import STANDING, last_days
from jieqing.claims.rules.details import details
from jieqing.claims.rules.saving import Columns
from jieqing.claims.rules.telling import Told, told
from jieqing.claims.rules.workflow import LIVING as LIVING_STATES
from jieqing.claims.rules.workflow import State
from jieqing.evidence import log
from jieqing.files.queries import Listed, listing
from jieqing.kit.actor import Actor
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.vault import service as vault

PAGE_SIZE = 50
MOST_EXPORTED = 50_000
_MASKED = ("debtor_name", *details())
_ORDERS: Mapping[str, F] = {"age": F("aged_from_on"), "amount": F("amount_fen"), "saved": F("saved_at")}
_OF_COLUMNS = tuple(Columns.__slots__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedClaim(Columns):
    """A claim as it may be shown: open columns, and of what lies sealed the masked form ('' where there is nothing).

    `is_own` false: another tenant's, opened to the asker's agency. `holds` names the sealed details that are there;
    `case` what was read for the law (`rules.case.Case.to_json`).
    """

    id: UUID
    tenant_id: UUID
    version: int
    state: State
    closed_as: str
    saved_at: datetime
    changed_at: datetime
    ended_at: datetime | None
    read_on: date
    is_own: bool
    masked: Mapping[str, str]
    holds: frozenset[str]
    case: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the ageing: claims in the bucket, and what they come to; `amount_fen` counts those with a known sum."""

    bucket: Bucket
    count: int
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Found:
    """One page of claims. `ageing` covers every bucket, whichever was asked for; `has_any`: there is a claim at all."""

    items: tuple[SavedClaim, ...]
    page: int
    pages: int
    total: int
    ageing: tuple[Line, ...]
    has_any: bool

    @property
    def total_fen(self) -> int:
        """What all claims of the ageing come to, in fen."""
        return sum(line.amount_fen for line in self.ageing)


def claims(actor: Actor, asked: Asked, on: date, page: int = 1) -> Found:
    """A page of the actor's claims, with the sums of each bucket of age as seen on that day."""
    with acting(actor):
        asked_for = _asked_for(actor, asked, on)
        lines = _ageing(asked_for, on)
        rows = _in_bucket(asked_for, asked.bucket, on)
        total = sum(line.count for line in lines if asked.bucket in ("", line.bucket.id))
        pages = max(1, -(-total // PAGE_SIZE))
        page = min(max(1, page), pages)
        shown = list(_ordered(rows, asked.order)[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])
        has_any = bool(total) or _visible(actor).exists()
        return Found(tuple(_shown(actor, shown)), page, pages, total, lines, has_any)


def every(actor: Actor, asked: Asked, on: date) -> list[SavedClaim]:
    """All claims that were asked for, in order; raises Refusal beyond MOST_EXPORTED."""
    with acting(actor):
        rows = _ordered(_in_bucket(_asked_for(actor, asked, on), asked.bucket, on), asked.order)
        found = list(rows[: MOST_EXPORTED + 1])
        if len(found) > MOST_EXPORTED:
            raise Refusal(
                "too_many_to_export",
                Words(f"超过 {MOST_EXPORTED:,} 笔，一次导不完。", f"Over {MOST_EXPORTED:,}: too many for one file."),
                remedy=Words("先按账龄或种类筛选，分几次导出。", "Filter by age or kind, and export in parts."),
            )
        return list(_shown(actor, found))


def claim(actor: Actor, claim_id: UUID) -> SavedClaim:
    """One claim; raises the same Refusal (404) for one that isn't there and for one the actor may not see."""
    with acting(actor):
        row = Claim.objects.filter(id=claim_id).first()
        if row is None:
            raise keeping.not_there()
        return next(_shown(actor, [row]))


def papers(actor: Actor, claim_id: UUID) -> list[Listed]:
    """The papers of a claim that the actor may see, their names masked; raises Refusal as `claim`."""
    with acting(actor):
        claim(actor, claim_id)
        return listing(actor, claim_id)


def history(actor: Actor, claim_id: UUID) -> list[Told]:
    """What happened to a claim, the newest first, in words; raises Refusal as `claim`."""
    with acting(actor):
        claim(actor, claim_id)
        return [told(each.event, each.code, each.at, each.actor, actor.who) for each in log.entries(actor, claim_id)]


def _visible(actor: Actor) -> QuerySet[Claim]:
    """Own claims; for an agency also those granted, and only then is the grants' table asked."""
    own = Q(tenant_id=actor.tenant) if "creditor" in actor.roles else Q()
    granted = Q(id__in=RawSQL("SELECT house.granted_subjects()", ())) if "agency" in actor.roles else Q()
    return Claim.objects.filter(own | granted) if own or granted else Claim.objects.none()


def _asked_for(actor: Actor, asked: Asked, on: date) -> QuerySet[Claim]:
    rows = _visible(actor)
    if asked.state == LIVING:
        rows = rows.filter(state__in=LIVING_STATES)
    elif asked.state != ALL:
        rows = rows.filter(state=asked.state)
    if asked.left:
        rows = rows.filter(Exists(_figures().filter(_left(asked.left, on))))
    if asked.road:
        rows = rows.filter(Exists(_figures().filter(road="" if asked.road == NO_ROAD else asked.road)))
    return rows.filter(debt_kind=asked.kind) if asked.kind else rows


def _figures() -> QuerySet[ClaimAssessment]:
    return ClaimAssessment.objects.filter(tenant_id=OuterRef("tenant_id"), claim_id=OuterRef("id"), is_current=True)


def _left(band: str, on: date) -> Q:
    """The figures of a band of `rules.days_left`."""
    if band == "standing":
        return Q(limitation__in=STANDING)
    if band == "unknown":
        return Q(last_day_on=None) & ~Q(limitation__in=(*STANDING, "expired"))
    span = last_days(band, on)  # type: ignore[arg-type]
    within = Q(last_day_on__gte=span.earliest) if span.earliest else Q()
    within &= Q(last_day_on__lte=span.latest) if span.latest else Q()
    if band == "expired":
        return within & ~Q(limitation__in=STANDING) | Q(limitation="expired")
    return within & ~Q(limitation__in=(*STANDING, "expired"))


def _ageing(rows: QuerySet[Claim], on: date) -> tuple[Line, ...]:
    """All buckets in one pass over the rows."""
    asked: dict[str, Any] = {}
    for bucket in buckets():
        within = _within(bucket, on)
        asked |= {f"n_{bucket}": Count("id", filter=within), f"s_{bucket}": Sum("amount_fen", filter=within)}
    sums = rows.aggregate(**asked)
    return tuple(Line(bucket, sums[f"n_{key}"], sums[f"s_{key}"] or 0) for key, bucket in buckets().items())


def _in_bucket(rows: QuerySet[Claim], bucket: str, on: date) -> QuerySet[Claim]:
    return rows.filter(_within(bucket, on)) if bucket else rows


def _within(bucket: str, on: date) -> Q:
    if bucket == UNKNOWN:
        return Q(aged_from_on__isnull=True)
    span = ranges(on)[bucket]
    within = Q(aged_from_on__isnull=False)
    if span.earliest:
        within &= Q(aged_from_on__gte=span.earliest)
    return within & Q(aged_from_on__lte=span.latest) if span.latest else within


def _ordered(rows: QuerySet[Claim], order: str) -> QuerySet[Claim]:
    by = _ORDERS[order.removeprefix("-")]
    if order.startswith("-"):
        return rows.order_by(by.desc(nulls_last=True), "-id")
    return rows.order_by(by.asc(nulls_last=True), "id")


def _shown(actor: Actor, rows: list[Claim]) -> Iterator[SavedClaim]:
    """The rows with their masked values, which are asked for all at once."""
    held = ((row.id, field, getattr(row, f"{field}_sealed")) for row in rows for field in _MASKED)
    sealed = [(row_id, field, bytes(value)) for row_id, field, value in held if value]
    masks = vault.mask(actor, [value for _id, _field, value in sealed])
    masked: dict[UUID, dict[str, str]] = {}
    for (row_id, field, _value), mask in zip(sealed, masks, strict=True):
        masked.setdefault(row_id, {})[field] = mask
    for row in rows:
        yield _saved_claim(actor, row, masked.get(row.id, {}))


def _saved_claim(actor: Actor, row: Claim, masked: Mapping[str, str]) -> SavedClaim:
    open_columns = {name: getattr(row, name) for name in _OF_COLUMNS}
    return SavedClaim(
        **open_columns | {"evidence": tuple(row.evidence)},
        id=row.id,
        tenant_id=row.tenant_id,
        version=row.version,
        state=row.state,  # type: ignore[arg-type]
        closed_as=row.closed_as,
        saved_at=row.saved_at,
        changed_at=row.changed_at,
        ended_at=row.ended_at,
        read_on=row.read_on,
        is_own=row.tenant_id == actor.tenant,
        masked=masked,
        holds=frozenset(masked),
        case=row.case,
    )
