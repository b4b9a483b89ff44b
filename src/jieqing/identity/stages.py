"""The steps of a sign-in that differ from allauth's."""

from allauth.account.stages import EmailVerificationStage
from django.http import HttpResponse


class VerifyAddress(EmailVerificationStage):  # type: ignore[misc]
    """The address is verified before the first sign-in; the operator's account has none until one is added."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if self.login.user is not None and not self.login.user.email:
            return None, True
        answer: tuple[HttpResponse | None, bool] = super().handle()
        return answer
