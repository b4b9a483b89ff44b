"""Pages of saved claims: the list, one claim, its corrections, papers, end. Doors parse; the service does the work."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jieqing.claims import forms, living, page, queries, service
from jieqing.claims.export import CSV, XLSX, csv_file, xlsx_file
from jieqing.claims.intake.fields import fields
from jieqing.claims.queries import Line
from jieqing.claims.rules.asking import ALL, ORDERS, Asked, asked
from jieqing.claims.rules.days_left import BANDS
from jieqing.claims.rules.saving import NotRead
from jieqing.claims.rules.workflow import states
from jieqing.claims.service import Opened, Stale
from jieqing.kit.clock import today
from jieqing.kit.doors import actor_of, language_of, only
from jieqing.kit.money import yuan_text
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words


@only("creditor", "agency")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The list with its ageing; what is asked stands in the address."""
    question, on = asked(request.GET.dict()), today()
    typed = request.GET.get("page", "1")
    found = queries.claims(actor_of(request), question, on, int(typed) if typed.isdecimal() and len(typed) < 7 else 1)
    shown = {
        "asked": question,
        "found": found,
        "rows": [page.list_row(claim, on) for claim in found.items],
        "total_text": yuan_text(found.total_fen),
        "ageing": [_ageing_row(question, line, found.total_fen) for line in found.ageing],
        "narrowed": list(_narrowed(question)),
        "kept": [(name, value) for name, value in question.told().items() if name in ("bucket", "left", "road")],
        "states": [(key, named.name) for key, named in states().items()],
        "all": ALL,
        "kinds": fields()["debt_kind"].choices.items(),
        "orders": ORDERS.items(),
        "previous": _address(question, page=found.page - 1) if found.page > 1 else "",
        "next": _address(question, page=found.page + 1) if found.page < found.pages else "",
        "this": _address(question),
        "is_creditor": "creditor" in actor_of(request).roles,
    }
    return render(request, "claims/list.html", shown)


def _narrowed(question: Asked) -> Iterator[tuple[Words, str]]:
    """What narrows the list beside its form, and the address without it."""
    if question.bucket:
        yield Words("不按账龄筛", "All ages"), _address(question, bucket="")
    if question.left:
        band = BANDS[question.left]
        yield Words(f"只看{band.zh}（取消）", f"{band.en} only (undo)"), _address(question, left="")
    if question.road:
        yield Words("只看走这条路的（取消）", "This road only (undo)"), _address(question, road="")


@only("creditor", "agency")
@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The claims that were asked for as a CSV or XLSX file; names masked."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    language, on = language_of(request), today()
    found = queries.every(actor_of(request), asked(request.GET.dict()), on)
    content = csv_file(found, on, language) if kind == "csv" else xlsx_file(found, on, language)
    name = f"jieqing-claims-{on}.{kind}"
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=CSV if kind == "csv" else XLSX, headers=headers)


@only("creditor", "agency")
@require_safe
def claim(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """One claim: what lies open, masked names, papers, history, and what can be done."""
    return claim_page(request, claim_id)


@only("creditor", "agency")
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """The same page with what lies sealed opened, which leaves an entry; reloading by address shows it closed again."""
    if request.method == "GET":
        return redirect("claims:claim", claim_id)
    return claim_page(request, claim_id, opened=service.show(actor_of(request), claim_id))


@only("creditor")
@require_POST
def correct(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Facts and details as typed. What can't be read, or was overtaken, comes back in its own field."""
    actor, changes = actor_of(request), forms.changes_in(request.POST)
    if not changes:
        return redirect("claims:claim", claim_id)
    try:
        saved = service.correct(actor, claim_id, forms.version_in(request.POST), changes)
    except Stale as no:
        return _conflict(request, claim_id, no)
    except NotRead as no:
        return claim_page(request, claim_id, refused={each.field: each for each in no.each}, status=no.status)
    _tell(request, Words("已更新。", "Updated."))
    if saved.remark:
        _tell(request, saved.remark)
    return redirect("claims:claim", claim_id)


@only("creditor")
@require_POST
def act(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Withdraw, close or reopen."""
    actor, wanted = actor_of(request), request.POST.get("act", "")
    if wanted == "withdraw":
        service.withdraw(actor, claim_id)
        _tell(request, Words("已撤回。想接着办，点“恢复”。", "Withdrawn. To go on, press “Reopen”."))
    elif wanted == "close":
        try:
            service.close(actor, claim_id, request.POST.get("closed_as", ""))
        except Refusal as no:
            if no.field != "closed_as":
                raise
            return claim_page(request, claim_id, refused={"closed_as": no}, status=no.status)
        _tell(request, Words("已结案。", "Closed."))
    elif wanted == "reopen":
        service.reopen(actor, claim_id)
        _tell(request, Words("已恢复。", "Reopened."))
    return redirect("claims:claim", claim_id)


@only("creditor")
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Says what deleting means; a POST does it."""
    actor = actor_of(request)
    if request.method == "POST":
        service.delete(actor, claim_id)
        _tell(
            request, Words("已删除，密钥也销毁了，谁都打不开。", "Deleted, and its key destroyed: nobody can open it.")
        )
        return redirect("claims:list")
    found = queries.claim(actor, claim_id)
    papers = queries.papers(actor, claim_id)
    return render(request, "claims/delete.html", {"page": page.claim_part(found, today()), "papers": papers})


@only("creditor")
@require_POST
def attach(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Several papers at once: each is taken or refused by itself, and the refused ones are named."""
    actor, refused, taken = actor_of(request), [], 0
    sent = request.FILES.getlist("papers")
    for file in sent:
        try:
            service.attach(actor, claim_id, file.read(), file.name or "")
            taken += 1
        except Refusal as no:
            if no.status == 404:
                raise
            refused.append((file.name or "", no))
    if not sent:
        queries.claim(actor, claim_id)
        refused.append(("", _no_file()))
    if refused:
        return claim_page(request, claim_id, papers_refused=refused, papers_taken=taken, status=422)
    _tell(request, Words(f"加了 {taken} 份材料。", f"{taken} paper{'' if taken == 1 else 's'} added."))
    return redirect("claims:claim", claim_id)


@only("creditor")
@require_POST
def detach(request: HttpRequest, claim_id: UUID, file_id: UUID) -> HttpResponse:
    """Removes one paper."""
    service.detach(actor_of(request), claim_id, file_id)
    _tell(request, Words("材料已移除。", "The paper was removed."))
    return redirect("claims:claim", claim_id)


def claim_page(
    request: HttpRequest,
    claim_id: UUID,
    *,
    opened: Opened | None = None,
    refused: dict[str, Refusal] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """One claim. `refused`: what can't be read, by field; `more`: as `living.part` and the template take it."""
    actor, on = actor_of(request), today()
    found = queries.claim(actor, claim_id)
    typed = forms.typed_in(request.POST) if refused else {}
    shown = {
        "page": page.claim_part(found, on),
        "facts": page.fact_rows(found, opened, typed, refused or {}),
        "details": page.detail_rows(found, opened, typed, refused or {}),
        "opened": opened,
        "refused": refused or {},
        "papers": queries.papers(actor, claim_id),
        "paper_purpose": service.OWN if found.is_own else service.MANDATED,
        "history": queries.history(actor, claim_id),
        "same_debtor": opened.same_debtor if opened else (),
        **more,
    }
    shown |= living.part(actor, found, on, opens_notes=opened is not None and found.is_own, more=more)
    return render(request, "claims/claim.html", shown, status=status)


def _conflict(request: HttpRequest, claim_id: UUID, no: Stale) -> HttpResponse:
    """Both wordings, field by field; the browser's own are still in the form, ready to be sent again."""
    typed = forms.typed_in(request.POST)
    opened = service.show(actor_of(request), claim_id)
    shown = {
        "refusal": no,
        "page": page.claim_part(queries.claim(actor_of(request), claim_id), today()),
        "rows": page.conflict_rows(opened, typed),
    }
    return render(request, "claims/conflict.html", shown, status=no.status)


def _ageing_row(question: Asked, line: Line, total_fen: int) -> dict[str, Any]:
    return {
        "line": line,
        "address": _address(question, bucket=line.bucket.id),
        "is_chosen": question.bucket == line.bucket.id,
        "share": round(100 * line.amount_fen / total_fen, 1) if total_fen else 0,
    }


def _address(question: Asked, **changed: object) -> str:
    """The query string of a question with some of it changed."""
    told = {**question.told(), **{name: value for name, value in changed.items() if value != 1 or name != "page"}}
    return "?" + urlencode({name: value for name, value in told.items() if value})


def _tell(request: HttpRequest, words: Words) -> None:
    messages.success(request, words.to(language_of(request)))


def _no_file() -> Refusal:
    return Refusal(
        "file_missing",
        Words("没有选文件。", "No file was chosen."),
        remedy=Words("选好文件再点“加上”。", "Choose files, then press “Add”."),
        field="papers",
    )
