"""What only somebody on the host may do: let a person in again who lost every second factor, operators included."""

from django.contrib.auth import get_user_model
from django.db.models import Q

from jieqing.identity.rules.roles import HOUSE
from jieqing.identity.sign_in import reset_second_factor
from jieqing.kit.actor import system
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

RESCUER = system("rescue", HOUSE, roles=("operator",))


def take_second_factor(login: str, proof: str) -> None:
    """Takes app, passkeys and recovery codes from that account and ends its sessions; the log keeps `proof`.

    Raises Refusal for an account that is not there, and for a proof that data/sign_in.yaml of identity does not know.
    """
    wanted = login.strip()
    user = get_user_model().objects.filter(Q(username=wanted) | Q(email__iexact=wanted)).first() if wanted else None
    if user is None:
        raise Refusal(
            "account_unknown",
            Words("没有这个账号。", "There is no such account."),
            remedy=Words(
                "写登录用的邮箱，或运营账号名 operator。", "Give the e-mail address it signs in with, or operator."
            ),
            field="login",
            status=404,
        )
    reset_second_factor(RESCUER, user.pk, proof)
