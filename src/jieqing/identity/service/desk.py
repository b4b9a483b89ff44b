"""What an operator does to an account: disable, enable, take away a lost second factor; each for a reason on record."""

from dataclasses import replace

from jieqing.evidence import log
from jieqing.identity import sign_in
from jieqing.identity.models import Membership
from jieqing.identity.queries.accounts import account, operators_only
from jieqing.identity.rules.given import reason_given
from jieqing.identity.rules.roles import HOUSE
from jieqing.kit.actor import Actor
from jieqing.kit.rows import acting
from jieqing.vault import service as vault


def disable_account(actor: Actor, user_id: int, reason: str) -> None:
    """Ends every session of an account and lets nobody sign in to it; nothing of it is deleted.

    Raises Refusal: not an operator, one's own account, no such account, no reason.
    """
    _set_active(actor, user_id, reason_given(reason), is_active=False)


def enable_account(actor: Actor, user_id: int, reason: str) -> None:
    """Lets the account sign in again; raises Refusal as `disable_account`."""
    _set_active(actor, user_id, reason_given(reason), is_active=True)


def reset_second_factor(actor: Actor, user_id: int, proof: str) -> None:
    """Takes every second factor from an account whose owner lost them; `proof` says how he was made sure of."""
    operators_only(actor)
    account(actor, user_id)
    sign_in.reset_second_factor(actor, user_id, proof)


def _set_active(actor: Actor, user_id: int, reason: str, *, is_active: bool) -> None:
    operators_only(actor)
    host = replace(actor, tenant=HOUSE)
    with acting(host):
        account(host, user_id)
        sign_in.set_active(host, user_id, is_active=is_active)
        person = Membership.objects.filter(user_id=user_id).values_list("person_id", flat=True).first()
        if person:
            body = vault.commit_body(host, HOUSE, {"reason": reason, "is_active": is_active})
            log.append(host, "identity.reason_given", about=person, body=body)
