"""The one place where a refusal, or an address that leads nowhere, becomes an answer over HTTP."""

import logging
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from jieqing.evidence.log import record_refusal
from jieqing.kit.doors import API_ROOT, actor_of, language_of
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

log = logging.getLogger("jieqing.site.errors")
NOT_FOUND = Refusal(
    "not_found",
    Words("没有这个页面。", "There is no such page."),
    remedy=Words("网址可能写错了，或者内容已经撤下。", "The address may be mistyped, or the page was withdrawn."),
    status=404,
)
NO_ENTRY = Refusal(
    "form_expired",
    Words("这个表单过期了，没有提交。", "This form has expired and was not submitted."),
    remedy=Words(
        "用浏览器的“后退”回去，您写的还在；刷新后再提交。",
        "Go back in your browser, where your words still are; reload and submit again.",
    ),
    status=403,
)
BAD = Refusal(
    "bad_request",
    Words("这次请求没法处理。", "This request could not be handled."),
    remedy=Words("内容可能太大；每次只写一笔欠款。", "It may be too large; write about one debt at a time."),
    status=400,
)
NO_JSON = Refusal(
    "body_unreadable",
    Words("正文不是 JSON。", "The body is not JSON."),
    remedy=Words("写法见 /rest/。", "For its form see /en/rest/."),
    field="body",
    status=400,
)
BROKEN = Refusal(
    "internal_error",
    Words("我们这边出了错。", "Something broke on our side."),
    remedy=Words(
        "稍后再试；用“后退”能找回您写的。",
        "Try again shortly; your browser's back button brings back what you wrote.",
    ),
    status=500,
)


class RefusalMiddleware:
    """Turns a Refusal that a page raised into a page that says why and what to do instead."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return page(request, error) if isinstance(error, Refusal) else None


def page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as a page, or as problem+json below /api/; of people with an account it leaves an entry."""
    actor = actor_of(request)
    if actor.user_id is not None:
        record_refusal(actor, refusal)
    elif refusal.status in (401, 403, 429):
        log.warning("refused code=%s", refusal.code)
    if request.path.startswith(API_ROOT):
        return JsonResponse(problem(request, refusal), status=refusal.status, content_type="application/problem+json")
    words = {"message": refusal.message, "remedy": refusal.remedy, "code": refusal.code}
    return render(request, "error.html", words, status=refusal.status)


def problem(request: HttpRequest, refusal: Refusal) -> dict[str, Any]:
    """The refusal under the names of RFC 9457, with our own code, field, basis and remedy."""
    language = language_of(request)
    return {
        "type": "about:blank",
        "title": refusal.message.to(language),
        "status": refusal.status,
        "code": refusal.code,
        "field": refusal.field,
        "basis": refusal.basis,
        "remedy": refusal.remedy.to(language),
    }


def on_rest(api: NinjaAPI) -> None:
    """Registers the same answers with the REST API."""

    @api.exception_handler(Refusal)
    def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
        return page(request, refusal)

    @api.exception_handler(ValidationError)
    def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
        places = ", ".join(".".join(str(part) for part in e["loc"][-1:]) for e in error.errors)
        reasons = "; ".join(str(e["msg"]) for e in error.errors)
        refusal = Refusal(
            "input_unreadable",
            Words(f"有字段读不了：{places}", f"Fields that cannot be read: {places}"),
            remedy=Words(f"请按接口文档填写（{reasons}）。", f"Follow the API's description ({reasons})."),
            field=places,
        )
        return page(request, refusal)

    @api.exception_handler(HttpError)
    def no_json(request: HttpRequest, error: HttpError) -> HttpResponse:
        return page(request, NO_JSON)

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return page(request, NOT_FOUND)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, BAD)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, NO_ENTRY)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, NO_ENTRY)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """Both languages on a page that needs neither the database nor the base template, for those may be what broke."""
    if request.path.startswith(API_ROOT):
        return page(request, BROKEN)
    words = {"message": BROKEN.message, "remedy": BROKEN.remedy}
    return HttpResponse(render_to_string("broken.html", words), status=500)
