"""The operator's account: one, kept in the database, so that its password stays over restarts."""

import secrets

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

OPERATOR = "operator"


def keep_operator(password: str | None) -> str | None:
    """Makes the account if there is none, and gives it `password` if one is given.

    Returns a password that was made up now, to be shown this once; None when the account keeps what it has or was
    given. Raises Refusal for a password too short.
    """
    operator, is_new = get_user_model().objects.get_or_create(username=OPERATOR, defaults={"is_staff": True})
    made_up = secrets.token_urlsafe(12) if is_new and not password else None
    wanted = password or made_up
    if wanted and not operator.check_password(wanted):
        _check_length(wanted)
        operator.set_password(wanted)
        operator.save(update_fields=["password"])
    return made_up


def _check_length(password: str) -> None:
    try:
        validate_password(password)
    except ValidationError:
        raise Refusal(
            "password_too_short",
            Words("运营人员的密码太短。", "The operator's password is too short."),
            remedy=Words(
                "在 JIEQING_OPERATOR_PASSWORD 里放至少 8 个字符。",
                "Put at least 8 characters in JIEQING_OPERATOR_PASSWORD.",
            ),
            field="JIEQING_OPERATOR_PASSWORD",
        ) from None
