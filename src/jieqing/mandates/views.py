"""Pages of cards: preview and send, the creditor's cards, the agency's inbox, one card and each side's steps."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jieqing.agencies import queries as agencies
from jieqing.agencies.rules.catalogue import entity_kinds
from jieqing.claims import queries as claims
from jieqing.claims import service as claim_verbs
from jieqing.identity import queries as people
from jieqing.kit.actor import Actor
from jieqing.kit.clock import now, today
from jieqing.kit.doors import actor_of, language_of, only, operator_only
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.mandates import page, queries, service
from jieqing.mandates.rules.card import Card
from jieqing.mandates.rules.telling import title_words
from jieqing.mandates.service.sending import OPEN_DAYS, USUAL_DAYS, card_from, sendable

DONE = {
    "ask": Words("问题已发出。", "Your question was sent."),
    "accept": Words("已接下。等委托方签约、交案。", "Accepted. The creditor signs and opens the case next."),
    "decline": Words("已谢绝。改主意可以收回。", "Declined. You can take it back."),
    "take_back_decline": Words("已收回谢绝，卡片还在您手里。", "Taken back; the card is with you again."),
    "answer": Words("回答已发出。", "Your answer was sent."),
    "withdraw": Words("已收回卡片。要恢复，点“再发出去”。", "Card taken back. To undo, press “Send it again”."),
    "take_back_withdrawal": Words("卡片又发出去了。", "The card is out again."),
    "open_case": Words("案件已交给机构，到期自动结束。", "The case is open to the agency; it ends by itself."),
    "close_case": Words("委托已结束，机构现在就看不到了。", "The mandate has ended; the agency can no longer read it."),
}


@only("creditor")
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, claim_id: UUID, agency_id: str) -> HttpResponse:
    """Exactly what the agency will see, with room for a remark; a POST sends it."""
    actor, typed = actor_of(request), request.POST.get("words", "")
    raw_days = request.POST.get("open_days", str(USUAL_DAYS))
    days = int(raw_days) if raw_days.isdecimal() and len(raw_days) < 4 else 0
    refusal = None
    if request.method == "POST":
        try:
            card_id = service.send(actor, claim_id, agency_id, words=typed, open_days=days)
        except Refusal as no:
            if no.status == 404:
                raise
            refusal = no
        else:
            _tell(request, Words("卡片已发出。", "The card was sent."))
            return redirect("mandates:card", card_id)
    shown = {"words": typed, "days": days, "refusal": refusal, **_preview(actor, claim_id, agency_id)}
    return render(request, "mandates/send.html", shown, status=refusal.status if refusal else 200)


@only("creditor")
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The cards that the creditor sent."""
    actor = actor_of(request)
    rows = [page.list_row(row, agencies.listing(actor, row.agency_id)) for row in queries.sent(actor, now())]
    return render(request, "mandates/sent.html", {"rows": rows})


@only("agency")
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The cards that came to the agency."""
    rows = [page.list_row(row) for row in queries.received(actor_of(request), now())]
    return render(request, "mandates/inbox.html", {"rows": rows})


@operator_only
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """How many cards wait for which agency without an account; of the cards themselves nothing."""
    actor = actor_of(request)
    rows = [
        {"agency": agencies.listing(actor, one.agency_id), "count": one.count} for one in queries.waiting(actor, now())
    ]
    return render(request, "mandates/waiting.html", {"rows": rows})


@only("creditor", "agency")
@require_safe
def card(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """One card, as the one or the other side sees it."""
    return _page(request, card_id)


@only("creditor")
@require_POST
def by_creditor(request: HttpRequest, card_id: UUID, step: str) -> HttpResponse:
    """A step of the creditor's."""
    return _stepped(request, card_id, step, CREDITOR[step])


@only("agency")
@require_POST
def by_agency(request: HttpRequest, card_id: UUID, step: str) -> HttpResponse:
    """A step of the agency's."""
    return _stepped(request, card_id, step, AGENCY[step])


Verb = Callable[[Actor, UUID, int, HttpRequest], object]


def _open(actor: Actor, card_id: UUID, version: int, request: HttpRequest) -> None:
    """Opens the case; a paper sent along is attached to the claim first, and stands chosen if the rest is refused."""
    form, upload = request.POST.copy(), request.FILES.get("file")
    if upload is not None:
        claim_id = queries.card(actor, card_id, now()).row.claim_id
        assert claim_id is not None
        form["paper"] = str(claim_verbs.attach(actor, claim_id, upload.read(), upload.name or ""))
        request.POST = form  # type: ignore[assignment]
    service.open_case(
        actor,
        card_id,
        version,
        until=_day_after(form.get("until", "")),
        paper_id=_uuid(form.get("paper", "")),
        is_mandate_signed=form.get("mandate") == "yes",
        are_terms_signed=form.get("terms") == "yes",
    )


CREDITOR: dict[str, Verb] = {
    "answer": lambda actor, card_id, version, request: service.answer(
        actor, card_id, version, request.POST.get("words", "")
    ),
    "withdraw": lambda actor, card_id, version, _: service.withdraw(actor, card_id, version),
    "take_back_withdrawal": lambda actor, card_id, version, _: service.take_back_withdrawal(actor, card_id, version),
    "open_case": _open,
    "close_case": lambda actor, card_id, version, _: service.close_case(actor, card_id, version),
}
AGENCY: dict[str, Verb] = {
    "ask": lambda actor, card_id, version, request: service.ask(actor, card_id, version, request.POST.get("words", "")),
    "accept": lambda actor, card_id, version, request: service.accept(
        actor, card_id, version, is_conflict_checked=request.POST.get("conflict") == "yes"
    ),
    "decline": lambda actor, card_id, version, request: service.decline(
        actor, card_id, version, request.POST.get("reason", ""), request.POST.get("words", "")
    ),
    "take_back_decline": lambda actor, card_id, version, _: service.take_back_decline(actor, card_id, version),
}


def _stepped(request: HttpRequest, card_id: UUID, step: str, verb: Verb) -> HttpResponse:
    """Takes the step; what is refused comes back on the card's page as it stands now, with all that was typed."""
    raw = request.POST.get("version", "")
    version = int(raw) if raw.isdecimal() and len(raw) < 9 else 0
    try:
        verb(actor_of(request), card_id, version, request)
    except Refusal as no:
        if no.status == 404:
            raise
        return _page(request, card_id, refusal=no, step=step, typed=request.POST, status=no.status)
    _tell(request, DONE[step])
    return redirect("mandates:card", card_id)


def _page(request: HttpRequest, card_id: UUID, *, status: int = 200, **more: Any) -> HttpResponse:
    actor, moment = actor_of(request), now()
    found = queries.card(actor, card_id, moment)
    shown = {**page.whole(found, moment), **more}
    if "open_case" in found.row.steps and found.row.claim_id is not None:
        try:
            shown["papers"] = claims.papers(actor, found.row.claim_id)
        except Refusal:  # the claim was deleted: its card stays, and can't be opened
            shown["may"] = {step: True for step in found.row.steps if step != "open_case"}
    return render(request, f"mandates/card_of_{found.row.side}.html", shown, status=status)


def _preview(actor: Actor, claim_id: UUID, agency_id: str) -> dict[str, Any]:
    on, listing = today(), agencies.listing(actor, agency_id)
    try:
        preview: Card | None = card_from(sendable(actor, claim_id), on)
        lacking = None
    except Refusal as no:
        if no.status == 404:
            raise
        preview, lacking = None, no
    return {
        "claim_id": claim_id,
        "agency": listing,
        "kind": entity_kinds()[listing.entity_type].name,
        "facts": page.facts_of(preview) if preview else [],
        "title": title_words(preview.debtor_kind, preview.debt_kind) if preview else None,
        "lacking": lacking,
        "has_account": people.tenant_of_agency(actor, agency_id) is not None,
        "open_days": OPEN_DAYS,
    }


def _tell(request: HttpRequest, words: Words) -> None:
    messages.success(request, words.to(language_of(request)))


def _uuid(raw: str) -> UUID | None:
    try:
        return UUID(raw)
    except ValueError:
        return None


def _day_after(raw: str) -> date | None:
    """The day after the last day that was typed: ends are exclusive. None where it is no day."""
    try:
        return date.fromordinal(date.fromisoformat(raw).toordinal() + 1)
    except ValueError:
        return None
