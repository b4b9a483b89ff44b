"""Pages of the directory: search, one agency, the indicators, and the operator's import."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from jieqing.agencies import queries, service
from jieqing.agencies.exchange.tables import MOST_BYTES
from jieqing.agencies.facts import facts
from jieqing.agencies.rules.catalogue import Indicator, entity_kinds
from jieqing.agencies.rules.catalogue import indicators as catalogue
from jieqing.agencies.rules.listing import Listing
from jieqing.agencies.rules.places import full_name
from jieqing.agencies.service import ImportReport
from jieqing.kit.clock import today
from jieqing.kit.doors import actor_of, anyone, language_of, operator_only
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

PARTS = (
    ("decides", Words("决定能不能接、排在哪里的", "What decides whether it fits and where it stands")),
    ("filters_or_marks", Words("用来筛选或标明的", "What filters or marks")),
    ("shown_only", Words("只展示的", "What is only shown")),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A short warning beside a name; `tone` is a class of the style sheet."""

    words: Words
    tone: str


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator of one agency."""

    name: Words
    facts: tuple[Words, ...]
    source: Words
    verified_on: date | None


@anyone
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Agencies by name, place, kind or telephone; the question stands in the address."""
    asked = {key: request.GET.get(key, "").strip() for key in ("q", "place", "kind")}
    page: dict[str, Any] = {"asked": asked, "kinds": entity_kinds().values(), **_exports()}
    try:
        number = int(request.GET.get("page", "1")) if request.GET.get("page", "1").isdecimal() else 1
        found = queries.search(actor_of(request), **asked, page=number)
    except Refusal as no:
        return render(request, "agencies/search.html", {**page, "refusal": no}, status=no.status)
    turns = {turn: urlencode({**asked, "page": found.page + step}) for turn, step in (("previous", -1), ("next", 1))}
    page["found"] = found
    page["rows"] = [_found_row(listing) for listing in found.items]
    page["previous"] = turns["previous"] if found.page > 1 else ""
    page["next"] = turns["next"] if found.page < found.pages else ""
    return render(request, "agencies/search.html", page)


@anyone
@require_safe
def listing(request: HttpRequest, agency_id: str) -> HttpResponse:
    """One agency: what is known, from where, and when it was verified."""
    agency = queries.listing(actor_of(request), agency_id)
    known = facts(agency)
    parts = [
        {
            "id": part,
            "name": name,
            "rows": [_row(agency, i, known[i.id]) for i in catalogue().values() if i.part == part],
        }
        for part, name in PARTS
    ]
    page = {"listing": agency, "kind": entity_kinds()[agency.entity_type], "place": full_name(agency.place)}
    return render(request, "agencies/listing.html", {**page, "marks": _marks(agency, today()), "parts": parts})


@anyone
@require_safe
def indicators(request: HttpRequest) -> HttpResponse:
    """The 18 things that are looked at."""
    return render(request, "agencies/indicators.html", {"indicators": catalogue().values()})


@operator_only
@require_http_methods(["GET", "HEAD", "POST"])
def operator(request: HttpRequest) -> HttpResponse:
    """The operator's page: try an import, import, undo."""
    actor, page, status = actor_of(request), dict[str, Any](_exports()), 200
    try:
        if undo := request.POST.get("undo"):
            service.undo(actor, undo)
            said = Words("已撤销，名录回到这次改动之前。", "Undone; the directory is as it was before that change.")
            messages.success(request, said.to(language_of(request)))
            return redirect("agencies:operator")
        if request.method == "POST":
            page["report"] = _import(request)
    except Refusal as no:
        page["refusal"], status = no, no.status
    page["changes"] = queries.changes(actor)
    return render(request, "agencies/operator.html", page, status=status)


def _import(request: HttpRequest) -> ImportReport:
    file = request.FILES.get("file")
    if file is None or not file.name:
        raise Refusal(
            "file_missing",
            Words("没有选文件。", "No file was chosen."),
            remedy=Words("选一个 CSV 或 XLSX 文件再试。", "Choose a CSV or XLSX file and try again."),
            field="file",
        )
    is_trial = request.POST.get("act") != "import"
    return service.import_directory(actor_of(request), file.read(MOST_BYTES + 1), file.name, is_trial)


def _found_row(agency: Listing) -> dict[str, Any]:
    return {
        "listing": agency,
        "kind": entity_kinds()[agency.entity_type].name,
        "place": full_name(agency.place),
        "marks": _marks(agency, today()),
    }


def _row(agency: Listing, indicator: Indicator, known: tuple[Words, ...]) -> Row:
    return Row(indicator.name, known, indicator.source, agency.verified_on.get(indicator.id))


def _marks(agency: Listing, on: date) -> list[Mark]:
    found = []
    if agency.registration in ("suspended", "revoked"):
        found.append(Mark(facts(agency)["registration"][0], "stop"))
    if agency.licences and not any(licence.holds_on(on) for licence in agency.licences):
        found.append(Mark(Words("执照已过期", "licence expired"), "stop"))
    if agency.litigation_record == "found":
        found.append(Mark(Words("查到涉诉或处罚记录", "litigation or penalty on record"), "look"))
    return found


def _exports() -> dict[str, str]:
    return {f"export_{kind}": reverse("api:export_directory", args=[kind]) for kind in ("csv", "xlsx")}
