"""Pages for everybody: type a code, see what it proves, take the public part of the pack, check a pack oneself."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from jieqing.kit.clock import now
from jieqing.kit.doors import anyone
from jieqing.kit.refusal import Refusal
from jieqing.proof import queries, service
from jieqing.proof.qr import qr_code
from jieqing.proof.rules.codes import read, spaced
from jieqing.proof.subjects import KINDS
from jieqing.proof.throttle import count
from jieqing.proof.views import file_of
from jieqing_verify.page import page_csp, page_html

AGAIN_S = 3
PAGE_FILE = "jieqing-check.html"


@anyone
@require_http_methods(["GET", "HEAD", "POST"])
def public(request: HttpRequest) -> HttpResponse:
    """Where a code is typed; a POST leads to what it shows, or says what is wrong with it."""
    if request.method != "POST":
        return render(request, "proof/public.html", _links())
    typed = request.POST.get("code", "")[:200]
    signs = read(typed)
    if signs is not None:
        return redirect("proof:look", code=spaced(signs))
    try:
        queries.looked_up(typed, now=now())
    except Refusal as no:
        return _refused(request, no, typed)
    raise AssertionError("what can't be read can't be looked up")


@anyone
@require_safe
def look(request: HttpRequest, code: str) -> HttpResponse:
    """What the code proves, for whoever knows it. Nothing of it names anybody."""
    at = now()
    try:
        count(request, at.timestamp())
        shown = queries.looked_up(code, now=at)
    except Refusal as no:
        return _waiting(request) if no.code == "being_sealed" else _refused(request, no, code)
    response = render(request, "proof/shown.html", _certificate(request, code, shown))
    return _unkept(response)


@anyone
@require_safe
def look_pack(request: HttpRequest, code: str) -> HttpResponse:
    """The public part of the pack: entries, proofs, time stamps; nothing that opens them."""
    at = now()
    try:
        count(request, at.timestamp())
        shown = queries.looked_up(code, now=at)
    except Refusal as no:
        return _waiting(request) if no.code == "being_sealed" else _refused(request, no, code)
    return file_of(service.public_pack(shown.proven, shown.kind, now=at))


@anyone
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """The page that checks a pack in the browser, as one file under its own policy; `?save` gives it to keep."""
    headers = {"Content-Security-Policy": page_csp(), "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    if "save" in request.GET:
        headers["Content-Disposition"] = f'attachment; filename="{PAGE_FILE}"'
    return HttpResponse(page_html(), content_type="text/html; charset=utf-8", headers=headers)


def _certificate(request: HttpRequest, code: str, shown: queries.Shown) -> dict[str, Any]:
    found = shown.proven
    stamps = [each for each in found.stamps if each.at]
    covering = [each for each in stamps if each.stamp.size > found.indices[-1]]
    return {
        "code": code,
        "what": KINDS[shown.kind],
        "shown": shown,
        "count": len(found.holdings),
        "size": found.checkpoint.size,
        "root": found.checkpoint.root.hex(),
        "origin": found.checkpoint.origin,
        "sealed_at": found.signed.at,
        "fingerprint": found.policy.fingerprint,
        "witnesses": [
            (one.name, datetime.fromtimestamp(one.at_s, UTC) if one.at_s else None) for one in shown.witnesses
        ],
        "has_quorum": found.policy.quorum != "none",
        "stamps": stamps,
        "is_all_stamped": bool(covering),
        "receipts": found.receipts,
        "qr": qr_code(request.build_absolute_uri()),
    }


def _refused(request: HttpRequest, no: Refusal, typed: str) -> HttpResponse:
    shown = {"refused": no, "typed": typed[:40], **_links()}
    return _unkept(render(request, "proof/public.html", shown, status=no.status))


def _links() -> dict[str, Any]:
    places = {"log_link": "checkpoint", "policy_link": "policy"}
    return {
        name: format_html('<a href="{0}"><code>{0}</code></a>', reverse("log_file", args=[place]))
        for name, place in places.items()
    }


def _waiting(request: HttpRequest) -> HttpResponse:
    response = render(request, "proof/waiting.html", {"again_s": AGAIN_S}, status=503)
    response["Retry-After"] = str(AGAIN_S)
    return _unkept(response)


def _unkept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
