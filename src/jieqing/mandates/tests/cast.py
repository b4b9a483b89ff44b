"""Who sends and who receives in these tests, and a claim to begin with. All invented; no number can be dialled."""

from datetime import date
from uuid import UUID

from jieqing.claims import service as claims
from jieqing.identity.models import Tenant
from jieqing.identity.tests.factories import AGENCY_OF_YI, JOINED, actor_in, ding, jia, yi
from jieqing.kit.actor import Actor
from jieqing.kit.clock import now
from jieqing.kit.ids import new_id
from jieqing.kit.rows import acting
from jieqing.mandates import queries, service
from jieqing.vault import service as vault

__all__ = ["AGENCY_OF_GUI", "AGENCY_OF_NOBODY", "AGENCY_OF_YI", "ding", "gui", "jia", "yi"]
AGENCY_OF_GUI, AGENCY_OF_NOBODY = "demo-002", "demo-003"
TODAY = date(2026, 11, 22)
HOTEL = "东台市云栖酒店有限公司"
TOLD = (
    f"{HOTEL}去年买了我一批灶具，还欠9.63万货款，约定2025年6月30日前付清，合同和送货单都在，"
    "合同编号HT-2025-008，联系人电话10900008888。"
)
PDF = b"%PDF-1.4\n%%EOF"


def gui() -> Actor:
    """癸, an agency that holds AGENCY_OF_GUI, and to whom nothing is sent."""
    return holder_of(AGENCY_OF_GUI, "gui")


def holder_of(agency_id: str, username: str) -> Actor:
    """Staff of the tenant that holds that listing; made if not there."""
    with acting(Actor("system:tests")):
        tenant = Tenant.objects.filter(agency_id=agency_id).values_list("id", flat=True).first()
    if tenant is None:
        tenant = new_id()
        facts = {"kind": "organisation", "name": f"盐城{username}律师事务所（虚构）", "made_at": JOINED}
        with acting(founder := Actor("system:tests", tenant)):
            Tenant.objects.create(id=tenant, agency_id=agency_id, **facts)
            vault.new_tenant(founder)
    return actor_in(tenant, username, ["agency"], is_admin=True)


def saved() -> UUID:
    """甲's claim against the hotel."""
    return claims.save(jia(), TOLD, {}, TODAY).id


def sent(agency_id: str = AGENCY_OF_YI, words: str = "", claim_id: UUID | None = None) -> UUID:
    """A card of it, sent to that agency now."""
    return service.send(jia(), claim_id or saved(), agency_id, words=words)


def version(actor: Actor, card_id: UUID) -> int:
    """The version that the actor would see on the page."""
    return queries.card(actor, card_id, now()).row.version
