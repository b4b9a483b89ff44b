"""Every door says who may come in: `@anyone` or `@operator_only`. A route that says neither fails tests/house.

Works on pages (`def view(request)`) and on REST operations (below the router's own decorator) alike.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.urls import reverse
from ninja.utils import check_csrf

from jieqing.kit.actor import ANYONE, Actor
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Language, Words

ActorRule = Literal["anyone", "operator"]
View = TypeVar("View", bound=Callable[..., Any])
API_ROOT = "/api/"


def anyone(view: View) -> View:
    """Marks a door that is open to all."""
    view.actor_rule = "anyone"  # type: ignore[attr-defined]
    return view


def operator_only(view: View) -> View:
    """Opens the door to a signed-in operator; pages send others to sign in, REST raises Refusal (401, 403)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        is_rest = request.path.startswith(API_ROOT)
        if actor_of(request).role != "operator":
            if is_rest:
                raise _sign_in_needed()
            return redirect_to_login(request.get_full_path(), reverse("sign_in"))
        # REST routes are exempt from the CSRF middleware, yet an operator comes with a cookie: check it here.
        if is_rest and check_csrf(request, view) is not None:
            raise _csrf_token_missing()
        return view(request, *args, **kwargs)

    guarded.actor_rule = "operator"  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def actor_of(request: HttpRequest) -> Actor:
    """Who asks: an operator is an active staff account, everybody else is anyone."""
    user = request.user
    if user.is_authenticated and user.is_active and user.is_staff:
        return Actor(who=f"operator:{user.pk}", role="operator")
    return ANYONE


def language_of(request: HttpRequest) -> Language:
    """The language of the page that was asked for: 'en' below /en/, else 'zh'."""
    return "en" if getattr(request, "LANGUAGE_CODE", "zh-hans").startswith("en") else "zh"


def _sign_in_needed() -> Refusal:
    return Refusal(
        "sign_in_needed",
        Words("这项操作只对运营人员开放。", "This is open to operators only."),
        remedy=Words("请先登录：/operator/sign-in。", "Sign in first: /en/operator/sign-in."),
        status=401,
    )


def _csrf_token_missing() -> Refusal:
    return Refusal(
        "csrf_token_missing",
        Words("请求缺少防伪令牌。", "The request carries no CSRF token."),
        remedy=Words(
            "把 csrftoken Cookie 的值放进 X-CSRFToken 请求头。", "Send the csrftoken cookie's value as X-CSRFToken."
        ),
        status=403,
    )
