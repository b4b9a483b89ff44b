"""What a mail says. Its words come from the catalogue; of the case and its people it says nothing."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from jieqing.kit.words import Language, Words
from jieqing.notices.rules.catalogue import Kind

SUBJECT = Words("【结清】{title}", "Jieqing: {title}")
FOOT = Words(
    "这封信由系统自动发出，请不要回复。\n收不收、几点收，在这里改：{settings}",
    "This mail was sent automatically; please do not reply.\nWhether and at what hours you get mail: {settings}",
)
INVITED = Words("{who}邀请您加入", "{who} invites you to join")
SOMEBODY = Words("有人", "Somebody")
INVITATION = Words(
    "{who}邀请您在“结清”加入。打开下面的地址，看清是什么单位、什么角色，再决定接不接受；"
    "地址只能用一次，到 {until} 为止。\n\n{url}\n\n不认识这件事，就不用理会，什么也不会发生。",
    "{who} invites you to join on Jieqing. Open the address below, see which organisation and which role it is, and "
    "accept or not. It works once, until {until}.\n\n{url}\n\n"
    "If this means nothing to you, do nothing, and nothing will happen.",
)
TRIAL_TITLE = Words("试发一封", "A test mail")
TRIAL = Words(
    "这是运营人员从“结清”试发的信。收到它，说明邮件服务器设置好了。",
    "This test was sent from Jieqing by its operator. That you read it shows that the mail server is set up.",
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail: to whom, and in what words. `id` makes its Message-ID, so that a repeated one is known as such."""

    id: UUID
    to: str
    subject: str
    body: str
    settings_url: str = ""


def notice_letter(id: UUID, to: str, kind: Kind, language: Language, *, url: str, settings_url: str) -> Letter:
    """The mail of a notice; `url` and `settings_url` are whole addresses."""
    title, says, link = (words.to(language) for words in (kind.title, kind.says, kind.link))
    foot = FOOT.filled(settings=settings_url).to(language)
    colon = "：" if language == "zh" else ": "
    body = f"{says}\n\n{link}{colon}{url}\n\n-- \n{foot}\n"
    return Letter(id, to, SUBJECT.filled(title=title).to(language), body, settings_url)


def invitation_letter(id: UUID, to: str, language: Language, *, inviter: str, url: str, until: date) -> Letter:
    """The mail of an invitation, in the language that its sender chose; `inviter` is an organisation's name or ''."""
    who: str | Words = inviter or SOMEBODY
    # A subject is one line, whatever the name holds.
    title = INVITED.filled(who=" ".join(inviter.split()) or SOMEBODY)
    body = INVITATION.filled(who=who, url=url, until=until.isoformat()).to(language)
    return Letter(id, to, SUBJECT.filled(title=title).to(language), body + "\n")


def trial_letter(id: UUID, to: str, language: Language) -> Letter:
    """The mail with which an operator tries the server."""
    return Letter(id, to, SUBJECT.filled(title=TRIAL_TITLE).to(language), TRIAL.to(language) + "\n")
