"""An invitation's life: open for seven days, used once, or withdrawn; and why a link no longer works."""

from datetime import datetime, timedelta
from typing import Literal

from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

LASTS = timedelta(days=7)
MOST_OPEN = 50  # a tenant's seats kept at one time, so that nobody mails the world through us
Standing = Literal["open", "used", "withdrawn", "late"]


def standing(used_at: datetime | None, withdrawn_at: datetime | None, expires_at: datetime, now: datetime) -> Standing:
    """Where an invitation stands at `now`. What was used stays used, however late it is looked at."""
    if used_at is not None:
        return "used"
    if withdrawn_at is not None:
        return "withdrawn"
    return "open" if now < expires_at else "late"


def why_closed(where: Standing) -> Refusal:
    """Why an invitation that is not open can't be accepted, and what to do."""
    message, remedy = _CLOSED[where]
    return Refusal(f"invitation_{where}", message, remedy=remedy, status=410)


def unknown() -> Refusal:
    """The link leads to no invitation."""
    return Refusal(
        "invitation_unknown",
        Words("这个邀请链接不对。", "This invitation link is not right."),
        remedy=Words(
            "把邮件里的链接完整地复制过来；还不行，请对方重新邀请。",
            "Copy the whole link from the mail; if it still fails, ask to be invited again.",
        ),
        status=404,
    )


_ASK_AGAIN = Words("请邀请您的人重新发一份。", "Ask whoever invited you to send a new one.")
_CLOSED: dict[Standing, tuple[Words, Words]] = {
    "used": (
        Words("这份邀请已经用过了。", "This invitation has been used."),
        Words(
            "如果是您用的，登录后就能看到那个单位；不是的话，请告诉邀请您的人。",
            "If it was you, sign in and you will find that organisation; if not, tell whoever invited you.",
        ),
    ),
    "withdrawn": (Words("这份邀请被收回了。", "This invitation was withdrawn."), _ASK_AGAIN),
    "late": (Words("这份邀请过了七天，已经失效。", "This invitation ran out after seven days."), _ASK_AGAIN),
}
