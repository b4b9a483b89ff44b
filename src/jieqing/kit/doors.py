"""Every door says who may come in: `@anyone`, `@signed_in` or `@only("creditor", …)`; or tests/house fails.

Works on pages (`def view(request)`) and on REST operations (below the router's own decorator) alike.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from ninja.utils import check_csrf

from jieqing.kit.actor import ANYONE, ROLES, STAFF_ROLES, Actor, Role
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Language, Words

View = TypeVar("View", bound=Callable[..., Any])
API_ROOT = "/api/"


def anyone(view: View) -> View:
    """Marks a door that is open to all."""
    view.actor_rule = "anyone"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Opens the door to everybody with an account, whatever their roles: what concerns oneself."""
    return _guarded(view, "signed_in", ROLES)


def only(*roles: Role) -> Callable[[View], View]:
    """Opens the door to those roles; pages send strangers to sign in, REST raises Refusal (401, 403)."""

    def guard(view: View) -> View:
        return _guarded(view, ",".join(sorted(roles)), frozenset(roles))

    return guard


operator_only = only("operator")


def actor_of(request: HttpRequest) -> Actor:
    """Who asks; `identity` put it there."""
    given: Actor | None = getattr(request, "actor", None)
    if given is not None:
        return given
    # until identity's middleware stands: the staff account is the operator
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated and user.is_active and user.is_staff:
        return Actor(f"user:{user.pk}", None, frozenset({"operator"}), user.pk, has_second_factor=True)
    return ANYONE


def language_of(request: HttpRequest) -> Language:
    """The language of the page that was asked for: 'en' below /en/, else 'zh'."""
    return "en" if getattr(request, "LANGUAGE_CODE", "zh-hans").startswith("en") else "zh"


def _guarded(view: View, rule: str, roles: frozenset[Role]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        actor, is_rest = actor_of(request), request.path.startswith(API_ROOT)
        if actor.user_id is None:
            if is_rest:
                raise _sign_in_needed()
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        if rule != "signed_in":
            entitled = roles & actor.roles
            if not entitled:
                raise _not_your_door()
            if entitled <= STAFF_ROLES and not actor.has_second_factor:
                if is_rest:
                    raise _second_factor_needed()
                return redirect("second_factor_needed")
        # REST routes are exempt from the CSRF middleware, yet people come with a cookie: check it here.
        if is_rest and check_csrf(request, view) is not None:
            raise _csrf_token_missing()
        return view(request, *args, **kwargs)

    guarded.actor_rule = rule  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def _sign_in_needed() -> Refusal:
    return Refusal(
        "sign_in_needed",
        Words("这里要登录后才能用。", "This is open only to those who have signed in."),
        remedy=Words("请先登录：/account/sign-in/。", "Sign in first: /en/account/sign-in/."),
        status=401,
    )


def _not_your_door() -> Refusal:
    return Refusal(
        "role_missing",
        Words("您的账号没有这里所需的角色。", "Your account does not have the role that this needs."),
        remedy=Words(
            "在“账号”里看看您的角色，或换到另一个单位；需要时请管理员加上。",
            "See your roles under “Account”, or switch to another organisation; its manager can add a role.",
        ),
        status=403,
    )


def _second_factor_needed() -> Refusal:
    return Refusal(
        "second_factor_needed",
        Words("工作人员要用第二重验证登录。", "Staff sign in with a second factor."),
        remedy=Words("先在 /account/second-factor/ 设置。", "Set one up at /en/account/second-factor/ first."),
        status=403,
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
