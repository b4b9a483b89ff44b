"""Pages of papers: which fit, one paper with its gaps, the packet, many at once. Doors parse, the service works."""

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jieqing.claims import page as claim_page
from jieqing.claims import queries
from jieqing.claims.papers import batches, page, service
from jieqing.claims.papers.catalogue import fields, paper_kind, papers
from jieqing.claims.papers.facts import Chosen, NotKept
from jieqing.claims.papers.opening import PURPOSE
from jieqing.kit.clock import now, today
from jieqing.kit.doors import actor_of, language_of, only
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@only("creditor")
@require_safe
def index(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """The papers that fit this claim, and why the others don't."""
    offers = service.offers(actor_of(request), claim_id, today())
    shown = {**_claim(request, claim_id), "offers": offers, "any_fits": any(each.fits for each in offers)}
    return render(request, "claims/papers/index.html", shown)


@only("creditor")
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, claim_id: UUID, paper: str) -> HttpResponse:
    """One paper: its gaps to fill, what stands against it, how it looks. A POST keeps what was typed."""
    kind, actor = paper_kind(paper), actor_of(request)
    if request.method != "POST":
        return _paper(request, claim_id, paper)
    typed = {name: value for name, value in request.POST.items() if name in fields()}
    try:
        service.keep(actor, claim_id, {name: str(value) for name, value in typed.items()})
    except NotKept as no:
        refused = {each.field: each for each in no.each}
        return _paper(request, claim_id, kind.id, typed=typed, refused=refused, status=no.status)
    messages.success(request, Words("已存好，文书已更新。", "Kept; the paper is up to date.").to(language_of(request)))
    return redirect("claims:print", claim_id, kind.id)


@only("creditor")
@require_POST
def file(request: HttpRequest, claim_id: UUID, paper: str) -> HttpResponse:
    """The paper as a file. Where a check holds it back, the page says why."""
    try:
        made = service.make(actor_of(request), claim_id, paper, request.POST.get("form", "pdf"), today())
    except service.Held as no:
        return _paper(request, claim_id, paper, held=no, status=no.status)
    return _download(made)


@only("creditor")
@require_http_methods(["GET", "HEAD", "POST"])
def packet(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Choose papers and exhibits; a POST keeps the exhibits, and with `make` answers with the packet."""
    actor = actor_of(request)
    if request.method != "POST":
        return _packet(request, claim_id)
    try:
        service.choose(actor, claim_id, _chosen(request.POST))
        if "make" not in request.POST:
            words = Words("证据已存好。", "The exhibits were kept.")
            messages.success(request, words.to(language_of(request)))
            return redirect("claims:packet", claim_id)
        made = service.packet(actor, claim_id, request.POST.getlist("paper"), today())
    except Refusal as no:
        if no.status == 404:
            raise
        return _packet(request, claim_id, refusal=no, status=no.status)
    return _download(made)


@only("creditor")
@require_http_methods(["GET", "HEAD", "POST"])
def many(request: HttpRequest) -> HttpResponse:
    """Batches of papers; a POST asks for one over all living claims."""
    actor, refusal = actor_of(request), None
    if request.method == "POST":
        try:
            form = request.POST.get("form", "pdf")
            batch_id = batches.ask(actor, request.POST.get("paper", ""), form, (), today(), now=now())
            return redirect("claims:batch", batch_id)
        except Refusal as no:
            refusal = no
    shown = {
        "batches": [(row, paper_kind(row.paper)) for row in batches.batches(actor)],
        "kinds": [kind for kind in papers().values() if kind.side == "creditor" and kind.id != "D13"],
        "refusal": refusal,
    }
    return render(request, "claims/papers/many.html", shown, status=refusal.status if refusal else 200)


@only("creditor")
@require_safe
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """How far a batch is; the archive once it is done."""
    row = batches.batch(actor_of(request), batch_id)
    shown = {
        "row": row,
        "kind": paper_kind(row.paper),
        "all": len(row.claim_ids),
        "is_working": row.state in ("queued", "running"),
        "held": list(row.held_back.items()),
        "made": row.done_count - len(row.held_back) if row.state == "done" else 0,
        "runs_out": batches.runs_out(row),
        "purpose": PURPOSE,
    }
    return render(request, "claims/papers/batch.html", shown)


def _claim(request: HttpRequest, claim_id: UUID) -> dict[str, Any]:
    found = queries.claim(actor_of(request), claim_id)
    return {"page": claim_page.claim_part(found, today())}


def _paper(
    request: HttpRequest,
    claim_id: UUID,
    paper_id: str,
    *,
    typed: dict[str, Any] | None = None,
    refused: dict[str, Refusal] | None = None,
    held: service.Held | None = None,
    status: int = 200,
) -> HttpResponse:
    kind = paper_kind(paper_id)
    found = service.read(actor_of(request), claim_id, today())
    shown = {
        **_claim(request, claim_id),
        "paper": page.paper_part(kind, found, typed, refused),
        "refused": refused or {},
        "held": held,
    }
    answer = render(request, "claims/papers/paper.html", shown, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _packet(request: HttpRequest, claim_id: UUID, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    found = service.read(actor, claim_id, today())
    ticked = request.POST.getlist("paper")
    offered = [each for each in service.offers(actor, claim_id, today()) if each.fits and each.kind.id != "D13"]
    shown = {
        **_claim(request, claim_id),
        "offers": [(each, each.kind.id in ticked) for each in offered],
        "rows": page.exhibit_rows(queries.papers(actor, claim_id), found.facts),
        "forms": page.forms(),
        "refusal": refusal,
    }
    answer = render(request, "claims/papers/packet.html", shown, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _chosen(sent: QueryDict) -> list[Chosen]:
    """The ticked attachments by their typed numbers; those without one come after, in the order of the page."""
    ids = [UUID(raw) for raw in sent.getlist("exhibit") if _UUID.fullmatch(raw)]
    places = {file_id: sent.get(f"no-{file_id}", "") for file_id in ids}
    ordered = sorted(ids, key=lambda each: int(places[each]) if places[each].isdecimal() else 10**6)
    return [
        Chosen(
            each,
            proves=sent.get(f"proves-{each}", "").strip(),
            form=sent.get(f"form-{each}", ""),
            source=sent.get(f"source-{each}", "").strip(),
            device=sent.get(f"device-{each}", "").strip(),
        )
        for each in ordered
    ]


def _download(made: service.Made) -> HttpResponse:
    headers = {
        "Content-Disposition": content_disposition_header(True, made.filename) or "attachment",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(made.content, content_type=made.content_type, headers=headers)
