"""Who may do what the host alone does, and what needs an account."""

from jieqing.kit.actor import Actor
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words


def operators_only(actor: Actor) -> None:
    """Raises Refusal for anyone but an operator who signed in with a second factor, and the host's own jobs."""
    if "operator" not in actor.roles or not actor.has_second_factor:
        raise Refusal(
            "operators_only",
            Words("这项操作只对运营人员开放。", "This is open to operators only."),
            remedy=Words("请以运营人员身份、用第二重验证登录。", "Sign in as an operator, with your second factor."),
            status=403,
        )


def user_of(actor: Actor) -> int:
    """The id of the person who is signed in; raises Refusal where nobody is."""
    if actor.user_id is None:
        raise Refusal(
            "sign_in_needed",
            Words("这里要登录后才能用。", "This is open only to those who have signed in."),
            remedy=Words(
                "请先登录。没有账号的，请按隐私告知里的方式联系运营方。",
                "Sign in first; without an account, reach the operator as the privacy notice says.",
            ),
            status=401,
        )
    return actor.user_id
