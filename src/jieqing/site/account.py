"""The operator's account: one that is always there, kept in the database, so that its password stays over restarts.

It signs in by its name, `operator`, has the house for its tenant, and needs a second factor like all staff.
"""

import secrets

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from jieqing.identity.service import keep_house
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

OPERATOR = "operator"


def keep_operator(password: str | None) -> str | None:
    """Makes the account and the house if there are none, and gives the account `password` if one is given.

    Returns a password that was made up now, to be shown this once; None when the account keeps what it has or was
    given. Raises Refusal for a password too short or too common.
    """
    operator, is_new = get_user_model().objects.get_or_create(username=OPERATOR, defaults={"is_staff": True})
    made_up = secrets.token_urlsafe(12) if is_new and not password else None
    wanted = password or made_up
    if wanted and not operator.check_password(wanted):
        _check(wanted)
        operator.set_password(wanted)
        operator.save(update_fields=["password"])
    keep_house()
    return made_up


def _check(password: str) -> None:
    try:
        validate_password(password)
    except ValidationError:
        raise Refusal(
            "password_too_weak",
            Words("运营人员的密码太短或太常见。", "The operator's password is too short or too common."),
            remedy=Words(
                "在 JIEQING_OPERATOR_PASSWORD 里放至少 10 个字符，几个不相干的词最好。",
                "Put at least 10 characters in JIEQING_OPERATOR_PASSWORD; a few unrelated words are best.",
            ),
            field="JIEQING_OPERATOR_PASSWORD",
        ) from None
