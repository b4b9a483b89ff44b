"""What else of the house may ask or do about people's signing in."""

import smtplib
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest

from jieqing.evidence import log as evidence
from jieqing.identity import traces
from jieqing.identity.spoken import proofs
from jieqing.kit.actor import Actor
from jieqing.kit.announce import announce
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
RESET_SUBJECT = Words("结清：您的两步验证已重设", "Jieqing: your second step was reset")
RESET_BODY = Words(
    "运营方核实之后，重设了您账号的两步验证：取消了验证器、通行密钥和恢复码，所有设备都已退出。\n"
    "请用密码重新登录，再设置一次。如果不是您要求的，请马上重设密码，并告诉运营方。",
    "After making sure of you, the operator reset the second step of your account: the app, the passkeys and the "
    "recovery codes are removed, and every device is signed out.\nSign in with your password and set a second step up "
    "again. If you did not ask for this, reset your password at once and tell the operator.",
)


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was entered by a second factor, or one was set up in it, and the person still has one."""
    records = get_authentication_records(request, request.user)
    if not any(record.get("method") == "mfa" for record in records):
        return False
    return bool(Authenticator.objects.filter(user_id=request.user.pk, type__in=SECOND_FACTORS).exists())


def reset_second_factor(actor: Actor, user_id: int, reason: str) -> None:
    """Takes every second factor from an account whose owner lost them, ends its sessions and writes to the owner.

    `reason` says how the owner was made sure of: an id of `proofs` in data/sign_in.yaml, which the log keeps.
    Only an operator may, and not for the own account (that is done on the host: `jieqing reset-second-factor`).
    Raises Refusal: role_missing, own_factor, reason_missing, account_unknown.
    """
    if "operator" not in actor.roles or not actor.has_second_factor:
        raise _refusal("role_missing")
    if actor.user_id == user_id:
        raise _refusal("own_factor")
    if reason not in proofs():
        raise _refusal("reason_missing")
    with acting(actor):
        user = _user(user_id)
        Authenticator.objects.filter(user_id=user_id).delete()
        end_sessions(user_id)
        evidence.append(actor, "identity.second_factor_reset", code=f"{reason}:{user_id}")
        announce("identity.second_factor_reset", to_user=user_id)
        transaction.on_commit(lambda: _tell(user))
    traces.log.info("second factor reset user=%d by=%s reason=%s", user_id, actor.who, reason)


def set_active(actor: Actor, user_id: int, *, is_active: bool) -> None:
    """Lets an account sign in, or no longer: a disabled one's sessions end at once. Operators only; Refusal else."""
    if "operator" not in actor.roles or not actor.has_second_factor:
        raise _refusal("role_missing")
    if actor.user_id == user_id:
        raise _refusal("own_account")
    with acting(actor):
        user = _user(user_id)
        user.is_active = is_active
        user.save(update_fields=["is_active"])
        if not is_active:
            end_sessions(user_id)
        event = "identity.account_enabled" if is_active else "identity.account_disabled"
        evidence.append(actor, event, code=str(user_id))


def end_sessions(user_id: int) -> None:
    """Signs the account out everywhere."""
    for session in UserSession.objects.filter(user_id=user_id):
        session.end()


def _user(user_id: int) -> Any:
    user = get_user_model().objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise _refusal("account_unknown")
    return user


def _tell(user: Any) -> None:
    """A letter in both languages: who reads it is not who asked for the page."""
    if not user.email:
        return
    body = f"{RESET_BODY.zh}\n\n{RESET_BODY.en}\n"
    try:
        EmailMessage(f"{RESET_SUBJECT.zh} / {RESET_SUBJECT.en}", body, to=[user.email]).send()
    except (smtplib.SMTPException, OSError, Refusal) as stuck:
        traces.log.error("notification not sent kind=%s", type(stuck).__name__)


def _refusal(code: str) -> Refusal:
    words, remedy, field, status = {
        "role_missing": (
            Words("只有运营人员能这样做。", "Only an operator may do this."),
            Words("请用运营账号登录，并完成两步验证。", "Sign in as an operator, with a second step."),
            "",
            403,
        ),
        "own_factor": (
            Words("不能重设自己的两步验证。", "You cannot reset your own second step."),
            Words(
                "请另一位运营人员来做，或在服务器上运行 jieqing reset-second-factor。",
                "Ask another operator, or run jieqing reset-second-factor on the host.",
            ),
            "user",
            403,
        ),
        "own_account": (
            Words("不能停用自己的账号。", "You cannot disable your own account."),
            Words("请另一位运营人员来做。", "Ask another operator to do it."),
            "user",
            403,
        ),
        "reason_missing": (
            Words("没有说明是怎样核实本人的。", "It does not say how the person was made sure of."),
            Words("从列表里选一种核实方式。", "Choose one of the ways in the list."),
            "reason",
            422,
        ),
        "account_unknown": (
            Words("没有这个账号。", "There is no such account."),
            Words("账号可能已经删除；核对一下邮箱或账号名。", "It may have been deleted; check the address or name."),
            "user",
            404,
        ),
    }[code]
    return Refusal(code, words, remedy=remedy, field=field, status=status)
