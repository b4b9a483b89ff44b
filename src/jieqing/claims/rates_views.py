"""The page of rates: what the pack holds, what was added; enter, confirm by another person, end."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from jieqing.claims import rates
from jieqing.claims.rules.lpr import packed
from jieqing.evidence.log import record_refusal
from jieqing.kit.actor import Actor
from jieqing.kit.clock import now, today
from jieqing.kit.doors import actor_of, language_of, only
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

STANDINGS = {
    "entered": Words("等另一个人复核", "waits for another person"),
    "confirmed": Words("在用", "counts"),
    "ending": Words("有人说它错了，等另一个人作废", "said to be wrong; waits for another person"),
    "ended": Words("已作废", "ended"),
}
DONE = {
    "enter": Words(
        "录入了，请另一个人对着公告复核。", "Entered. Now another person compares it with the announcement."
    ),
    "confirm": Words(
        "复核完成。依赖它的数字正在重新算。", "Confirmed. Figures that rest on it are being computed anew."
    ),
    "ask_end": Words("记下了。", "Noted."),
    "keep": Words("保留，继续用。", "Kept: it goes on counting."),
    "end": Words("作废了。依赖它的数字正在重新算。", "Ended. Figures that rested on it are being computed anew."),
}


@only("compliance", "operator")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Every row; a POST is one step of one row."""
    actor, refusal = actor_of(request), None
    if request.method == "POST":
        try:
            done = _step(request, actor)
            messages.success(request, DONE[done].to(language_of(request)))
            return redirect("claims:rates")
        except Refusal as no:
            record_refusal(actor, no)
            refusal = no
    shown = {
        "refusal": refusal,
        "typed": request.POST if refusal else {},
        "added": [(row, STANDINGS[row.standing]) for row in rates.added(actor)],
        "packed": reversed(packed().rows),
        "complete_until": packed().complete_until,
    }
    return render(request, "claims/rates.html", shown, status=refusal.status if refusal else 200)


def _step(request: HttpRequest, actor: Actor) -> str:
    act = request.POST.get("act", "")
    if act == "enter":
        day, pct = _day(request.POST.get("published_on", "")), _pct(request.POST.get("pct_year", ""))
        rates.enter(actor, day, pct, request.POST.get("source", ""), on=today(), now=now())
        return act
    steps: dict[str, Callable[[UUID, datetime], None]] = {
        "confirm": lambda row_id, at: rates.confirm(actor, row_id, now=at),
        "ask_end": lambda row_id, at: rates.ask_end(actor, row_id, now=at),
        "keep": lambda row_id, _at: rates.keep(actor, row_id),
        "end": lambda row_id, at: rates.end(actor, row_id, now=at),
    }
    if act not in steps:
        raise _unread("act", Words("没有选要做什么。", "What to do was not chosen."))
    steps[act](_id(request.POST.get("row", "")), now())
    return act


def _day(raw: str) -> date:
    try:
        return date.fromisoformat(raw.strip())
    except ValueError:
        raise _unread("published_on", Words("公布日没读懂。", "We could not read the day.")) from None


def _pct(raw: str) -> Decimal:
    try:
        found = Decimal(raw.strip().rstrip("%"))
    except InvalidOperation:
        raise _unread("pct_year", Words("利率没读懂。", "We could not read the rate.")) from None
    if not found.is_finite():
        raise _unread("pct_year", Words("利率没读懂。", "We could not read the rate."))
    return found


def _id(raw: str) -> UUID:
    try:
        return UUID(raw)
    except ValueError:
        return UUID(int=0)  # nobody's: answered as any row that is not there


def _unread(field: str, words: Words) -> Refusal:
    remedy = Words("日期写成 2026-11-20，利率写成 3.00。", "Write the day as 2026-11-20 and the rate as 3.00.")
    return Refusal("rate_unread", words, remedy=remedy, field=field)
