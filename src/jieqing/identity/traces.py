"""What signing in leaves behind: a line in the log and an entry in the evidence, with codes and pseudonyms only."""

import logging

from django.utils.crypto import salted_hmac

from jieqing.evidence import log as evidence
from jieqing.kit.actor import ANYONE, Actor
from jieqing.kit.rows import acting

log = logging.getLogger("jieqing.identity")


def signed_in(user_id: int) -> None:
    """Somebody is in."""
    log.info("signed in user=%d", user_id)
    _enter(Actor(f"user:{user_id}"), "identity.signed_in")


def sign_in_failed(code: str, *, account: str = "", user_id: int | None = None) -> None:
    """An attempt failed; `account` is what was typed, of which a keyed digest is told that joins equal ones."""
    log.warning("sign-in failed code=%s account=%s user=%s", code, _pseudonym(account), user_id)
    _enter(Actor(f"user:{user_id}") if user_id else ANYONE, "identity.sign_in_failed", code)


def limited(route: str) -> None:
    """Somebody tried too often; `route` is the address's name in urls.py."""
    log.warning("limited route=%s", route)
    _enter(ANYONE, "identity.attempts_limited", route)


def second_factor_changed(user_id: int, code: str) -> None:
    """A factor was set up or removed: "totp_added", "webauthn_removed", …"""
    log.info("second factor changed user=%d code=%s", user_id, code)
    _enter(Actor(f"user:{user_id}"), "identity.second_factor_changed", code)


def _enter(actor: Actor, event: str, code: str = "") -> None:
    with acting(actor):
        evidence.append(actor, event, code=code)


def _pseudonym(account: str) -> str:
    return salted_hmac("jieqing.identity.traces", account.strip().lower()).hexdigest()[:12] if account else "-"
