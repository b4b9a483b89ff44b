"""甲's world: one of each thing that an address can name, all hers, with a marker in what she wrote."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User

from jieqing.agencies.service import load_demo
from jieqing.claims import queries as claims
from jieqing.claims import service as claim_verbs
from jieqing.claims.models import ClaimEvent, Import
from jieqing.claims.papers import batches
from jieqing.claims.portfolio import importing as ledgers
from jieqing.claims.rules.event_entry import Happened
from jieqing.claims.timeline import service as timeline
from jieqing.identity.models import Membership
from jieqing.identity.tests.factories import AGENCY_OF_YI, browser, jia, operator, yi
from jieqing.kit.clock import now
from jieqing.kit.ids import new_id
from jieqing.kit.rows import acting
from jieqing.mandates import queries as card_queries
from jieqing.mandates import service as cards
from jieqing.notices.models import Notice
from jieqing.privacy.service import requests
from jieqing.proof import queries as proof_queries
from jieqing.proof import service as proofs

MARKER = "松柏长青厨房设备"
TOLD = f"东台市{MARKER}有限公司去年买了我一批灶具，还欠9.63万货款，约定2025年6月30日前付清，合同和送货单都在。"
LEDGER = f"客户名称,合同编号,未收余额,约定付款日\n{MARKER}商行,HT-1,500,2025-06-30\n".encode()
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
# Ids that lead nowhere, by the parameter's name in an address.
NOWHERE: Mapping[str, Any] = {
    **{name: UUID("01900000-0000-7000-8000-00000000dead") for name in (
        "claim_id", "file_id", "card_id", "notice_id", "membership_id", "request_id", "change_id",
        "event_id", "batch_id", "import_id", "code_id",
    )},
    "agency_id": "nobody", "token": "no-such-link", "kind": "csv", "number": 999, "pk": 999_999, "session_id": 999_999,
    "code": "0000-0000-0000-0000", "asked": "checkpoint",
    "paper": "D1", "uidb36": "zz", "key": "none",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class World:
    """The ids of 甲's things, and the words that must not be seen by others."""

    ids: dict[str, Any]
    marker: str = MARKER

    def fingerprint(self) -> tuple[object, ...]:
        """What a stranger could have changed: the claim, its papers, the card, the seat, the notice."""
        actor = jia()
        claim = claims.claim(actor, self.ids["claim_id"])
        with acting(actor):
            seat = Membership.objects.get(id=self.ids["membership_id"])
            notice = Notice.objects.get(id=self.ids["notice_id"])
            ledger = Import.objects.values_list("version", "state").get(id=self.ids["import_id"])
            lived = tuple(ClaimEvent.objects.order_by("id").values_list("id", "taken_back_at"))
        card = card_queries.card(actor, self.ids["card_id"], now()).row
        papers = tuple(paper.id for paper in claims.papers(actor, claim.id))
        is_in = UserSession.objects.filter(id=self.ids["session_id"]).exists()
        return (
            claim.version,
            claim.state,
            papers,
            card.version,
            seat.version,
            seat.ended_at,
            notice.read_at,
            is_in,
            lived,
            ledger,
            [code.state for code in proof_queries.codes(actor, now=now())],
        )


def world() -> World:
    """Makes it: a claim with a paper, a card to 乙, a notice, a request, a session."""
    load_demo()
    actor, _agency, _host = jia(), yi(), operator()
    claim_id = claim_verbs.save(actor, TOLD, {}, date(2026, 11, 22)).id
    file_id = claim_verbs.attach(actor, claim_id, PDF, f"{MARKER}对账单.pdf")
    demand = Happened(kind="demand", on=date(2026, 5, 6), reached=True, proof="held", note=MARKER)
    event_id = timeline.add(actor, claim_id, demand, on=date(2026, 11, 22))
    batch_id = batches.ask(actor, "D1", "pdf", [claim_id], date(2026, 11, 22), now=now())
    card_id = cards.send(actor, claim_id, AGENCY_OF_YI)
    notice_id = new_id()
    with acting(actor):
        Notice.objects.create(
            id=notice_id, tenant_id=actor.tenant, user_id=actor.user_id, job_id=1, event="mandates.card_asked",
            about=card_id, at=now(),
        )  # fmt: skip
        seat = Membership.objects.get(user_id=actor.user_id)
    request_id = requests.ask(actor, kind="copy", text=MARKER, now=now())
    session = browser(actor).session
    session_id = UserSession.objects.create(
        user=User.objects.get(pk=actor.user_id), session_key=session.session_key, ip="127.0.0.1", user_agent="",
        data={},
    ).id  # fmt: skip
    import_id = ledgers.upload(actor, LEDGER, f"{MARKER}.csv", date(2026, 11, 22))
    proofs.make_code(actor, "claim", claim_id, 30, now=now())
    ids = {
        "import_id": import_id, "claim_id": claim_id, "file_id": file_id, "event_id": event_id, "batch_id": batch_id,
        "code_id": proof_queries.codes(actor, now=now())[0].id,
        "card_id": card_id, "notice_id": notice_id,
        "membership_id": seat.id, "request_id": request_id, "session_id": session_id, "agency_id": AGENCY_OF_YI,
    }  # fmt: skip
    return World({**NOWHERE, **ids})
