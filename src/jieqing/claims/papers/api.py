"""REST: papers of a claim. Making one, and keeping what it needs, are POST and PUT: each leaves its entry."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import Field, Router, Schema

from jieqing.claims.papers import batches, service
from jieqing.claims.papers.catalogue import fields
from jieqing.claims.papers.facts import Chosen
from jieqing.documents.docx import CONTENT_TYPE as DOCX
from jieqing.kit.clock import now, today
from jieqing.kit.doors import actor_of, language_of, only

router = Router(tags=["papers"])
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FILE = {"responses": {200: {"description": "The file", "content": {"application/pdf": _BINARY, DOCX: _BINARY}}}}
_PACKET = {"responses": {200: {"description": "The packet", "content": {"application/pdf": _BINARY}}}}


class OfferOut(Schema):
    """A paper; `why` says what stands against it where it does not fit."""

    id: str
    name: str
    purpose: str
    fits: bool
    why: list[str]


class FieldOut(Schema):
    """A field that is typed for papers. `kind`: line, lines, date, money, choice, schedule."""

    id: str
    name: str
    kind: str
    is_optional: bool
    choices: dict[str, str]


class FactsIn(Schema):
    """Field → as typed; '' empties it. `GET /prints/fields` lists them."""

    typed: dict[str, str]


class FactsOut(Schema):
    """How many fields are filled now."""

    filled: int


class ExhibitIn(Schema):
    """An attachment of the claim that is to prove something."""

    file_id: UUID
    proves: str = ""
    form: Literal["", "original", "copy", "electronic"] = ""
    source: str = ""
    device: str = ""


class ExhibitsIn(Schema):
    """The exhibits in their order; those left out are in no packet."""

    exhibits: list[ExhibitIn] = Field(max_length=200)


class MakeIn(Schema):
    """The format of the file."""

    form: Literal["pdf", "docx"] = "pdf"


class PacketIn(Schema):
    """Ids of papers, in their order; the list of evidence comes by itself."""

    papers: list[str] = Field(min_length=1, max_length=20)


class BatchIn(Schema):
    """One paper for many claims; without claims, for every open one."""

    paper: str
    form: Literal["pdf", "docx"] = "pdf"
    claims: list[UUID] = Field(default_factory=list, max_length=batches.MOST)


class BatchOut(Schema):
    """How far a batch is. `held_back`: claim → code. The archive lies at /files/<file_id>?purpose=papers."""

    id: UUID
    paper: str
    form: str
    state: str
    claim_count: int
    done_count: int
    held_back: dict[str, str]
    file_id: UUID | None
    as_of_on: date
    made_at: datetime


@router.get("/prints/fields", response=list[FieldOut], summary="What can be typed for papers", description="文书字段")
@only("creditor")
def field_list(request: HttpRequest) -> list[dict[str, Any]]:
    language = language_of(request)
    return [
        {
            "id": each.id, "name": each.name.to(language), "kind": each.kind, "is_optional": each.is_optional,
            "choices": {value: words.to(language) for value, words in each.choices.items()},
        }
        for each in fields().values()
        if each.kind
    ]  # fmt: skip


@router.get("/claims/{uuid:claim_id}/prints", response=list[OfferOut], summary="Which papers fit", description="文书")
@only("creditor")
def offers(request: HttpRequest, claim_id: UUID) -> list[dict[str, Any]]:
    language = language_of(request)
    return [
        {
            "id": each.kind.id, "name": each.kind.name.to(language), "purpose": each.kind.purpose.to(language),
            "fits": each.fits, "why": [why.to(language) for why in each.why],
        }
        for each in service.offers(actor_of(request), claim_id, today())
    ]  # fmt: skip


@router.put("/claims/{uuid:claim_id}/prints/facts", response=FactsOut, summary="Fill gaps", description="填空")
@only("creditor")
def keep(request: HttpRequest, claim_id: UUID, sent: FactsIn) -> dict[str, int]:
    return {"filled": len(service.keep(actor_of(request), claim_id, sent.typed).typed)}


@router.put(
    "/claims/{uuid:claim_id}/prints/exhibits", response=FactsOut, summary="Choose exhibits", description="选证据"
)
@only("creditor")
def choose(request: HttpRequest, claim_id: UUID, sent: ExhibitsIn) -> dict[str, int]:
    chosen = [Chosen(**each.dict()) for each in sent.exhibits]
    return {"filled": len(service.choose(actor_of(request), claim_id, chosen).exhibits)}


@router.post(
    "/claims/{uuid:claim_id}/prints/packet", summary="The court packet", description="整套材料", openapi_extra=_PACKET
)
@only("creditor")
def packet(request: HttpRequest, claim_id: UUID, sent: PacketIn) -> HttpResponse:
    return _file(service.packet(actor_of(request), claim_id, sent.papers, today()))


@router.post(
    "/claims/{uuid:claim_id}/prints/{paper}", summary="Make a paper", description="做文书", openapi_extra=_FILE
)
@only("creditor")
def make(request: HttpRequest, claim_id: UUID, paper: str, sent: MakeIn) -> HttpResponse:
    return _file(service.make(actor_of(request), claim_id, paper, sent.form, today()))


@router.post("/prints", response={202: BatchOut}, summary="One paper for many claims", description="批量做文书")
@only("creditor")
def ask(request: HttpRequest, sent: BatchIn) -> tuple[int, dict[str, Any]]:
    actor = actor_of(request)
    return 202, _batch(request, batches.ask(actor, sent.paper, sent.form, sent.claims, today(), now=now()))


@router.get("/prints/{uuid:batch_id}", response=BatchOut, summary="How far a batch is", description="批量的进度")
@only("creditor")
def batch(request: HttpRequest, batch_id: UUID) -> dict[str, Any]:
    return _batch(request, batch_id)


def _batch(request: HttpRequest, batch_id: UUID) -> dict[str, Any]:
    row = batches.batch(actor_of(request), batch_id)
    kept = ("id", "paper", "form", "state", "done_count", "held_back", "file_id", "as_of_on", "made_at")
    return {name: getattr(row, name) for name in kept} | {"claim_count": len(row.claim_ids)}


def _file(made: service.Made) -> HttpResponse:
    """The file; `Jieqing-Gaps` counts what is to be filled in, `Jieqing-Not-Bound` exhibits that are only named."""
    headers = {
        "Content-Disposition": content_disposition_header(True, made.filename) or "attachment",
        "Cache-Control": "private, no-store",
        "Jieqing-Gaps": str(len(made.gaps)),
        "Jieqing-Not-Bound": str(len(made.problems)),
    }
    return HttpResponse(made.content, content_type=made.content_type, headers=headers)
