"""allauth's forms in our words; those that guard a door leave a trace when they fail."""

import struct
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ValidationError

from jieqing.identity import traces
from jieqing.identity.spoken import field_words, messages, spoken

LONGEST_NAME = 40
# What fido2's parsers raise on bytes that are no credential.
BROKEN = (TypeError, ValueError, KeyError, IndexError, AttributeError, OverflowError, RecursionError, struct.error)
INVISIBLE = ("Cc", "Cf", "Zl", "Zp")  # Unicode: controls, formats (they turn text around), separators of lines


class InOurWords(forms.Form):
    """Names, hints and mistakes of the fields from data/sign_in.yaml."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            words = field_words()[name]
            field.label, field.help_text = spoken(words.name), spoken(words.hint)
            field.error_messages["required"] = spoken(messages()["required"])
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = spoken(messages()["invalid_email"])
                for validator in field.validators:
                    if validator.code == "invalid":  # type: ignore[attr-defined]
                        validator.message = field.error_messages["invalid"]  # type: ignore[attr-defined]


@contextmanager
def _refused_in_words() -> Iterator[None]:
    """What a browser sends is no passkey of this site: allauth says "wrong code", fido2 stumbles over broken bytes."""
    try:
        yield
    except BROKEN:
        raise _passkey_refused() from None
    except ValidationError as error:
        raise _passkey_refused() if error.code == "incorrect_code" else error from None


def _passkey_refused() -> ValidationError:
    return ValidationError(spoken(messages()["passkey_refused"]), code="passkey_refused")


class Guarding(InOurWords):
    """A form at a door: each failure is recorded by its code, never by what was typed."""

    user: Any = None

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and self.errors:
            codes = {str(error.code) for errors in self.errors.as_data().values() for error in errors} - {"required"}
            if codes:
                account_typed, user_id = self.data.get("login", ""), getattr(self.user, "pk", None)
                traces.sign_in_failed(",".join(sorted(codes)), account=account_typed, user_id=user_id)


class SignIn(Guarding, account.LoginForm):  # type: ignore[misc]
    """ACCOUNT_FORMS["login"]."""


class SignUp(InOurWords, account.SignupForm):  # type: ignore[misc]
    """A new account: address and password."""


class NewAddress(InOurWords, account.AddEmailForm):  # type: ignore[misc]
    """Another address to sign in with."""


class OtherAddress(InOurWords, account.ChangeEmailForm):  # type: ignore[misc]
    """The address again, before it was verified."""


class MailedCode(InOurWords, account.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    """The code from the mail."""


class NewPassword(InOurWords, account.ChangePasswordForm):  # type: ignore[misc]
    """Another password."""


class FirstPassword(InOurWords, account.SetPasswordForm):  # type: ignore[misc]
    """A password where there was none."""


class LostPassword(InOurWords, account.ResetPasswordForm):  # type: ignore[misc]
    """Where to send the mail."""


class PasswordAfterReset(InOurWords, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """Another password, after the mail."""


class PasswordAgain(Guarding, account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something delicate."""


class Code(Guarding, factor.AuthenticateForm):  # type: ignore[misc]
    """The second step: a code of the app, or a recovery code."""


class CodeAgain(Guarding, factor.ReauthenticateForm):  # type: ignore[misc]
    """The same before something delicate."""


class FirstCode(InOurWords, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app that was just set up."""


# What of a passkey's answer is bytes, written as text (WebAuthn level 3, 5.1.8).
BYTES_AS_TEXT = {
    "id", "rawId", "clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle", "publicKey",
}  # fmt: skip


def _refuse_numbers(credential: Any) -> None:
    """Where bytes should stand as text, fido2 would make a number n into n zeros: gigabytes, for anybody who asks."""
    if not isinstance(credential, dict):
        raise _passkey_refused()
    answer = credential.get("response")
    parts = [*credential.items(), *(answer.items() if isinstance(answer, dict) else ())]
    if any(name in BYTES_AS_TEXT and not isinstance(part, str | type(None)) for name, part in parts):
        raise _passkey_refused()


class OfThisSite(Guarding):
    """A passkey that is unknown here, of another site, or none at all, is refused with the remedy."""

    def clean_credential(self) -> Any:
        _refuse_numbers(self.cleaned_data["credential"])
        with _refused_in_words():
            return super().clean_credential()  # type: ignore[misc]


class Passkey(OfThisSite, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """The second step by passkey."""


class PasskeyAgain(OfThisSite, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """The same before something delicate."""


class PasskeyAlone(OfThisSite, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    """Signing in by passkey without a password."""


class Named(InOurWords):
    """A name that people give a passkey: short, and without characters that hide."""

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if any(unicodedata.category(character) in INVISIBLE for character in name):
            raise ValidationError(spoken(messages()["unprintable"]), code="unprintable")
        if len(name) > LONGEST_NAME:
            raise ValidationError(spoken(messages()["too_long"]), code="too_long")
        return name


class NewPasskey(Named, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey that the browser just made; it is kept even where no name was given."""

    def clean_credential(self) -> Any:
        """allauth looks at no credential that is 0 or false, and would keep it as a factor."""
        _refuse_numbers(self.cleaned_data["credential"])
        return self.cleaned_data["credential"]

    def clean(self) -> Any:
        with _refused_in_words():
            return super().clean()

    def clean_name(self) -> str:
        return super().clean_name() or str(self.initial["name"])


class PasskeyName(Named, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""
