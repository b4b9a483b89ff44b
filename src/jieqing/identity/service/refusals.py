"""Why an invitation is refused, and what to do instead."""

from jieqing.identity.rules.invitation import MOST_OPEN
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words


def acting_alone() -> Refusal:
    """A person acting alone has no members."""
    return Refusal(
        "acting_alone",
        Words("以个人名义使用时没有成员可邀请。", "Somebody who acts alone has no members to invite."),
        remedy=Words("先登记单位，再邀请同事。", "Register your organisation first, then invite colleagues."),
        field="email",
        status=409,
    )


def already_member(field: str) -> Refusal:
    """The address, or the user with the link, has a seat there."""
    return Refusal(
        "already_member",
        Words("已经是这个单位的成员了。", "Already a member of this organisation."),
        remedy=Words("要改角色，在成员列表里改。", "To change roles, use the list of members."),
        field=field,
        status=409,
    )


def already_invited() -> Refusal:
    """An invitation to that address is open."""
    return Refusal(
        "already_invited",
        Words("这个邮箱已经有一份没用过的邀请。", "An invitation to this address is still open."),
        remedy=Words("等对方接受；要重发，先收回原来那份。", "Wait for it, or withdraw that one and invite again."),
        field="email",
        status=409,
    )


def too_many_invitations() -> Refusal:
    """As many as may be open at a time are."""
    return Refusal(
        "too_many_invitations",
        Words("没有用过的邀请已有 {n} 份。", "{n} invitations are open already.").filled(n=MOST_OPEN),
        remedy=Words("收回不需要的，再邀请。", "Withdraw some that are not needed, then invite."),
        field="email",
        status=429,
    )


def for_another_address(masked: str) -> Refusal:
    """The invitation went to another address than that of the account."""
    return Refusal(
        "invitation_for_another",
        Words("这份邀请是发给 {address} 的。", "This invitation was sent to {address}.").filled(address=masked),
        remedy=Words(
            "用那个邮箱的账号登录；或请对方邀请您现在的邮箱。",
            "Sign in with the account of that address, or ask to be invited at the one you use here.",
        ),
        status=403,
    )


def not_open() -> Refusal:
    """No such invitation waits to be withdrawn."""
    return Refusal(
        "invitation_not_open",
        Words("这份邀请已经用过或收回了。", "This invitation was used or withdrawn already."),
        remedy=Words("刷新页面看现在的情况。", "Reload the page to see how things stand."),
        status=409,
    )
