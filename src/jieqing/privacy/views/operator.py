"""What an operator edits: the notice (draft → preview → publish) and the periods."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from jieqing.kit import clock
from jieqing.kit.doors import actor_of, language_of, operator_only
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.privacy.queries import notice as notices
from jieqing.privacy.queries import retention as queries
from jieqing.privacy.rules.notice import problems
from jieqing.privacy.service import notice as service
from jieqing.privacy.service import retention as periods_service
from jieqing.privacy.views.sections import edited, posted, read

SAVED = Words("草稿已保存（第 {version} 次）。", "Draft saved (number {version}).")
PUBLISHED = Words("已发布第 {number} 版。", "Version {number} is published.")
CHANGED = Words("“{name}”改为 {days} 天，自 {day} 起。", "“{name}” is now {days} days, from {day}.")


@operator_only
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest) -> HttpResponse:
    """The working copy. Whoever was overtaken gets their own words back, with the other's beside them."""
    actor = actor_of(request)
    if request.method != "POST":
        latest = notices.draft(actor)
        return _form(request, {"version": latest.version, "wording": latest.wording})
    mine, based_on = posted(request.POST.dict()), _number(request.POST.get("version", ""))
    try:
        version = service.save_draft(actor, mine, based_on=based_on, now=clock.now())
    except Refusal as no:
        if no.code != "draft_overtaken":
            raise
        latest, both = notices.merged_with_latest(actor, mine, based_on)
        page = {"version": latest.version, "wording": both.wording, "clashes": both.clashes, "taken": both.taken}
        return _form(request, page | {"refusal": no})
    messages.success(request, SAVED.to(language_of(request)).format(version=version))
    return redirect("privacy:preview" if request.POST.get("act") == "preview" else "privacy:operator")


@operator_only
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest) -> HttpResponse:
    """What publishing would change, and how it would read; from here it is published."""
    actor, refusal = actor_of(request), None
    if request.method == "POST":
        try:
            draft_version = _number(request.POST.get("version", ""))
            number = service.publish(actor, draft_version=draft_version, now=clock.now())
            messages.success(request, PUBLISHED.to(language_of(request)).format(number=number))
            return redirect("privacy:operator")
        except Refusal as no:
            refusal = no
    latest = notices.draft(actor)
    page = {
        "draft": latest,
        "current": notices.current(actor),
        "changes": notices.pending(actor),
        "problems": problems(latest.wording),
        "zh": read(latest.wording, "zh"),
        "en": read(latest.wording, "en"),
        "refusal": refusal,
    }
    return render(request, "privacy/preview.html", page, status=refusal.status if refusal else 200)


@operator_only
@require_http_methods(["GET", "HEAD", "POST"])
def periods(request: HttpRequest) -> HttpResponse:
    """How long each kind is kept; a change needs a reason, which everybody can read."""
    actor, refusal, form = actor_of(request), None, request.POST
    if request.method == "POST":
        try:
            made = periods_service.change_period(
                actor,
                form.get("kind", ""),
                days=_number(form.get("days", "")),
                days_seen=_number(form.get("days_seen", "")),
                reason=form.get("reason", ""),
                today=clock.today(),
                now=clock.now(),
            )
            name = queries.period(actor, made.kind, clock.today()).kept.name
            said = CHANGED.filled(name=name, days=made.days, day=made.from_on).to(language_of(request))
            messages.success(request, said)
            return redirect("privacy:periods")
        except Refusal as no:
            refusal = no
    page = {"periods": queries.periods(actor, clock.today()), "refusal": refusal, "posted": form if refusal else None}
    return render(request, "privacy/periods.html", page, status=refusal.status if refusal else 200)


def _form(request: HttpRequest, page: dict[str, Any]) -> HttpResponse:
    actor, refusal = actor_of(request), page.get("refusal")
    found = problems(page["wording"])
    page |= {
        "sections": edited(page["wording"], found, page.get("clashes", ())),
        "problems": found,
        "current": notices.current(actor),
        "versions": notices.versions(actor),
        "drafts": notices.drafts(actor),
    }
    return render(request, "privacy/draft.html", page, status=refusal.status if refusal else 200)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0
