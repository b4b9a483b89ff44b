"""The standing cast with tenants of their own: 甲 jia, 乙 yi, 丙 bing, and 丁 ding, who must see nothing of theirs.

    actor = jia()                  an Actor with a real user, tenant and membership; the same one again in one test
    actor_in(jia().tenant, "jia2") a second member of a tenant
    browser(jia())                 a Client signed in as that person, acting for that tenant

All names are invented. Needs the database (`pytestmark = pytest.mark.django_db`).
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.test import Client

from jieqing.identity.middleware import ACTIVE_TENANT
from jieqing.identity.models import Membership, Tenant
from jieqing.identity.rules.roles import HOUSE
from jieqing.identity.tests.visitor import app_of
from jieqing.kit import clock
from jieqing.kit.actor import Actor, Role, system
from jieqing.kit.ids import new_id
from jieqing.kit.rows import acting
from jieqing.law.registration import registration_code
from jieqing.vault import service as vault

JOINED = datetime(2026, 9, 1, 1, tzinfo=UTC)
AGENCY_OF_YI = "demo-001"
NAMES = {
    "jia": "贾砚秋", "yi": "易知行", "bing": "邴小满", "ding": "丁未央", "op": "欧阳站长", "gui": "桂一航",
    "other-debtor": "岳如常",
}  # fmt: skip


def jia() -> Actor:
    """甲, a creditor: a small company."""
    return _cast("jia", "organisation", ["creditor"], name="苏州甲灶厨具有限公司（虚构）", number=9101)


def yi() -> Actor:
    """乙, an agency that holds the directory listing AGENCY_OF_YI."""
    return _cast(
        "yi", "organisation", ["agency"], name="苏州乙砺律师事务所（虚构）", number=9102, agency_id=AGENCY_OF_YI
    )


def bing() -> Actor:
    """丙, a debtor: a natural person."""
    return _cast("bing", "person", ["debtor"])


def ding() -> Actor:
    """丁, another creditor, who must see nothing of the others."""
    return _cast("ding", "organisation", ["creditor"], name="盐城丁行贸易有限公司（虚构）", number=9104)


def operator() -> Actor:
    """An operator, in the host's own tenant."""
    return _cast("op", "house", ["operator"], name="结清运营方（虚构）")


def compliance() -> Actor:
    """A compliance officer, in the host's own tenant."""
    _cast("op", "house", ["operator"], name="结清运营方（虚构）")
    return actor_in(HOUSE, "compliance", ["compliance"])


def verifier() -> Actor:
    """A verifier, in the host's own tenant."""
    operator()
    return actor_in(HOUSE, "verifier", ["verifier"])


def stranger_as(role: Role) -> Actor:
    """Somebody in that role in a tenant that has to do with nobody of the cast."""
    if role == "agency":
        return _cast("gui", "organisation", [role], name="盐城癸隅律师事务所（虚构）", agency_id="demo-002")
    return ding() if role == "creditor" else _cast(f"other-{role}", "person", [role])


def actor_in(
    tenant: UUID | None, username: str, roles: Iterable[Role] = ("creditor",), *, name: str = "", **facts: object
) -> Actor:
    """A member of that tenant, of that full name; made if not there."""
    assert tenant is not None
    user, _ = User.objects.get_or_create(username=username, defaults={"email": f"{username}@example.com"})
    actor = Actor(f"user:{user.pk}", tenant, frozenset(roles), user.pk, has_second_factor=True)
    with acting(actor):
        if not Membership.objects.filter(tenant_id=tenant, user=user, ended_at=None).exists():
            person = new_id()
            sealed = vault.seal(actor, person, "member.name", name) if name else b""
            seat = {"person_id": person, "roles": list(roles), "name_sealed": sealed, "joined_at": JOINED}
            Membership.objects.create(tenant_id=tenant, user=user, **seat | facts)
    return actor


def browser(actor: Actor) -> Client:
    """A browser in which that person has signed in, by a second step if `has_second_factor`, acting for that tenant."""
    client, user = Client(), User.objects.get(pk=actor.user_id)
    client.force_login(user)
    session = client.session
    if actor.tenant:
        session[ACTIVE_TENANT] = str(actor.tenant)
    if actor.has_second_factor:
        if not Authenticator.objects.filter(user=user).exists():
            app_of(user)
        session["account_authentication_methods_user"] = str(user.pk)
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": clock.now().timestamp()}]
    session.save()
    return client


def _cast(username: str, kind: str, roles: list[Role], *, name: str = "", number: int = 0, **facts: object) -> Actor:
    """The person of that username, first manager of a tenant of their own."""
    member = _standing(username)
    if member:
        return Actor(f"user:{member.user_id}", member.tenant_id, frozenset(roles), member.user_id, True)
    tenant = HOUSE if kind == "house" else new_id()
    with acting(founder := system("tests", tenant)):
        if not Tenant.objects.filter(id=tenant).exists():
            code = registration_code("91", "990000", f"{number:08d}") if number else ""
            facts |= {"kind": kind, "name": name, "registration_code": code, "made_at": JOINED}
            Tenant.objects.create(id=tenant, **facts)
            vault.new_tenant(founder)
    return actor_in(tenant, username, roles, name=NAMES[username], is_admin=True)


def _standing(username: str) -> Membership | None:
    user = User.objects.filter(username=username).first()
    if user is None:
        return None
    with acting(Actor(f"user:{user.pk}", user_id=user.pk)):
        return Membership.objects.filter(user=user, ended_at=None).first()
