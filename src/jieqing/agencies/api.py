"""REST: the directory, its indicators, its files. Facts are public; of a law firm there is never a rate (CN-AG-20)."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from ninja import File, Router, Schema, UploadedFile

from jieqing.agencies import queries, service
from jieqing.agencies.exchange.tables import MOST_BYTES
from jieqing.agencies.exchange.writing import csv_chunks, xlsx_file
from jieqing.agencies.rules.catalogue import Part, indicators
from jieqing.agencies.rules.listing import (
    Custody,
    EntityType,
    EvidenceNode,
    FeeModel,
    Listing,
    LitigationRecord,
    Matter,
    Registration,
)
from jieqing.kit.doors import actor_of, anyone, operator_only
from jieqing.kit.words import Language, Words

router = Router(tags=["agencies"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class WordsOut(Schema):
    """A sentence in both languages."""

    zh: str
    en: str


class LicenceOut(Schema):
    """A licence; `valid_through` is its last day, null where it names none."""

    kind: str
    number: str
    valid_through: date | None


class FeeOfferOut(Schema):
    """A fee form; which figures it has depends on `model`. Money in fen, `tiers` as [upper limit or null, per cent]."""

    model: FeeModel
    pct: Decimal | None
    tiers: list[tuple[int | None, Decimal]]
    fixed_fen: int | None
    hourly_fen: int | None
    hours_expected: int | None
    base_fen: int
    prepaid: bool
    travel_pct: Decimal
    extras_fen: int
    extras_note: str
    separate_contract_with_notice: bool


class MediationsOut(Schema):
    """A mediation body's own record, in cases."""

    held: int
    agreed: int
    performed: int


class AgencyOut(Schema):
    """What is known of an agency. `verified_on`: indicator -> the day on which it was last verified."""

    id: str
    name: str
    registration_code: str
    phone: str
    address: str
    place: str
    entity_type: EntityType
    licences: list[LicenceOut]
    matters: list[Matter]
    districts: list[str]
    amount_from_fen: int
    amount_to_fen: int | None
    fee_offers: list[FeeOfferOut]
    similar_closed: dict[Matter, int]
    median_days: int | None
    upheld_complaints: int
    open_places: int
    reply_hours: int | None
    named_lawyer: str | None
    does_enforcement: bool
    custody: Custody
    evidence_node: EvidenceNode
    litigation_record: LitigationRecord
    registration: Registration
    is_conflict_checked: bool
    practising_since: int | None
    staff: int | None
    verified_on: dict[str, date]
    mediations: MediationsOut | None


class FoundOut(Schema):
    """A page of agencies by nearness of the name, then by name.

    `total` stops at 1,000; `is_counted_out` is false then. `is_approximate`: no name contains what was asked.
    """

    items: list[AgencyOut]
    page: int
    pages: int
    total: int
    is_counted_out: bool
    is_approximate: bool
    places: list[str]
    kinds: list[EntityType]


class IndicatorOut(Schema):
    """One of the 18 things known of each agency."""

    id: str
    name: WordsOut
    unit: str
    source: WordsOut
    part: Part
    does: WordsOut
    fields: list[str]


class RowProblemOut(Schema):
    """What is wrong with a row. `is_refused`: the row was left out."""

    row: int
    column: WordsOut
    message: WordsOut
    remedy: WordsOut
    basis: str
    is_refused: bool


class ImportOut(Schema):
    """What an import did, or would do. The rows left out: GET imports/{change_id}/broken.csv."""

    change_id: UUID | None
    filename: str
    is_dry_run: bool
    added: int
    changed: int
    unchanged: int
    rejected: int
    problems: list[RowProblemOut]
    edition: int
    has_broken_file: bool


class UndoneOut(Schema):
    """The change that was undone."""

    change_id: UUID
    edition: int


@router.get(
    "",
    response=FoundOut,
    summary="Agencies by name, place, kind or telephone",
    description="按名称、地区、类型或电话查机构",
)
@anyone
def search(request: HttpRequest, q: str = "", place: str = "", kind: str = "", page: int = 1) -> queries.Found:
    return queries.search(actor_of(request), q, place, kind, page)


@router.get("/indicators", response=list[IndicatorOut], summary="The 18 indicators", description="18项指标")
@anyone
def list_indicators(request: HttpRequest) -> list[dict[str, Any]]:  # noqa: ARG001 - ninja gives it
    return [
        {"id": x.id, "unit": x.unit, "part": x.part, "fields": x.fields}
        | {key: _both(getattr(x, key)) for key in ("name", "source", "does")}
        for x in indicators().values()
    ]


@router.get(
    "/export.{kind}",
    url_name="export_directory",
    summary="The directory as a CSV or XLSX file",
    description="导出名录，CSV 或 XLSX",
)
@anyone
def export_directory(
    request: HttpRequest, kind: Literal["csv", "xlsx"], language: Language = "zh"
) -> HttpResponse | StreamingHttpResponse:
    listings = queries.all_listings(actor_of(request))
    response: HttpResponse | StreamingHttpResponse
    if kind == "csv":
        response = StreamingHttpResponse(csv_chunks(listings, language), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(xlsx_file(listings, language), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="agencies.{kind}"'
    return response


@router.post(
    "/import",
    response=ImportOut,
    summary="Import a CSV or XLSX file; dry_run=true only tries it",
    description="导入 CSV 或 XLSX；dry_run=true 只试不存",
)
@operator_only
def import_directory(request: HttpRequest, file: File[UploadedFile], dry_run: bool = False) -> dict[str, Any]:
    data = file.read(MOST_BYTES + 1)
    report = service.import_directory(actor_of(request), data, file.name or "", dry_run)
    problems = [
        {"row": x.row, "basis": x.basis, "is_refused": x.is_refused}
        | {key: _both(getattr(x, key)) for key in ("column", "message", "remedy")}
        for x in report.problems
    ]
    kept = (key for key in ImportOut.model_fields if key != "problems")
    return {key: getattr(report, key) for key in kept} | {"problems": problems}


@router.get(
    "/imports/{change_id}/broken.csv",
    url_name="broken_rows",
    summary="The rows that an import left out",
    description="一次导入中没有收录的行",
)
@operator_only
def broken_rows(request: HttpRequest, change_id: UUID) -> HttpResponse:
    name, data = queries.broken_file(actor_of(request), change_id)
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    return HttpResponse(data, content_type="text/csv; charset=utf-8", headers=headers)


@router.post(
    "/imports/{change_id}/undo",
    response=UndoneOut,
    summary="Put the directory back as it was before",
    description="撤销一次改动",
)
@operator_only
def undo(request: HttpRequest, change_id: UUID) -> dict[str, Any]:
    change = service.undo(actor_of(request), change_id)
    return {"change_id": change.id, "edition": queries.edition()}


@router.get("/{agency_id}", response=AgencyOut, summary="One agency", description="一家机构")
@anyone
def one_agency(request: HttpRequest, agency_id: str) -> Listing:
    return queries.listing(actor_of(request), agency_id)


def _both(words: Words) -> dict[str, str]:
    return words._asdict()
