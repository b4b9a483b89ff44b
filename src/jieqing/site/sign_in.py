"""The operator signs in and out; guessing is slowed down and leaves a trace without names."""

import hashlib
import logging

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

FAILURES_ALLOWED = 5
PAUSE_SECONDS = 15 * 60
log = logging.getLogger("jieqing.site.sign_in")


class SignIn(LoginView):
    """Refuses an account after five failures within a quarter of an hour, in each process that serves (ASVS 6.3.1)."""

    template_name = "site/sign_in.html"

    def post(self, request: HttpRequest, *args: str, **kwargs: object) -> HttpResponse:
        if cache.get(self._key(), 0) >= FAILURES_ALLOWED:
            log.warning("sign_in refused code=too_many_attempts")
            raise _too_many_attempts()
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        cache.add(self._key(), 0, timeout=PAUSE_SECONDS)
        cache.incr(self._key())
        log.warning("sign_in failed code=wrong_account_or_password")
        return super().form_invalid(form)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        cache.delete(self._key())
        log.info("sign_in ok operator=%s", form.get_user().pk)
        return super().form_valid(form)

    def _key(self) -> str:
        account = self.request.POST.get("username", "").encode()
        return f"sign_in_failures:{hashlib.sha256(account).hexdigest()}"


def _too_many_attempts() -> Refusal:
    return Refusal(
        "too_many_attempts",
        Words("密码错了太多次，先停一停。", "Too many wrong passwords; take a pause."),
        remedy=Words(
            "一刻钟后再试；忘了密码，就设置 JIEQING_OPERATOR_PASSWORD 重新启动。",
            "Try again in a quarter of an hour. If the password is lost, restart with JIEQING_OPERATOR_PASSWORD set.",
        ),
        field="password",
        status=429,
    )
