"""Pages of claiming a listing: the agency asks, the operator makes sure and decides."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from jieqing.agencies import claiming, queries
from jieqing.agencies.rules.claiming import grounds
from jieqing.evidence.log import record_refusal
from jieqing.identity import queries as people
from jieqing.kit.doors import actor_of, language_of, operator_only, signed_in
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, agency_id: str) -> HttpResponse:
    """“This is us”: for which organisation, how the operator makes sure, and what became of it."""
    actor = actor_of(request)
    page: dict[str, Any] = {"listing": queries.listing(actor, agency_id), "seat": people.seat(actor), "status": 200}
    if request.method == "POST":
        try:
            _ask(request, agency_id)
            return redirect("agencies:claim", agency_id)
        except Refusal as no:
            record_refusal(actor, no)
            page |= {"refusal": no, "status": no.status}
    page["own"] = claiming.own_claim(actor)
    return render(request, "agencies/claim.html", page, status=page["status"])


@operator_only
@require_http_methods(["GET", "HEAD", "POST"])
def listing_claims(request: HttpRequest) -> HttpResponse:
    """Claims that wait for the operator."""
    actor, page, status = actor_of(request), dict[str, Any](), 200
    if request.method == "POST":
        try:
            _decide(request)
            return redirect("agencies:listing_claims")
        except Refusal as no:
            record_refusal(actor, no)
            page["refusal"], status = no, no.status
    page |= {"claims": claiming.claims_waiting(actor), "checks": grounds("checks"), "refusals": grounds("refusals")}
    return render(request, "agencies/listing_claims.html", page, status=status)


def _ask(request: HttpRequest, agency_id: str) -> None:
    if "withdraw" in request.POST:
        claiming.withdraw(actor_of(request), _id(request, "withdraw"))
        _say(request, Words("认领已撤回。", "The claim is withdrawn."))
    else:
        claiming.claim_listing(actor_of(request), agency_id)
        _say(request, Words("收到了，等运营方核实。", "Received; the operator will make sure."))


def _decide(request: HttpRequest) -> None:
    actor, claim_id, ground = actor_of(request), _id(request, "claim"), request.POST.get("ground", "")
    if request.POST.get("act") == "confirm":
        claiming.confirm(actor, claim_id, ground)
        _say(request, Words("已确认，对方会收到通知。", "Confirmed; they will be told."))
    elif request.POST.get("act") == "release":
        claiming.release(actor, claim_id)
        _say(request, Words("归属已解除。", "The listing is released."))
    else:
        claiming.refuse(actor, claim_id, ground)
        _say(request, Words("没有确认，对方会收到原因。", "Not confirmed; they will be told why."))


def _id(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return UUID(int=0)  # nobody's: the verb answers as for any claim that is not there


def _say(request: HttpRequest, words: Words) -> None:
    messages.success(request, words.to(language_of(request)))
