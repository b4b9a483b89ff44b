"""Pages: all claims at once, and one debtor's claims on a page to forward."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from jieqing.claims import page, service
from jieqing.claims.models import Claim
from jieqing.claims.overview import queries
from jieqing.claims.overview.bars import Bar, Plot, plot
from jieqing.claims.overview.rules import Share
from jieqing.claims.rules.ageing import buckets
from jieqing.claims.rules.asking import NO_ROAD
from jieqing.claims.rules.days_left import BANDS
from jieqing.claims.rules.roads.catalogue import catalogue
from jieqing.kit.clock import today
from jieqing.kit.doors import actor_of, only
from jieqing.kit.words import Words

_TONES = {"expired": "look", "30": "stop", "90": "look"}
_AGES = Words("账龄", "Ageing")
_LEFT = Words("离稳妥起诉日的天数", "Days left to the safe day")
_NO_ROAD = Words("现有情况下没有合适的路", "No road fits as things stand")


@only("creditor")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All claims that are not over: sums, ages, days left, roads, who owes most, which letters to send."""
    on = today()
    seen = queries.seen(actor_of(request), on)
    view = seen.view
    shown = {
        "seen": seen,
        "view": view,
        "total": _whole(view.sum_fen),
        "asked_low": _whole(view.asked_low_fen),
        "asked_high": _whole(view.asked_high_fen),
        "ages": _plot(_AGES, view.ages, {key: bucket.name for key, bucket in buckets().items()}, "bucket"),
        "days_left": _plot(_LEFT, view.days_left, BANDS, "left", _TONES),
        "roads": [
            (road_name(share.key), share, _net(share), _listed("road", share.key or NO_ROAD)) for share in view.roads
        ],
        "debtors": [
            (seen.names.get(debtor.claims[0], ""), debtor, debtor.sum_fen * 100 // (view.sum_fen or 1))
            for debtor in view.debtors
        ],
        "letters": [
            (seen.names.get(letter.claim, ""), page.title_of(*seen.kinds[letter.claim]), letter)
            for letter in view.letters
        ],
    }
    return render(request, "claims/overview/index.html", shown)


@only("creditor")
@require_http_methods(["GET", "POST"])
def debtor(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """One debtor's claims together, to print or forward. Pressed (POST), names are opened, which leaves entries."""
    actor, on = actor_of(request), today()
    found = queries.of_debtor(actor, claim_id)
    name = found.name
    if request.method == "POST":
        opened = service.show(actor, found.claims[0].id)
        name = opened.draft.value("debtor_name") or name
    shown = {
        "name": name,
        "is_opened": request.method == "POST",
        "first": found.claims[0],
        "rows": [_line(claim, found) for claim in found.claims],
        "total": _whole(sum(claim.amount_fen or 0 for claim in found.claims)),
        "asked_low": _whole(sum(row.asked_low_fen for row in found.rows.values())),
        "asked_high": _whole(sum(row.asked_high_fen for row in found.rows.values())),
        "on": on,
    }
    return render(request, "claims/overview/debtor.html", shown)


def road_name(road_id: str) -> Words:
    """A road by its id; '' is none."""
    known = catalogue().roads
    return known[road_id].name if road_id in known else _NO_ROAD


def _line(claim: Claim, found: queries.OfDebtor) -> dict[str, object]:
    return {"claim": claim, "title": page.title_of(claim.debtor_kind, claim.debt_kind), "row": found.rows.get(claim.id)}


def _plot(
    title: Words, shares: Iterable[Share], names: Mapping[str, Words], asks: str, tones: Mapping[str, str] | None = None
) -> Plot:
    return plot(
        title,
        (
            Bar(
                label=names[share.key],
                value=_sum_words(share.sum_fen),
                count=share.count,
                size=share.sum_fen,
                href=_listed(asks, share.key),
                tone=(tones or {}).get(share.key, ""),
            )
            for share in shares
        ),
    )


def _whole(fen: int) -> str:
    """A sum of many claims is read in whole yuan; the fen stand on each claim's own page."""
    return f"{(fen + 50) // 100:,}"


def _net(share: Share) -> str:
    return f"{_whole(share.net_low_fen)} – {_whole(share.net_high_fen)}"


def _sum_words(fen: int) -> Words:
    return Words(f"{_whole(fen)} 元", f"¥{_whole(fen)}")


def _listed(asks: str, key: str) -> str:
    return f"{reverse('claims:list')}?{urlencode({asks: key})}"
