"""Pages: ledgers that were given, the wizard from file to claims, its progress, the way back, and the export."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jieqing.claims.export import CSV, XLSX
from jieqing.claims.portfolio import exporting, forms, importing, queries, undoing
from jieqing.claims.portfolio import page as pages
from jieqing.claims.portfolio.refusals import AlreadyHere
from jieqing.kit.clock import today
from jieqing.kit.doors import actor_of, anyone, language_of, only
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

KINDS = ("claims", "payments")


@only("creditor")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The ledgers that were given, the newest first."""
    found = queries.imports(actor_of(request))
    return render(request, "claims/portfolio/list.html", {"rows": [pages.list_row(each) for each in found]})


@only("creditor")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A place to drop a file; a POST tries it and leads to its dry run. Nothing becomes a claim here."""
    kind = request.POST.get("kind") or request.GET.get("kind", "claims")
    shown: dict[str, Any] = {"kind": kind if kind in KINDS else "claims"}
    if request.method != "POST":
        return render(request, "claims/portfolio/new.html", shown)
    file = request.FILES.get("ledger")
    try:
        if file is None:
            raise no_file()
        import_id = importing.upload(actor_of(request), file.read(), file.name or "", today(), kind=shown["kind"])
    except Refusal as no:
        first = no.first if isinstance(no, AlreadyHere) else None
        return render(request, "claims/portfolio/new.html", {**shown, "refusal": no, "first": first}, status=no.status)
    return redirect("claims:ledger", import_id)


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: HttpRequest) -> HttpResponse:
    """The ledger of the front page: creditors go on to the wizard, others see the dry run and nothing is stored."""
    if request.method != "POST":
        return redirect("desks:front")
    if "creditor" in actor_of(request).roles and actor_of(request).tenant:
        return new(request)
    file = request.FILES.get("ledger")
    try:
        if file is None:
            raise no_file()
        report, reading = importing.dry_run(file.read(), file.name or "", today())
    except Refusal as no:
        return render(request, "claims/portfolio/trial.html", {"refusal": no}, status=no.status)
    return render(request, "claims/portfolio/trial.html", pages.trial(report, reading, today()))


@only("creditor")
@require_safe
def one(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """An import: its dry run to be confirmed, its progress, or what became of it."""
    return _page(request, import_id)


@only("creditor")
@require_safe
def progress(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """How far it is, as a piece of the page; the script of the page asks for it."""
    found = queries.one(actor_of(request), import_id)
    return render(request, "claims/portfolio/_progress.html", {"found": found, "percent": pages.percent(found)})


@only("creditor")
@require_POST
def columns(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Which column holds what, as chosen; or another sheet."""
    mapping, sheet = forms.mapping_in(request.POST), str(request.POST.get("sheet", ""))
    return _done(
        request,
        import_id,
        lambda: importing.remap(actor_of(request), import_id, forms.version_in(request.POST), mapping, sheet=sheet),
        Words(
            "按您选的重新读过了；下次列名一样的文件也这么读。",
            "Read anew as you chose; files with these headers will be, too.",
        ),
    )


@only("creditor")
@require_POST
def groups(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """How lines are grouped, and what the money is for."""
    return _done(
        request,
        import_id,
        lambda: importing.choose(
            actor_of(request), import_id, forms.version_in(request.POST), forms.choices_in(request.POST)
        ),
        Words("重新分好了。", "Grouped anew."),
    )


@only("creditor")
@require_POST
def booking(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """What the user says of the payments of a file."""
    said = {name: bool(request.POST.get(name)) for name in ("has_proof", "is_in_balance")}
    return _done(
        request,
        import_id,
        lambda: importing.book(actor_of(request), import_id, forms.version_in(request.POST), **said),
        Words("记下了。", "Noted."),
    )


@only("creditor")
@require_POST
def confirm(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Has it imported."""
    return _done(
        request, import_id, lambda: importing.confirm(actor_of(request), import_id, forms.version_in(request.POST))
    )


@only("creditor")
@require_POST
def drop(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Forgets a dry run."""
    importing.drop(actor_of(request), import_id)
    _tell(request, Words("没有导入；文件已经删掉。", "Not imported; the file is gone."))
    return redirect("claims:ledgers")


@only("creditor")
@require_POST
def undo(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Has an import undone as a whole."""
    undoing.undo(actor_of(request), import_id)
    return redirect("claims:ledger", import_id)


@only("creditor")
@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The user's own columns with ours, of one import or of all, opened for an export."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    wanted = str(request.GET.get("import", ""))
    table = exporting.sheet(actor_of(request), today(), language_of(request), import_id=_id(wanted))
    headers = {
        "Content-Disposition": content_disposition_header(True, f"jieqing-ledger-{today()}.{kind}") or "",
        "Cache-Control": "private, no-store",
    }
    if kind == "csv":
        return StreamingHttpResponse(exporting.csv_chunks(table), content_type=CSV, headers=headers)
    return HttpResponse(exporting.xlsx_file(table), content_type=XLSX, headers=headers)


def no_file() -> Refusal:
    """No file came with the form."""
    return Refusal(
        "file_missing",
        Words("没有选文件。", "No file was chosen."),
        remedy=Words("选好台账再点“看看读出什么”。", "Choose the ledger, then press “See what is read”."),
        field="ledger",
    )


def _done(request: HttpRequest, import_id: UUID, act: Callable[[], None], said: Words | None = None) -> HttpResponse:
    """The act, and the page again; what is refused stands in the page, in the field that it is about."""
    try:
        act()
    except Refusal as no:
        if no.status == 404:
            raise
        return _page(request, import_id, refusal=no)
    if said:
        _tell(request, said)
    return redirect("claims:ledger", import_id)


def _page(request: HttpRequest, import_id: UUID, refusal: Refusal | None = None) -> HttpResponse:
    actor = actor_of(request)
    found = queries.one(actor, import_id)
    typed = str(request.POST.get("moved", "")) if refusal else None
    status = refusal.status if refusal else 200
    if found.state == "read":
        found = queries.one(actor, import_id, opened=True)
        asked = request.GET.get("page", "1")
        number = int(asked) if asked.isdecimal() and len(asked) < 7 else 1
        template = "payments" if found.kind == "payments" else "dry_run"
        shown = pages.dry_run(found, number, typed)
        return render(request, f"claims/portfolio/{template}.html", {**shown, "refusal": refusal}, status=status)
    shown = {"found": found, "percent": pages.percent(found), "refusal": refusal, **pages.list_row(found)}
    if found.state in ("done", "failed") and "show" in request.GET and found.has_report:
        shown["report"] = queries.one(actor, import_id, opened=True).report
    if found.state == "undone" and found.kind == "claims":
        shown["left"] = [pages.left_row(claim, today()) for claim in queries.left_of(actor, import_id)]
    return render(request, "claims/portfolio/after.html", shown, status=status)


def _id(text: str) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _tell(request: HttpRequest, words: Words) -> None:
    messages.success(request, words.to(language_of(request)))
