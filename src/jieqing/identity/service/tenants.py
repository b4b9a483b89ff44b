"""Found an organisation, act as a person alone, keep the host's own tenant, hold a listing of the directory."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from jieqing.evidence import log
from jieqing.identity.models import Membership, Tenant
from jieqing.identity.queries.accounts import operators_only
from jieqing.identity.queries.seats import known_user
from jieqing.identity.rules.given import code_given, name_given
from jieqing.identity.rules.roles import HOUSE, roles_given
from jieqing.identity.service.seating import take_seat
from jieqing.kit import clock
from jieqing.kit.actor import Actor, Role, system
from jieqing.kit.announce import announce
from jieqing.kit.ids import new_id
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.vault import service as vault

HOUSE_NAME = "本站运营方"
OPERATOR = "operator"  # the account that the site keeps (site/account.py)


def open_account(actor: Actor, name: str, *, role: Role = "creditor", now: datetime | None = None) -> UUID:
    """Lets a user act as a natural person, alone; returns the tenant's id.

    `role`: creditor or debtor. Raises Refusal for a name that can't be read, and where the user already does so.
    """
    name = name_given(name, "own_name")
    founder = _founder(actor, roles_given([role], "person", is_agency=False))
    with acting(founder):
        if Membership.objects.filter(user_id=known_user(actor), ended_at=None, tenant__kind="person").exists():
            raise _already_acting()
        tenant = _make(founder, Tenant(kind="person", made_at=now or clock.now()), {"kind": "person"})
        tenant.name_sealed = vault.seal(founder, tenant.id, "person.name", name)
        tenant.save(update_fields=["name_sealed"])
        take_seat(founder, name, is_admin=True, now=now or clock.now())
    return tenant.id


def found_organisation(
    actor: Actor,
    name: str,
    registration_code: str,
    own_name: str,
    *,
    role: Role = "creditor",
    now: datetime | None = None,
) -> UUID:
    """Founds an organisation with the user as its first manager; returns the tenant's id.

    Raises Refusal naming the field: names that can't be read, a code that is wrong, a code that is here already.
    """
    name, own_name = name_given(name, "name"), name_given(own_name, "own_name")
    code = code_given(registration_code)
    founder = _founder(actor, roles_given([role], "organisation", is_agency=False))
    with acting(founder):
        row = Tenant(kind="organisation", name=name, registration_code=code, made_at=now or clock.now())
        _make(founder, row, {"kind": "organisation", "name": name, "registration_code": code})
        take_seat(founder, own_name, is_admin=True, now=now or clock.now())
    return row.id


def keep_house(*, now: datetime | None = None) -> None:
    """Makes the host's own tenant if there is none, and seats the account `operator` there. Called at each start."""
    house = system("keep_house", HOUSE, ["operator"])
    user = get_user_model().objects.filter(username=OPERATOR).first()
    with acting(house):
        if not Tenant.objects.filter(id=HOUSE).exists():
            _make(house, Tenant(kind="house", name=HOUSE_NAME, made_at=now or clock.now()), {"kind": "house"})
        if user and not Membership.objects.filter(tenant_id=HOUSE, user=user, ended_at=None).exists():
            take_seat(replace(house, user_id=user.pk), "", is_admin=True, now=now or clock.now())


def hold_listing(actor: Actor, tenant_id: UUID, agency_id: str) -> None:
    """Ties a listing of the directory to a tenant, whose managers become agency staff; for an operator.

    Raises Refusal where another tenant holds that listing, or this one holds another.
    """
    operators_only(actor)
    for_tenant = replace(actor, tenant=tenant_id)
    with acting(for_tenant):
        tenant = Tenant.objects.select_for_update().get(id=tenant_id)
        if tenant.kind != "organisation" or tenant.agency_id not in (None, agency_id):
            raise _listing_elsewhere()
        tenant.agency_id = agency_id
        with _once("tenant_agency_once", _listing_elsewhere()):
            tenant.save(update_fields=["agency_id"])
        for member in Membership.objects.filter(tenant_id=tenant_id, ended_at=None, is_admin=True):
            if "agency" not in member.roles:
                member.roles, member.version = [*member.roles, "agency"], member.version + 1
                member.save(update_fields=["roles", "version"])
        log.append(for_tenant, "identity.listing_held", about=tenant_id)


def release_listing(actor: Actor, tenant_id: UUID) -> None:
    """Unties a tenant from its listing; its members are agency staff no more. For an operator."""
    operators_only(actor)
    for_tenant = replace(actor, tenant=tenant_id)
    with acting(for_tenant):
        tenant = Tenant.objects.select_for_update().get(id=tenant_id)
        tenant.agency_id = None
        tenant.save(update_fields=["agency_id"])
        for member in Membership.objects.filter(tenant_id=tenant_id, ended_at=None, roles__overlap=["agency"]):
            # Nobody is left without a role, nor locked out of the members' page.
            member.roles = [role for role in member.roles if role not in ("agency", "compliance")] or ["creditor"]
            member.version += 1
            member.save(update_fields=["roles", "version"])
        log.append(for_tenant, "identity.listing_released", about=tenant_id)


def _founder(actor: Actor, roles: list[Role]) -> Actor:
    known_user(actor)
    return replace(actor, tenant=new_id(), roles=frozenset(roles))


def _make(founder: Actor, tenant: Tenant, body: dict[str, object]) -> Tenant:
    """The tenant's row and keys, under the id that the founder acts for."""
    assert founder.tenant is not None
    tenant.id = founder.tenant
    with _once("tenant_registration_code_once", _already_here()):
        tenant.save(force_insert=True)
    vault.new_tenant(founder)
    committed = vault.commit_body(founder, tenant.id, body)
    log.append(founder, "identity.tenant_founded", about=tenant.id, code=tenant.kind, body=committed)
    announce("identity.tenant_founded", to_tenant=tenant.id)
    return tenant


@contextmanager
def _once(constraint: str, refusal: Refusal) -> Iterator[None]:
    """Turns the violation of one unique constraint into its refusal; the savepoint keeps the transaction alive."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if constraint in str(error):
            raise refusal from None
        raise


def _already_acting() -> Refusal:
    return Refusal(
        "already_acting_alone",
        Words("您已经以个人名义使用了。", "You already act as a person."),
        remedy=Words("在“账号”里切换过去就行。", "Switch to it under “Account”."),
        status=409,
    )


def _already_here() -> Refusal:
    return Refusal(
        "organisation_already_here",
        Words(
            "这个统一社会信用代码的单位已经在这里了。", "An organisation with this registration code is already here."
        ),
        remedy=Words(
            "请它的管理员邀请您加入。不知道是谁，或者有人冒用，请告诉运营方。",
            "Ask its manager to invite you. If you don't know who that is, or somebody misuses the code, "
            "tell the operator.",
        ),
        field="registration_code",
        status=409,
    )


def _listing_elsewhere() -> Refusal:
    return Refusal(
        "listing_already_held",
        Words(
            "这个条目已经有归属，或者这个单位已经有别的条目。",
            "The listing is held, or the organisation holds another.",
        ),
        remedy=Words("先解除原来的归属，再确认。", "Release the former holding first, then confirm."),
        status=409,
    )
