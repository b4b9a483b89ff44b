"""The notice: what is published, what is being drafted, and whether somebody has read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from jieqing.kit.actor import Actor
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.privacy.models import NoticeDraft, NoticeReading, NoticeVersion
from jieqing.privacy.rules.difference import Change, Merged, changes, merged
from jieqing.privacy.rules.doorkeeping import operators_only
from jieqing.privacy.rules.notice import Wording, first_wording


@dataclass(frozen=True, slots=True)
class Published:
    """A version that everybody can read."""

    number: int
    wording: dict[str, Words]
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """The operators' working copy. Version 0, saved by nobody, is what they start from."""

    version: int
    wording: dict[str, Words]
    saved_by: str
    saved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether the notice waits for this person: the current number, and the last one that they confirmed (0: none)."""

    current: int
    read: int

    @property
    def is_unread(self) -> bool:
        return self.read < self.current


def current(actor: Actor) -> Published | None:
    """The version in force; None before the first one is published."""
    with acting(actor):
        row = NoticeVersion.objects.order_by("-number").first()
    return _published(row) if row else None


def version(actor: Actor, number: int) -> Published:
    """That version; raises Refusal where there is none."""
    with acting(actor):
        row = NoticeVersion.objects.filter(number=number).first()
    if row is None:
        raise Refusal(
            "version_unknown",
            Words(f"隐私告知没有第 {number} 版。", f"There is no version {number} of the privacy notice."),
            remedy=Words("请从版本列表里选一版。", "Choose one from the list of versions."),
            field="number",
            status=404,
        )
    return _published(row)


def versions(actor: Actor) -> list[tuple[int, datetime]]:
    """(number, published at) of all versions, the newest first."""
    with acting(actor):
        return list(NoticeVersion.objects.order_by("-number").values_list("number", "published_at"))


def changes_since(actor: Actor, number: int) -> tuple[Change, ...]:
    """What the version in force says differently from that one."""
    old, now = version(actor, number), current(actor)
    return changes(old.wording, now.wording) if now else ()


def standing(actor: Actor) -> Standing:
    """How the notice stands with the person who is signed in; where none is published there is nothing to confirm."""
    with acting(actor):
        current_number = NoticeVersion.objects.order_by("-number").values_list("number", flat=True).first() or 0
        mine = NoticeReading.objects.filter(user_id=actor.user_id or 0).order_by("-number")
        return Standing(current_number, mine.values_list("number", flat=True).first() or 0)


def draft(actor: Actor) -> Draft:
    """The working copy as it was last saved; before that the version in force, or the first text."""
    operators_only(actor)
    with acting(actor):
        row = NoticeDraft.objects.order_by("-version").first()
    return _draft(row) if row else _start(actor)


def draft_at(actor: Actor, number: int) -> Draft:
    """The working copy as saved under that version; raises Refusal where there was none."""
    operators_only(actor)
    if number == 0:
        return _start(actor)
    with acting(actor):
        row = NoticeDraft.objects.filter(version=number).first()
    if row is None:
        raise Refusal(
            "draft_unknown",
            Words("没有这一次保存的草稿。", "No draft was saved under that number."),
            remedy=Words("刷新页面，从最新的草稿开始。", "Reload the page and start from the latest draft."),
            field="version",
            status=404,
        )
    return _draft(row)


def drafts(actor: Actor, *, newest: int = 20) -> list[tuple[int, str, datetime]]:
    """(version, who, when) of the latest savings, the newest first."""
    operators_only(actor)
    with acting(actor):
        rows = NoticeDraft.objects.order_by("-version").values_list("version", "saved_by", "saved_at")
        return list(rows[:newest])


def merged_with_latest(actor: Actor, mine: Wording, based_on: int) -> tuple[Draft, Merged]:
    """The latest draft, and mine with it: for the operator whom another overtook."""
    latest = draft(actor)
    return latest, merged(draft_at(actor, based_on).wording, mine, latest.wording)


def pending(actor: Actor) -> tuple[Change, ...]:
    """What publishing the working copy would change; against nothing, before the first version."""
    now = current(actor)
    return changes(now.wording if now else {}, draft(actor).wording)


def wording_of(stored: Mapping[str, Mapping[str, str]]) -> dict[str, Words]:
    return {section: Words(sides["zh"], sides["en"]) for section, sides in stored.items()}


def _start(actor: Actor) -> Draft:
    now = current(actor)
    return Draft(0, now.wording if now else first_wording(), "", None)


def _draft(row: NoticeDraft) -> Draft:
    return Draft(row.version, wording_of(row.wording), row.saved_by, row.saved_at)


def _published(row: NoticeVersion) -> Published:
    return Published(row.number, wording_of(row.wording), row.published_at)
