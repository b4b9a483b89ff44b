"""What these pages share: a refusal shown where the words were typed, and recorded as at any other door."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from jieqing.evidence.log import record_refusal
from jieqing.kit.doors import actor_of, language_of
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words


def say(request: HttpRequest, words: Words) -> None:
    """A message on the next page."""
    messages.success(request, words.to(language_of(request)))


def refused(request: HttpRequest, template: str, page: dict[str, Any], no: Refusal) -> HttpResponse:
    """The page again with the refusal on top; what was typed stays in `page`."""
    actor = actor_of(request)
    if actor.user_id is not None:
        record_refusal(actor, no)
    if no.code == "second_factor_needed":
        return redirect("second_factor_needed")
    return render(request, template, {**page, "refusal": no}, status=no.status)


def chosen_id(request: HttpRequest, name: str) -> UUID | None:
    """The id that a form names; None for text that is none."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return None
