"""REST: ledgers on their way into claims. What a trial found names people: `report` alone opens it."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, File, Form, Header, Router, Schema, UploadedFile

from jieqing.claims.api import version_in
from jieqing.claims.portfolio import importing, queries, refusals, undoing
from jieqing.claims.portfolio.importing import Kind
from jieqing.claims.portfolio.rules.grouping import By, Choices
from jieqing.kit.clock import today
from jieqing.kit.doors import actor_of, language_of, only

router = Router(tags=["ledgers"])
IfMatch = Annotated[str, Header(alias="If-Match", description="The version that you read")]


class LedgerOut(Schema):
    """A ledger that was given. `done` of `claims` so far; `mapping`: column (from 0) → field."""

    id: UUID
    kind: str
    state: str = Field(description="read, queued, running, done, undoing, undone, failed, dropped")
    version: int
    sheet: str
    mapping: dict[int, str]
    choices: dict[str, Any]
    rows: int
    errors: int
    claims: int
    done: int
    total_fen: int
    failed_code: str
    made_at: datetime


class ProblemOut(Schema):
    """What is wrong in a row, and how to mend it."""

    row: int
    column: str
    reason: str
    remedy: str


class GroupOut(Schema):
    """Lines that are one claim; `no` is the first of them."""

    no: int
    debtor_name: str
    rows: list[int]
    outstanding_fen: int
    is_recurring: bool


class MatchedOut(Schema):
    """A payment and where it goes; without a claim `how` says why: none, several."""

    row: int
    paid_fen: int
    paid_on: str
    who: str
    how: str
    claim_id: UUID | None
    part: int | None


class ReportOut(Schema):
    """What a trial found, opened: problems, columns that are not kept, groups or payments."""

    filename: str
    sheets: list[str]
    headers: list[str]
    problems: list[ProblemOut]
    not_kept: dict[str, str]
    remarks: list[str]
    groups: list[GroupOut]
    payments: list[MatchedOut]


class ColumnsIn(Schema):
    """Column (from 0) → field of the reader; of columns that are left out nothing is read."""

    mapping: dict[int, str]
    sheet: str = ""


class GroupsIn(Schema):
    """`moved`: row → another row whose claim it joins, or itself for one of its own. `kind`: what the money is for."""

    by: By = "contract"
    kind: str = ""
    moved: dict[int, int] = Field(default_factory=dict)


@router.get("", response=list[LedgerOut], summary="Ledgers that were given", description="交过的台账")
@only("creditor")
def ledgers(request: HttpRequest) -> list[queries.Seen]:
    return queries.imports(actor_of(request))


@router.post("", response={201: LedgerOut}, summary="Try a ledger; keeps no claim", description="试读台账")
@only("creditor")
def give(
    request: HttpRequest, file: Annotated[UploadedFile, File()], kind: Annotated[Kind, Form()] = "claims"
) -> tuple[int, queries.Seen]:
    actor = actor_of(request)
    return 201, queries.one(actor, importing.upload(actor, file.read(), file.name or "", today(), kind=kind))


@router.get("/{uuid:import_id}", response=LedgerOut, summary="A ledger and how far it is", description="台账的进度")
@only("creditor")
def one(request: HttpRequest, import_id: UUID) -> queries.Seen:
    return queries.one(actor_of(request), import_id)


@router.post("/{uuid:import_id}/report", response=ReportOut, summary="Open what was found", description="打开检查结果")
@only("creditor")
def report(request: HttpRequest, import_id: UUID) -> dict[str, Any]:
    language = language_of(request)
    found = queries.one(actor_of(request), import_id, opened=True).report
    if found is None:
        raise refusals.not_now()
    return {
        "filename": found.filename,
        "sheets": found.sheets,
        "headers": found.headers,
        "problems": [
            {"row": each.row, "column": each.column, "reason": each.reason.to(language),
             "remedy": each.remedy.to(language)}
            for each in found.problems
        ],
        "not_kept": {each.header: each.why.to(language) for each in found.not_kept},
        "remarks": [each.to(language) for each in found.remarks],
        "groups": [
            {"no": each.no, "debtor_name": each.debtor_name, "rows": [line.row for line in each.lines],
             "outstanding_fen": each.outstanding_fen, "is_recurring": each.is_recurring}
            for each in found.groups
        ],
        "payments": found.payments,
    }  # fmt: skip


@router.put("/{uuid:import_id}/columns", response=LedgerOut, summary="Say what columns hold", description="改列的对应")
@only("creditor")
def columns(request: HttpRequest, import_id: UUID, told: ColumnsIn, if_match: IfMatch = "") -> queries.Seen:
    actor = actor_of(request)
    importing.remap(actor, import_id, version_in(if_match), told.mapping, sheet=told.sheet)
    return queries.one(actor, import_id)


@router.put("/{uuid:import_id}/groups", response=LedgerOut, summary="Group lines anew", description="重新分组")
@only("creditor")
def groups(request: HttpRequest, import_id: UUID, told: GroupsIn, if_match: IfMatch = "") -> queries.Seen:
    actor = actor_of(request)
    importing.choose(actor, import_id, version_in(if_match), Choices(told.by, told.kind, told.moved))
    return queries.one(actor, import_id)


@router.post("/{uuid:import_id}/confirm", response={202: LedgerOut}, summary="Import it", description="导入")
@only("creditor")
def confirm(request: HttpRequest, import_id: UUID, if_match: IfMatch = "") -> tuple[int, queries.Seen]:
    actor = actor_of(request)
    importing.confirm(actor, import_id, version_in(if_match))
    return 202, queries.one(actor, import_id)


@router.post("/{uuid:import_id}/undo", response={202: LedgerOut}, summary="Undo it as a whole", description="整份撤销")
@only("creditor")
def undo(request: HttpRequest, import_id: UUID) -> tuple[int, queries.Seen]:
    actor = actor_of(request)
    undoing.undo(actor, import_id)
    return 202, queries.one(actor, import_id)


@router.delete("/{uuid:import_id}", response={204: None}, summary="Drop a trial", description="不导入")
@only("creditor")
def drop(request: HttpRequest, import_id: UUID) -> tuple[int, None]:
    importing.drop(actor_of(request), import_id)
    return 204, None
