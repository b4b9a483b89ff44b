"""An agency claims its listing; an operator makes sure and confirms, and its managers become agency staff.

The code of an organisation is public, so it proves nothing: the operator calls the number that the directory holds, or
sees the licence, and says which (data/claiming.yaml).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from jieqing.agencies.models import Agency, ListingClaim
from jieqing.agencies.queries import listing, operators_only
from jieqing.agencies.rules.claiming import LEADS_TO, State, grounds, may_be_the_same
from jieqing.agencies.rules.listing import Listing
from jieqing.evidence import log
from jieqing.identity import queries as people
from jieqing.identity import service as identity
from jieqing.kit import clock
from jieqing.kit.actor import Actor
from jieqing.kit.announce import announce
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words

MOST_WAITING = 200


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim as shown. `ground` is None until it was decided; `has_same_code`: the codes of both are equal."""

    id: UUID
    tenant_id: UUID
    tenant_name: str
    agency: Listing
    state: str
    asked_at: datetime
    ground: Words | None
    has_same_code: bool


def claim_listing(actor: Actor, agency_id: str, *, now: datetime | None = None) -> UUID:
    """Asks for a listing in the name of the actor's organisation; for its managers. Returns the claim's id.

    Raises Refusal: not a manager, no organisation, no such listing, held already, of another code, one asked already.
    """
    agency, seat = listing(actor, agency_id), people.seat(actor)
    with acting(actor):
        people.manager(actor)
        if seat is None or seat.kind != "organisation":
            raise _organisations_only()
        if people.tenant_of_agency(actor, agency.id) is not None:
            raise _held()
        if not may_be_the_same(agency.registration_code, seat.registration_code):
            raise _of_another_code()
        if ListingClaim.objects.filter(tenant_id=seat.tenant_id, state__in=("asked", "confirmed")).exists():
            raise _one_at_a_time()
        row = ListingClaim(tenant_id=seat.tenant_id, agency_id=agency.id, asked_by=actor.who)
        row.asked_at = now or clock.now()
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:  # a second click, at the same moment
            raise _one_at_a_time() from None
        log.append(actor, "agencies.listing_claimed", about=row.id)
        announce("agencies.listing_claimed", to_tenant=seat.tenant_id, claim=row.id)
    return row.id


def withdraw(actor: Actor, claim_id: UUID, *, now: datetime | None = None) -> None:
    """Takes back a claim that was not decided yet; for a manager of the organisation."""
    with acting(actor):
        people.manager(actor)
        _lead(actor, claim_id, "withdrawn", "agencies.claim_withdrawn", now)


def confirm(actor: Actor, claim_id: UUID, check: str, *, now: datetime | None = None) -> None:
    """Ties the listing to the organisation; for an operator, who says how he made sure.

    Raises Refusal: not an operator, decided already, no check named, held by another meanwhile.
    """
    for_tenant = _deciding(actor, claim_id, check, "checks")
    with acting(for_tenant):
        row = _lead(for_tenant, claim_id, "confirmed", "agencies.listing_confirmed", now, check)
        identity.hold_listing(for_tenant, row.tenant_id, row.agency_id)
        announce("agencies.listing_confirmed", to_tenant=row.tenant_id, claim=row.id)


def refuse(actor: Actor, claim_id: UUID, why: str, *, now: datetime | None = None) -> None:
    """Sends a claim away, with the ground that the organisation is shown; for an operator."""
    for_tenant = _deciding(actor, claim_id, why, "refusals")
    with acting(for_tenant):
        row = _lead(for_tenant, claim_id, "refused", "agencies.listing_refused", now, why)
        announce("agencies.listing_refused", to_tenant=row.tenant_id, claim=row.id)


def release(actor: Actor, claim_id: UUID, *, now: datetime | None = None) -> None:
    """Unties a listing that was confirmed, e.g. after a mistake; for an operator. Its staff lose that role at once."""
    operators_only(actor)
    for_tenant = _for_tenant(actor, claim_id)
    with acting(for_tenant):
        row = _lead(for_tenant, claim_id, "released", "agencies.listing_released", now)
        identity.release_listing(for_tenant, row.tenant_id)


def claims_waiting(actor: Actor) -> list[Claim]:
    """Claims to be decided, the oldest first, then those that were confirmed; for an operator."""
    operators_only(actor)
    with acting(actor):
        rows = _of_the_directory().filter(state__in=("asked", "confirmed"))
        return [_shown(actor, row) for row in rows.order_by("state", "asked_at", "id")[:MOST_WAITING]]


def own_claim(actor: Actor) -> Claim | None:
    """The latest claim of the actor's organisation, whatever became of it."""
    if actor.tenant is None:
        return None
    with acting(actor):
        row = _of_the_directory().filter(tenant_id=actor.tenant).order_by("-asked_at").first()
        return _shown(actor, row) if row else None


def _of_the_directory() -> QuerySet[ListingClaim]:
    """Claims to listings that are there; an import that was undone may have taken one away."""
    return ListingClaim.objects.select_related("tenant").filter(agency_id__in=Agency.objects.values("id"))


def _deciding(actor: Actor, claim_id: UUID, ground: str, kind: str) -> Actor:
    operators_only(actor)
    if ground not in grounds("checks" if kind == "checks" else "refusals"):
        raise _ground_missing()
    return _for_tenant(actor, claim_id)


def _for_tenant(actor: Actor, claim_id: UUID) -> Actor:
    """The operator, deciding in the name of the tenant that claims: so the entry stands in that tenant's log, too."""
    with acting(actor):
        row = ListingClaim.objects.filter(id=claim_id).values_list("tenant_id", flat=True).first()
    if row is None:
        raise _decided()
    return replace(actor, tenant=row)


def _lead(actor: Actor, claim_id: UUID, to: State, event: str, now: datetime | None, ground: str = "") -> ListingClaim:
    """Moves a claim on, one at a time; raises Refusal where it does not lead there any more. Inside `acting`."""
    row = ListingClaim.objects.select_for_update().filter(tenant_id=actor.tenant, id=claim_id).first()  # type: ignore[misc]
    if row is None or to not in LEADS_TO[row.state]:  # type: ignore[index]
        raise _decided()
    row.state, row.decided_by, row.decided_at, row.ground = to, actor.who, now or clock.now(), ground
    row.save(update_fields=["state", "decided_by", "decided_at", "ground"])
    log.append(actor, event, about=row.id, code=ground)
    return row


def _shown(actor: Actor, row: ListingClaim) -> Claim:
    agency = listing(actor, row.agency_id)
    return Claim(
        id=row.id,
        tenant_id=row.tenant_id,
        tenant_name=row.tenant.name,
        agency=agency,
        state=row.state,
        asked_at=row.asked_at,
        ground={**grounds("checks"), **grounds("refusals")}.get(row.ground),
        has_same_code=agency.registration_code == row.tenant.registration_code,
    )


def _organisations_only() -> Refusal:
    return Refusal(
        "organisations_only",
        Words("只有单位能认领条目。", "Only an organisation can claim a listing."),
        remedy=Words("先在“账号”里登记单位。", "Register your organisation under “Account” first."),
        status=409,
    )


def _held() -> Refusal:
    return Refusal(
        "listing_already_held",
        Words("这个条目已经有单位认领并经过确认。", "This listing is held: an organisation's claim was confirmed."),
        remedy=Words(
            "是同一单位，就请它的管理员邀请您；有人冒用，请告诉运营方。",
            "If it is yours, ask its manager to invite you; if somebody misuses it, tell the operator.",
        ),
        status=409,
    )


def _of_another_code() -> Refusal:
    return Refusal(
        "listing_of_another_code",
        Words("条目的统一社会信用代码和您单位登记的不一样。", "The listing has another registration code than yours."),
        remedy=Words(
            "用那个代码登记单位再认领；名录写错了，请告诉运营方。",
            "Register the organisation with that code, then claim; if the directory is wrong, tell the operator.",
        ),
        status=409,
    )


def _one_at_a_time() -> Refusal:
    return Refusal(
        "claim_open_already",
        Words("您单位已经认领了一个条目。", "Your organisation has claimed a listing already."),
        remedy=Words("等运营方核实；认错了，先撤回那一个。", "Wait for the operator, or withdraw that claim first."),
        status=409,
    )


def _ground_missing() -> Refusal:
    return Refusal(
        "ground_missing",
        Words("没有选依据。", "No ground is chosen."),
        remedy=Words("从列表里选一条。", "Choose one from the list."),
        field="ground",
    )


def _decided() -> Refusal:
    return Refusal(
        "claim_decided",
        Words("这项认领已经处理过了。", "This claim has been dealt with."),
        remedy=Words("刷新页面看现在的情况。", "Reload the page to see how things stand."),
        status=409,
    )
