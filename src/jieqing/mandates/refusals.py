"""What is refused of a card, in words: each with the field that is wrong and what may be done instead."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from jieqing.claims.intake.fields import fields
from jieqing.kit.clock import SHANGHAI
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.mandates.rules.catalogue import found_words, moved, movers
from jieqing.mandates.rules.screening import LONGEST, Kind


class Moved(Refusal):
    """Somebody took a step in the meantime (409); nothing was changed. `version` is the present one."""

    def __init__(self, card_id: UUID, version: int, state: str, at: datetime, mover: str) -> None:
        said = Words("{at}，{who}{did}，您这一步没有生效。", "At {at} {who} {did}; your step did not count.")
        when = at.astimezone(SHANGHAI).strftime("%H:%M")
        super().__init__(
            "card_moved",
            said.filled(at=when, who=movers()[mover], did=moved()[state]),
            remedy=Words(
                "您写的还在。看清现在的情况，需要的话再提交一次。",
                "Your words are still here. See how it stands now, and submit again if need be.",
            ),
            status=409,
            about=card_id,
        )
        self.version = version


def not_there() -> Refusal:
    """The one answer for a card that isn't there and for one that isn't the asker's."""
    return Refusal(
        "card_not_found",
        Words("没有这张卡片。", "There is no such card."),
        remedy=Words("回到列表里找；它也可能是发给别家的。", "Look in your list; it may be meant for somebody else."),
        status=404,
    )


def not_now(card_id: UUID, state: Words) -> Refusal:
    """The state does not allow the step."""
    message = Words("这张卡片现在是“{state}”，走不了这一步。", "This card is now “{state}”; this step cannot be taken.")
    return Refusal(
        "step_not_open",
        message.filled(state=state),
        remedy=Words("看看页面上现在能做什么。", "See what the page now offers."),
        status=409,
        about=card_id,
    )


def claim_incomplete(missing: Iterable[str]) -> Refusal:
    """The claim lacks what no agency can judge without."""
    names = [fields()[field].name for field in missing]
    joined = Words("、".join(name.zh for name in names), " and ".join(name.en.lower() for name in names))
    return Refusal(
        "claim_incomplete",
        Words("还缺：{names}。缺了机构没法判断。", "Still missing: {names}. No agency can judge without.").filled(
            names=joined
        ),
        remedy=Words("先在欠款页补上，再发卡片。", "Add it on the claim's page, then send the card."),
        field="claim",
    )


def claim_over() -> Refusal:
    return Refusal(
        "claim_over",
        Words(
            "这笔欠款已经撤回或了结，不能再发卡片。", "This claim was withdrawn or closed; no card can be sent for it."
        ),
        remedy=Words("先在欠款页恢复它。", "Reopen it on its page first."),
        field="claim",
        status=409,
    )


def agency_suspended() -> Refusal:
    return Refusal(
        "agency_suspended",
        Words(
            "这家机构的登记或执照有问题，不能发给它。",
            "This agency's registration or licence is not in order; no card can go to it.",
        ),
        remedy=Words("另选一家。", "Choose another."),
        field="agency_id",
        basis="CN-AG-02",
    )


def already_there() -> Refusal:
    return Refusal(
        "card_already_there",
        Words("这笔欠款的卡片已经在这家机构手里。", "This agency already has a card of this claim."),
        remedy=Words("等它答复，或者先收回那一张。", "Wait for its answer, or take that card back first."),
        field="agency_id",
        status=409,
    )


def own_agency() -> Refusal:
    return Refusal(
        "own_agency",
        Words("不能发给自己的机构。", "A card cannot go to one's own agency."),
        remedy=Words("另选一家。", "Choose another."),
        field="agency_id",
    )


def not_screened(kinds: Iterable[Kind]) -> Refusal:
    """The words hold what would say who it is about."""
    found = [found_words()[kind] for kind in kinds]
    joined = Words("、".join(words.zh for words in found), ", ".join(words.en for words in found))
    return Refusal(
        "words_identify",
        Words("留言里有{found}，没有发出。", "Your words hold {found}; they were not sent.").filled(found=joined),
        remedy=Words(
            "删掉它，写“对方”“欠款方”就行；签了委托以后，机构才能看到姓名和号码。",
            "Take it out and write “the other side”; the agency sees names and numbers once a mandate is signed.",
        ),
        field="words",
        basis="CN-PI-06",
    )


def words_missing() -> Refusal:
    return Refusal(
        "words_missing",
        Words("还没写。", "Nothing is written yet."),
        remedy=Words("写一句再发。", "Write a line, then send it."),
        field="words",
    )


def words_too_long() -> Refusal:
    return Refusal(
        "words_too_long",
        Words(f"超过 {LONGEST} 个字。", f"Longer than {LONGEST} characters."),
        remedy=Words("写短一点，或分两次发。", "Shorten it, or send it in two parts."),
        field="words",
    )


def days_unknown(choices: Iterable[int]) -> Refusal:
    days = ", ".join(str(choice) for choice in choices)
    return Refusal(
        "days_unknown",
        Words(f"有效期只能选 {days} 天。", f"A card stays open {days} days."),
        remedy=Words("选其中一个。", "Choose one of them."),
        field="open_days",
    )


def reason_missing() -> Refusal:
    return Refusal(
        "reason_missing",
        Words("没有选不接的原因。", "No reason for declining is chosen."),
        remedy=Words("选一个最接近的。", "Choose the nearest one."),
        field="reason",
    )


def conflict_unchecked() -> Refusal:
    return Refusal(
        "conflict_unchecked",
        Words("还没确认查过利益冲突，不能接。", "Conflicts of interest have not been checked; it cannot be accepted."),
        remedy=Words("按卡片所示查过，再打勾。", "Check as far as the card shows, then tick the box."),
        field="conflict",
    )


def terms_unsigned(field: str) -> Refusal:
    words = {
        "mandate": Words("还没确认委托合同已签。", "You have not confirmed that the mandate is signed."),
        "terms": Words(
            "还没确认数据处理约定已签。", "You have not confirmed that the data-processing terms are signed."
        ),
    }
    return Refusal(
        f"{field}_unsigned",
        words[field],
        remedy=Words(
            "签好再打勾；没有约定，个人信息不能交出去。",
            "Sign, then tick: without terms no personal data may be handed over.",
        ),
        field=field,
        basis="CN-PI-05",
    )


def paper_missing() -> Refusal:
    return Refusal(
        "paper_missing",
        Words("没有选签好的文件。", "The signed paper is not chosen."),
        remedy=Words("从已附的材料里选，或者现在上传一份。", "Choose it among the attached papers, or upload it now."),
        field="paper",
        basis="CN-PI-05",
    )


def until_unusable() -> Refusal:
    return Refusal(
        "until_unusable",
        Words("截止日要在明天以后，最长两年。", "The last day must lie after today, at most two years ahead."),
        remedy=Words("按委托合同的期限填；到期可以再开。", "Take the mandate's term; it can be opened again after it."),
        field="until",
        basis="CN-PI-05",
    )


def open_elsewhere() -> Refusal:
    return Refusal(
        "case_open_elsewhere",
        Words("这笔欠款正交给另一家机构办。", "This claim is open to another agency."),
        remedy=Words("先结束那一家的委托。", "End that mandate first."),
        status=409,
        basis="CN-PI-06",
    )
