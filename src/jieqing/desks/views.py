"""Pages: the front, the result (creditor's or debtor's), its file, the rules. Only `keep` stores what was typed."""

import json
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from ninja.utils import check_csrf

from jieqing.agencies import queries as agencies
from jieqing.claims import service as claims
from jieqing.claims.assessing import law_version
from jieqing.claims.assessment_page import assessment_view
from jieqing.claims.papers.answer_form import answer_form
from jieqing.claims.rules.saving import NotRead
from jieqing.claims.service import Saved
from jieqing.desks import debtor, page, queries
from jieqing.desks.answer_json import answer_json
from jieqing.desks.case_answers import answers_of, parted
from jieqing.desks.directory import directory_index
from jieqing.desks.grounds import grounds
from jieqing.desks.law import subjects
from jieqing.desks.queries import Answer, Grounds, Question, why
from jieqing.desks.warming import EXAMPLE
from jieqing.kit.clock import today
from jieqing.kit.doors import actor_of, anyone, language_of
from jieqing.kit.ids import new_id
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.matching.queries import WhyNot
from jieqing.matching.rules.weights import parts

MOST_ANSWERS = 3


@anyone
@require_http_methods(["GET", "HEAD", "POST"])
def front(request: HttpRequest) -> HttpResponse:
    """The question. A POST comes back from the result with text and corrections, to go on writing."""
    asked = question_of(request.POST, today())
    text = asked.text or (EXAMPLE if "example" in request.GET else "")
    return render(request, "desks/front.html", {"text": text, "corrections": asked.corrections})


@anyone
@require_http_methods(["GET", "HEAD", "POST"])
def result(request: HttpRequest) -> HttpResponse:
    """The answer to a text, its corrections and weights; the debtor's page where the writer owes."""
    if request.method != "POST":
        return redirect("desks:front")
    asked = question_of(request.POST, today())
    try:
        found = _answered(request, asked)
    except Refusal as no:
        typed = {"text": asked.text, "corrections": asked.corrections}
        return render(request, "desks/front.html", {**typed, "refusal": no}, status=no.status)
    assessed = assessment_view(found.assessment)
    if found.turn == "debtor":
        return render(request, "desks/debtor.html", {"page": _debtor_page(found, asked), "assessed": assessed})
    shown = page.claim_part(found, asked)
    if found.match:
        shown |= page.agencies_part(found.match, found.need, asked.weights, found.elapsed_ms)
    shown |= {**_why_answers(request, asked), "save_key": new_id()}
    return render(request, "desks/result.html", {"page": shown, "assessed": assessed})


@anyone
@require_http_methods(["POST"])
def save(request: HttpRequest) -> HttpResponse:
    """The answer as a file for the user's own computer; the text goes with it, for it is theirs."""
    asked = question_of(request.POST, today())
    kept = {
        "text": asked.text,
        "on": asked.today.isoformat(),
        **answer_json(_answered(request, asked), language_of(request)),
    }
    response = HttpResponse(json.dumps(kept, ensure_ascii=False, indent=1), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="jieqing-{asked.today}.json"'
    return response


@anyone
@require_http_methods(["POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """The debtor's answer to a suit (D12) as PDF, of the words on the page alone; nothing of it is kept."""
    asked = question_of(request.POST, today())
    on_which = grounds(actor_of(request))
    try:
        found = _answered(request, asked, on_which)
    except Refusal:
        return result(request)
    if found.turn != "debtor":
        return result(request)
    content = answer_form(found.draft, found.assessment, rules=law_version(on_which.rates))
    headers = {
        "Content-Disposition": content_disposition_header(True, f"D12-{asked.today}.pdf") or "",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@anyone
@csrf_exempt  # checked in `_may_save`: a page that stood open while its reader signed in has the token of before
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest) -> HttpResponse:
    """Saves the answer as a claim. Who hasn't signed in does so in another tab; here their words stay in the form.

    The words go from form to form and nowhere else: not into an address, a session or a table, until they are saved.
    """
    if request.method != "POST":
        return render(request, "desks/signed_in.html")
    asked = question_of(request.POST, today())
    save_key = _save_key(request)
    kept = {"text": asked.text, "corrections": asked.corrections, "save_key": save_key}
    if not _may_save(request):
        return render(request, "desks/keep.html", kept)
    corrections, answers = parted(asked.corrections)
    if answers_of(answers, asked.today)[1]:
        return result(request)
    try:
        saved = claims.save(actor_of(request), asked.text, corrections, asked.today, save_key=save_key)
        if answers:
            saved = _with_answers(request, saved, answers, asked.today)
    except NotRead:
        return result(request)
    except Refusal as no:
        return render(request, "desks/front.html", {**kept, "refusal": no}, status=no.status)
    said = Words("已存到“我的欠款”。", "Saved to “My claims”.")
    messages.success(request, said.to(language_of(request)))
    if saved.remark:
        messages.info(request, saved.remark.to(language_of(request)))
    return redirect("claims:claim", saved.id)


@anyone
@require_safe
def law(request: HttpRequest) -> HttpResponse:
    """Every rule of the packs with its force, source and age."""
    return render(request, "desks/law.html", {"subjects": subjects()})


def question_of(form: QueryDict, on: date) -> Question:
    """The form as a question: `kept.*` are corrections made before, `fact.*` new ones, `undo` takes one back.

    An empty field leaves a fact as it is, '-' says that it is not known.
    """
    typed = {name: str(value).strip() for name, value in form.items()}
    corrections = {name.removeprefix("kept."): raw for name, raw in typed.items() if name.startswith("kept.")}
    new = {name.removeprefix("fact."): raw for name, raw in typed.items() if name.startswith("fact.")}
    corrections |= {field: "" if raw == "-" else raw for field, raw in new.items() if raw}
    corrections.pop(typed.get("undo", ""), None)
    weights = {part: typed.get(f"weight.{part}", "") for part in parts()}
    moved = {part: int(raw) for part, raw in weights.items() if raw.isdecimal() and len(raw) <= 3}
    text = str(form.get("text", "")).replace("\r\n", "\n")
    return Question(text=text, today=on, corrections=corrections, weights=moved)


def _save_key(request: HttpRequest) -> UUID:
    """The key under which a page saves once; a new one where the form carries none."""
    try:
        return UUID(str(request.POST.get("save_key", "")))
    except ValueError:
        return new_id()


def _with_answers(request: HttpRequest, saved: Saved, answers: dict[str, str], on: date) -> Saved:
    """What was answered beyond the text goes with the claim; what saving had to remark stays said."""
    kept = claims.answer(actor_of(request), saved.id, saved.version, answers, on=on)
    return replace(saved, version=kept.version, state=kept.state)


def _may_save(request: HttpRequest) -> bool:
    """Whether a creditor asks, from a page of ours; else the words are shown again, to be sent with a fresh token."""
    return "creditor" in actor_of(request).roles and check_csrf(request, law) is None


def _answered(request: HttpRequest, asked: Question, on_which: Grounds | None = None) -> Answer:
    actor = actor_of(request)
    return queries.answer(actor, asked, lambda: directory_index(asked.today), on_which or grounds(actor))


def _debtor_page(found: Answer, asked: Question) -> dict[str, Any]:
    return {
        **page.claim_part(found, asked),
        "shows_despair": bool(found.draft.value("shows_despair")),
        "help_basis": ("CN-MH-01",),
        "cap": debtor.interest_cap(found.draft),
        "parts": debtor.parts(found.draft, found.assessment),
    }


def _why_answers(request: HttpRequest, asked: Question) -> dict[str, Any]:
    name = request.POST.get("ask", "").strip()
    if not name:
        return {}
    try:
        named = agencies.search(actor_of(request), q=name).items[:MOST_ANSWERS]
    except Refusal:
        named = ()
    index = directory_index(asked.today)
    answers: list[WhyNot] = [why(actor_of(request), asked, index, listing.id) for listing in named]
    return page.why_part(name, answers)
