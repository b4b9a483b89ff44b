"""Pages around what was computed: circumstances answered, the tenant's own assumptions, how figures came to change."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jieqing.claims import assuming, differences, service, views
from jieqing.claims.forms import NOT_KNOWN, version_in
from jieqing.claims.rules.assessment import Assumptions, RoadAssumption
from jieqing.claims.rules.case_facts import Unanswered
from jieqing.claims.rules.roads.catalogue import catalogue
from jieqing.claims.service import Stale
from jieqing.kit.clock import now, today
from jieqing.kit.doors import actor_of, language_of, only
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

PREFIX = "case."
FIGURES = {
    "recovered_low": Words("收回至少 %", "comes in, at least %"),
    "recovered_high": Words("收回至多 %", "comes in, at most %"),
    "months_low": Words("至少几个月", "months, at least"),
    "months_high": Words("至多几个月", "months, at most"),
    "lawyer": Words("律师费占收回的 %", "lawyer, % of what comes in"),
}


@only("creditor")
@require_POST
def answer(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Circumstances as typed; what can't be read, or was overtaken, comes back in its own field."""
    typed = typed_in(request.POST)
    if not typed:
        return redirect("claims:claim", claim_id)
    on_page = {field: value for field, value in typed.items() if value}
    try:
        service.answer(actor_of(request), claim_id, version_in(request.POST), _answers(request), on=today())
    except Stale as no:
        return views.claim_page(request, claim_id, case_typed=on_page, overtaken=no, status=no.status)
    except Unanswered as no:
        refused = {each.field: each for each in no.each}
        return views.claim_page(request, claim_id, case_typed=on_page, case_refused=refused, status=no.status)
    _tell(request, Words("已更新，重新算过了。", "Updated, and worked out anew."))
    return redirect(reverse("claims:claim", args=[claim_id]) + "#h-missing")


@only("creditor")
@require_http_methods(["GET", "HEAD", "POST"])
def assumptions(request: HttpRequest) -> HttpResponse:
    """What the comparison of roads assumes; a POST sets the tenant's own, or goes back to the product's."""
    actor, refusal = actor_of(request), None
    if request.method == "POST" and request.POST.get("act") == "reset":
        assuming.reset(actor)
        _tell(request, Words("改回了本系统的假设。", "Back to the product's assumptions."))
        return redirect("claims:assumptions")
    stand = assuming.assumptions(actor)
    if request.method == "POST":
        try:
            assuming.set_assumptions(actor, _assumed(request.POST, stand), now=now())
            _tell(request, Words("存好了，以后按您的假设比较。", "Kept: roads are compared on your assumptions now."))
            return redirect("claims:assumptions")
        except Refusal as no:
            refusal = no
    typed: Mapping[str, str] = request.POST.dict() if refusal else {}
    shown = {
        "refusal": refusal,
        "rows": [_row(road, one, typed, refusal.field if refusal else "") for road, one in stand.roads.items()],
        "figures": FIGURES.values(),
        "discount": typed.get("discount_pct_year", str(stand.discount_pct_year)),
        "is_own": assuming.is_own(actor),
    }
    return render(request, "claims/assumptions.html", shown, status=refusal.status if refusal else 200)


@only("creditor")
@require_safe
def changed(request: HttpRequest) -> HttpResponse:
    """Claims whose figures differ from the former ones because of rates."""
    return render(request, "claims/differences.html", {"differences": differences.by_rates(actor_of(request))})


def typed_in(form: QueryDict) -> dict[str, str]:
    """Fact → what was typed; empty fields left out: they leave an answer as it is."""
    given = {name.removeprefix(PREFIX): str(value).strip() for name, value in form.items() if name.startswith(PREFIX)}
    undone = str(form.get("undo", ""))
    return {field: value for field, value in given.items() if value} | ({undone: ""} if undone else {})


def _answers(request: HttpRequest) -> dict[str, str | None]:
    """For the service: '-' says not known, the button `undo` takes an answer back."""
    undone = request.POST.get("undo", "")
    typed = typed_in(request.POST)
    return {field: None if field == undone else "" if value == NOT_KNOWN else value for field, value in typed.items()}


def _row(road: str, figures: RoadAssumption, typed: Mapping[str, str], wrong: str) -> dict[str, object]:
    values = (*figures.recovered_pct, *figures.months, figures.lawyer_pct)
    places = ("recovered_pct", "recovered_pct", "months", "months", "lawyer_pct")
    cells = [
        {
            "id": f"{road}.{name}",
            "name": words,
            "value": typed.get(f"{road}.{name}", str(value)),
            "is_wrong": wrong == f"roads.{road}.{place}",
        }
        for (name, words), value, place in zip(FIGURES.items(), values, places, strict=True)
    ]
    return {"id": road, "name": catalogue().roads[road].name, "cells": cells}


def _assumed(form: QueryDict, stand: Assumptions) -> dict[str, Any]:
    """The form as `assumptions_from` takes it."""
    found = {}
    for road in stand.roads:
        low, high, soon, late, lawyer = (_number(form, f"{road}.{name}") for name in FIGURES)
        found[road] = {"recovered_pct": [low, high], "months": [soon, late], "lawyer_pct": lawyer}
    return {"roads": found, "discount_pct_year": _number(form, "discount_pct_year")}


def _number(form: QueryDict, field: str) -> int | str:
    """A whole number; what is none goes on as it is, to be refused in its place."""
    raw = str(form.get(field, "")).strip()
    return int(raw) if raw.isdecimal() and len(raw) <= 3 else raw


def _tell(request: HttpRequest, words: Words) -> None:
    messages.success(request, words.to(language_of(request)))
