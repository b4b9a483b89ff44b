"""The vault's noes that more than one verb says. Each names the subject, so that the door can record it."""

from uuid import UUID

from jieqing.kit.actor import Actor
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.vault.rules.register import roles_of


def erased(subject: UUID) -> Refusal:
    """Its key was destroyed: nothing of it can be read or added any more."""
    return Refusal(
        "subject_erased",
        Words(
            "这部分内容已经删除，密钥也已销毁，谁都打不开了。",
            "This was deleted and its key destroyed; nobody can open it.",
        ),
        remedy=Words("需要的话，重新建一条。", "If you need it, start a new one."),
        status=410,
        about=subject,
    )


def damaged(subject: UUID | None) -> Refusal:
    """It does not open under its key: altered, cut short, or moved from elsewhere."""
    return Refusal(
        "sealed_value_damaged",
        Words(
            "封存的内容对不上它的密钥：被改过，或者放错了地方。",
            "A sealed value does not match its key: it was altered or misplaced.",
        ),
        remedy=Words("请告诉运营人员；可以从备份恢复。", "Please tell the operator; it can be restored from a backup."),
        status=500,
        about=subject,
    )


def not_there(subject: UUID) -> Refusal:
    """The asker's rows hold no key for it: another tenant's, or never sealed. One answer for both."""
    return Refusal(
        "sealed_value_not_yours",
        Words("没有您可以打开的这项内容。", "There is nothing here that you may open."),
        remedy=Words(
            "请对方授权查看；授权到期了就再请一次。", "Ask its owner to let you read; if that has run out, ask again."
        ),
        status=404,
        about=subject,
    )


def purpose_not_allowed(subject: UUID) -> Refusal:
    """The purpose does not allow that field to that role (CN-PI-03)."""
    return Refusal(
        "purpose_not_allowed",
        Words("您的角色不能为这个目的打开这项内容。", "Your role may not open this for that purpose."),
        remedy=Words(
            "在“个人信息登记”里看看谁可以为什么目的查看。",
            "The register of personal data says who may read what, and why.",
        ),
        basis="CN-PI-03",
        status=403,
        about=subject,
    )


def operators_only(actor: Actor) -> None:
    """Raises Refusal for anyone but an operator or the house itself."""
    if not roles_of(actor) & {"operator", "system"}:
        raise Refusal(
            "operators_only",
            Words("密钥只由运营人员管理。", "Only an operator looks after the keys."),
            remedy=Words("请联系运营人员。", "Ask the operator."),
            status=403,
        )
