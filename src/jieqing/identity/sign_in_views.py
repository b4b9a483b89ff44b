"""The pages of one's own account that allauth has not, and those of its pages that do more here."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from allauth.usersessions.adapter import get_adapter as sessions_adapter
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from jieqing.identity import traces
from jieqing.identity.sign_in import SECOND_FACTORS, has_second_factor
from jieqing.identity.spoken import browser_words
from jieqing.kit.doors import language_of
from jieqing.kit.words import Words

LONE_HOSTS = ("127.0.0.1", "[::1]")  # browsers tie passkeys to a name, never to a number


@require_safe
def second_factor_needed(request: HttpRequest) -> HttpResponse:
    """Why staff need a second factor, and the two ways to one; who has one already signs in with it."""
    has_one = Authenticator.objects.filter(user=request.user, type__in=SECOND_FACTORS).exists()
    if has_one and has_second_factor(request):
        return redirect("account_home")
    return render(request, "mfa/needed.html", {"has_one": has_one})


class ActivateApp(ActivateTOTPView):  # type: ignore[misc]
    """Setting up an authenticator app counts as having used it: the first code was right."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        _count_as_used(self.request, Authenticator.Type.TOTP)
        return answer


class DeactivateApp(DeactivateTOTPView):  # type: ignore[misc]
    """Leaves a trace."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        traces.second_factor_changed(self.request.user.pk, "totp_removed")
        return answer


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    """Making a passkey counts as having used it, too."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        _count_as_used(self.request, Authenticator.Type.WEBAUTHN)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        host, port = split_domain_port(self.request.get_host())
        if host in LONE_HOSTS:
            found["by_name_url"] = f"http://localhost{':' + port if port else ''}{self.request.path}"
        return found


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]
    """Leaves a trace."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        traces.second_factor_changed(self.request.user.pk, "webauthn_removed")
        return answer


class PasskeyOnceMore(ReauthenticateWebAuthnView):  # type: ignore[misc]
    """A refused passkey is said on the page where it was asked for; allauth would lead to the sign-in page."""

    def form_invalid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return answer


class Sessions(ListUserSessionsView):  # type: ignore[misc]
    """Where one is signed in, each device by a name that people know."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        for session in found["sessions"]:
            session.browser = browser_words(session.user_agent)
        return found


@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Signs one other device out; the present one leaves by signing out."""
    session = get_object_or_404(UserSession, pk=session_id, user=request.user)
    if session.is_current():
        return redirect("account_logout")
    sessions_adapter().end_sessions([session])
    traces.log.info("session ended user=%d", request.user.pk)
    messages.info(request, Words("那台设备已退出。", "That device is signed out.").to(language_of(request)))
    return redirect("usersessions_list")


def _count_as_used(request: HttpRequest, kind: Authenticator.Type) -> None:
    user = request.user
    factor = Authenticator.objects.filter(user=user, type=kind).latest("created_at")
    record_authentication(request, user, "mfa", id=factor.pk, type=kind.value)
    traces.second_factor_changed(factor.user_id, f"{kind.value}_added")
