"""REST: saved claims. A change names its version in If-Match; what lies sealed is opened by `open` alone."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, File, Header, Query, Router, Schema, UploadedFile

from jieqing.claims import page, queries, service
from jieqing.claims.intake.fields import fields
from jieqing.claims.queries import SavedClaim
from jieqing.claims.rules.ageing import bucket_of
from jieqing.claims.rules.asking import asked
from jieqing.claims.rules.saving import facts_text, readings_in
from jieqing.claims.service import Stale
from jieqing.kit.clock import today
from jieqing.kit.doors import actor_of, language_of, only
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

router = Router(tags=["claims"])


class SaveIn(Schema):
    """A text to keep. `corrections`: field → what a person would type; `save_key`: sent twice, it saves once."""

    text: str = Field(description="What happened, in Chinese")
    corrections: dict[str, str] = Field(default_factory=dict)
    today: date | None = Field(None, description="The day the text speaks from; today if left out")
    save_key: UUID | None = None


class CorrectIn(Schema):
    """Fields of the claim and details → as a person would type them; '' is not known, null takes a correction back."""

    changes: dict[str, str | None]


class CloseIn(Schema):
    """How it ended: paid, partly_paid, given_up, elsewhere."""

    closed_as: str


class SavedOut(Schema):
    """A claim after a change. `same_debtor`: other claims of the tenant against what looks like the same person."""

    id: UUID
    version: int
    state: str
    same_debtor: list[UUID]


class ClaimOut(Schema):
    """What lies open of a claim, and the masked forms of what lies sealed. Money in fen; dates may be partial."""

    id: UUID
    version: int
    state: str
    closed_as: str
    title: str
    amount_fen: int | None
    is_amount_approx: bool
    debt_kind: str | None
    debtor_kind: str | None
    creditor_kind: str | None
    place_code: str | None
    place: str
    due_said: str | None
    debt_said: str | None
    has_written_evidence: bool | None
    evidence: list[str]
    lawsuit: str | None
    aged_from_on: date | None
    aged_by: str | None
    bucket: str
    masked: dict[str, str]
    is_own: bool
    saved_at: datetime
    changed_at: datetime


class LineOut(Schema):
    """A bucket of the ageing."""

    bucket: str
    count: int
    amount_fen: int


class ClaimsOut(Schema):
    """A page of claims."""

    items: list[ClaimOut]
    page: int
    pages: int
    total: int
    ageing: list[LineOut]


class OpenedOut(Schema):
    """What lay sealed: the text, every fact read of it, corrections as typed (null for an agency), details."""

    text: str
    facts: dict[str, Any]
    corrections: dict[str, str] | None
    details: dict[str, str]


class PaperOut(Schema):
    """A paper, its name masked; its content at /files/<id>?purpose=own_claim."""

    id: UUID
    filename: str
    content_type: str
    size: int
    stored_at: datetime


@router.get("", response=ClaimsOut, summary="Claims, with their ageing", description="我的欠款和账龄")
@only("creditor", "agency")
def claims(
    request: HttpRequest,
    state: str = "living",
    bucket: str = "",
    kind: str = "",
    order: str = "age",
    page_number: Annotated[int, Query(alias="page", ge=1, le=1_000_000)] = 1,
) -> dict[str, Any]:
    question = asked({"state": state, "bucket": bucket, "kind": kind, "order": order})
    found = queries.claims(actor_of(request), question, today(), page_number)
    return {
        "items": [_out(request, claim) for claim in found.items],
        "page": found.page,
        "pages": found.pages,
        "total": found.total,
        "ageing": [
            {"bucket": line.bucket.id, "count": line.count, "amount_fen": line.amount_fen} for line in found.ageing
        ],
    }


@router.post("", response={201: SavedOut}, summary="Keep a claim", description="存一笔欠款")
@only("creditor")
def save(request: HttpRequest, kept: SaveIn) -> tuple[int, service.Saved]:
    on = kept.today or today()
    return 201, service.save(actor_of(request), kept.text, kept.corrections, on, save_key=kept.save_key)


@router.get("/{uuid:claim_id}", response=ClaimOut, summary="One claim", description="一笔欠款")
@only("creditor", "agency")
def claim(request: HttpRequest, response: HttpResponse, claim_id: UUID) -> dict[str, Any]:
    found = queries.claim(actor_of(request), claim_id)
    response["ETag"] = f'"{found.version}"'
    return _out(request, found)


@router.patch("/{uuid:claim_id}", response=SavedOut, summary="Correct a claim", description="改一笔欠款")
@only("creditor")
def correct(
    request: HttpRequest, claim_id: UUID, typed: CorrectIn, if_match: Annotated[str, Header(alias="If-Match")] = ""
) -> service.Saved:
    try:
        return service.correct(actor_of(request), claim_id, version_in(if_match), typed.changes)
    except Stale as no:
        no.status = 412  # RFC 9110: the condition of If-Match was false
        raise


@router.delete("/{uuid:claim_id}", response={204: None}, summary="Delete a claim for good", description="删除一笔欠款")
@only("creditor")
def delete(request: HttpRequest, claim_id: UUID) -> tuple[int, None]:
    service.delete(actor_of(request), claim_id)
    return 204, None


@router.post("/{uuid:claim_id}/withdraw", response=SavedOut, summary="Withdraw a claim", description="撤回")
@only("creditor")
def withdraw(request: HttpRequest, claim_id: UUID) -> service.Saved:
    return service.withdraw(actor_of(request), claim_id)


@router.post("/{uuid:claim_id}/close", response=SavedOut, summary="Close a claim", description="结案")
@only("creditor")
def close(request: HttpRequest, claim_id: UUID, ended: CloseIn) -> service.Saved:
    return service.close(actor_of(request), claim_id, ended.closed_as)


@router.post("/{uuid:claim_id}/reopen", response=SavedOut, summary="Reopen a claim", description="恢复")
@only("creditor")
def reopen(request: HttpRequest, claim_id: UUID) -> service.Saved:
    return service.reopen(actor_of(request), claim_id)


@router.post(
    "/{uuid:claim_id}/open",
    response=OpenedOut,
    summary="Open what lies sealed of a claim; it leaves an entry",
    description="打开封存的内容，会留下记录",
)
@only("creditor", "agency")
def open_sealed(request: HttpRequest, response: HttpResponse, claim_id: UUID) -> dict[str, Any]:
    shown = service.show(actor_of(request), claim_id)
    response["Cache-Control"] = "private, no-store"
    return {
        "text": shown.draft.text,
        "facts": {field: reading.value for field, reading in readings_in(facts_text(shown.draft)).items()},
        "corrections": shown.corrections,
        "details": dict(shown.details),
    }


@router.get("/{uuid:claim_id}/papers", response=list[PaperOut], summary="Its papers", description="材料")
@only("creditor", "agency")
def papers(request: HttpRequest, claim_id: UUID) -> list[Any]:
    return queries.papers(actor_of(request), claim_id)


@router.post("/{uuid:claim_id}/papers", response={201: dict[str, UUID]}, summary="Add a paper", description="加材料")
@only("creditor")
def attach(request: HttpRequest, claim_id: UUID, file: Annotated[UploadedFile, File()]) -> tuple[int, dict[str, UUID]]:
    return 201, {"id": service.attach(actor_of(request), claim_id, file.read(), file.name or "")}


@router.delete(
    "/{uuid:claim_id}/papers/{uuid:file_id}", response={204: None}, summary="Remove a paper", description="移除材料"
)
@only("creditor")
def detach(request: HttpRequest, claim_id: UUID, file_id: UUID) -> tuple[int, None]:
    service.detach(actor_of(request), claim_id, file_id)
    return 204, None


def _out(request: HttpRequest, found: SavedClaim) -> dict[str, Any]:
    kept = {name: getattr(found, name) for name in ClaimOut.model_fields if hasattr(found, name)}
    return {
        **kept,
        "title": page.title(found).to(language_of(request)),
        "place": page.place_name(found.place_code),
        "evidence": [kind for kind in found.evidence if kind in fields()["evidence"].choices],
        "bucket": bucket_of(found.aged_from_on, today()).id,
        "masked": dict(found.masked),
    }


def version_in(if_match: str) -> int:
    """The version in If-Match ('"3"'); Refusal (428) without one, for then nobody's words are safe."""
    raw = if_match.strip().removeprefix("W/").strip('"')
    if not raw.isdecimal() or len(raw) > 8:
        raise Refusal(
            "version_missing",
            Words("没有说明改的是哪一版。", "The request does not say which version it changes."),
            remedy=Words("把读到的 ETag 放进 If-Match 请求头。", "Send the ETag that you read as If-Match."),
            field="If-Match",
            status=428,
        )
    return int(raw)
