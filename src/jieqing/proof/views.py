"""Pages for members: the proof of a claim or a card, its pack, and look-up codes for outsiders."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from jieqing.kit.clock import now
from jieqing.kit.doors import actor_of, language_of, only
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.proof import queries, service
from jieqing.proof.qr import qr_code
from jieqing.proof.subjects import KINDS, Kind

ZIP = "application/zip"
LATE_S = 60  # sealing takes a second or two: after this long something is wrong, and the page says so
LIFETIMES = {30: Words("30 天", "30 days"), 90: Words("90 天", "90 days"), 365: Words("一年", "a year")}
PAGES: dict[Kind, str] = {"claim": "claims:claim", "contract": "mandates:card"}


@only("creditor", "agency")
@require_safe
def claim(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """The proof of a claim: how far it is, its pack, its codes."""
    return _subject(request, "claim", claim_id)


@only("creditor", "agency")
@require_safe
def card(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """The proof of a card."""
    return _subject(request, "contract", card_id)


@only("creditor", "agency")
@require_POST
def claim_pack(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """The pack of a claim."""
    return _pack(request, "claim", claim_id)


@only("creditor", "agency")
@require_POST
def card_pack(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """The pack of a card."""
    return _pack(request, "contract", card_id)


@only("creditor", "agency")
@require_POST
def claim_code(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Makes a look-up code for a claim, and shows it this once."""
    return _made_code(request, "claim", claim_id)


@only("creditor", "agency")
@require_POST
def card_code(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """Makes a look-up code for a card, and shows it this once."""
    return _made_code(request, "contract", card_id)


@only("creditor", "agency")
@require_safe
def codes(request: HttpRequest) -> HttpResponse:
    """The codes of the actor's tenant, with what each is for."""
    found = queries.codes(actor_of(request), now=now())
    return render(request, "proof/codes.html", {"rows": [_code_row(each) for each in found], "most": queries.MOST})


@only("creditor", "agency")
@require_POST
def revoke(request: HttpRequest, code_id: UUID) -> HttpResponse:
    """The code leads nowhere from now on."""
    service.revoke_code(actor_of(request), code_id, now=now())
    words = Words("收回了，这个码再也查不到证明。", "Taken back; the code leads nowhere now.")
    messages.success(request, words.to(language_of(request)))
    return redirect("proof:codes")


def _subject(
    request: HttpRequest, kind: Kind, subject: UUID, *, made: str = "", refused: Refusal | None = None
) -> HttpResponse:
    actor, at = actor_of(request), now()
    state = queries.state_of(actor, kind, subject, now=at)
    address = request.build_absolute_uri(reverse("proof:look", args=[made])) if made else ""
    shown: dict[str, Any] = {
        "kind": kind,
        "subject": subject,
        "what": KINDS[kind],
        "back": reverse(PAGES[kind], args=[subject]),
        "pack_url": _url(kind, "pack", subject),
        "code_url": _url(kind, "code", subject),
        "state": state,
        "is_late": bool(state.waiting and state.last_at and (at - state.last_at).total_seconds() > LATE_S),
        "codes": [_code_row(each) for each in queries.codes(actor, now=at, subject=subject)],
        "lifetimes": LIFETIMES.items(),
        "made": made,
        "public_address": request.build_absolute_uri(reverse("proof:public")),
        "made_address": address,
        "made_qr": qr_code(address) if made else "",
        "refused": refused,
    }
    response = render(request, "proof/subject.html", shown, status=refused.status if refused else 200)
    response["Cache-Control"] = "private, no-store"
    return response


def _pack(request: HttpRequest, kind: Kind, subject: UUID) -> HttpResponse:
    try:
        made = service.make_pack(actor_of(request), kind, subject, now=now())
    except Refusal as no:
        if no.code != "being_sealed":
            raise
        return redirect(_url(kind, "", subject))  # the page says what is missing, and looks again by itself
    return file_of(made)


def _made_code(request: HttpRequest, kind: Kind, subject: UUID) -> HttpResponse:
    typed = request.POST.get("days", "")
    days = int(typed) if typed in map(str, LIFETIMES) else 0
    try:
        code = service.make_code(actor_of(request), kind, subject, days, now=now())
    except Refusal as no:
        if no.field != "days":
            raise
        return _subject(request, kind, subject, refused=no)
    return _subject(request, kind, subject, made=code)


def file_of(made: service.Made) -> HttpResponse:
    """A pack as a download."""
    headers = {
        "Content-Disposition": content_disposition_header(True, made.filename) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(made.content, content_type=ZIP, headers=headers)


def _code_row(code: queries.Code) -> dict[str, Any]:
    return {"code": code, "what": KINDS[code.kind], "page": _url(code.kind, "", code.subject)}


def _url(kind: Kind, act: str, subject: UUID) -> str:
    name = {"claim": "claim", "contract": "card"}[kind]
    return reverse(f"proof:{name}_{act}" if act else f"proof:{name}", args=[subject])
