"""The notice: save the working copy, publish it, confirm having read it. Each leaves its entry in the log."""

import hashlib
import json
from datetime import datetime

from django.db import IntegrityError, transaction

from jieqing.evidence import log
from jieqing.kit.actor import Actor
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.privacy.models import NoticeDraft, NoticeReading, NoticeVersion
from jieqing.privacy.queries import notice as queries
from jieqing.privacy.rules.doorkeeping import operators_only, user_of
from jieqing.privacy.rules.notice import Wording, cleaned, problems


def save_draft(actor: Actor, wording: Wording, *, based_on: int, now: datetime) -> int:
    """Saves the working copy that began from draft `based_on`, and returns its version.

    Raises Refusal (409 draft_overtaken) when another operator saved meanwhile; `queries.notice.merged_with_latest`
    then brings both together. Every saving is kept.
    """
    operators_only(actor)
    clean = cleaned(wording)
    with acting(actor):
        latest = queries.draft(actor)
        if latest.version != based_on:
            raise _overtaken()
        if latest.version and clean == latest.wording:
            return latest.version
        row = NoticeDraft(version=based_on + 1, wording=_stored(clean), saved_by=actor.who, saved_at=now)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:  # the other was faster by less than this transaction
            raise _overtaken() from None
        log.append(actor, "privacy.notice_drafted", about=row.id, code=f"draft-{row.version}")
        return row.version


def publish(actor: Actor, *, draft_version: int, now: datetime) -> int:
    """Publishes the working copy as the next version, for good, and returns its number.

    Raises Refusal when another draft was saved meanwhile, when it still has problems, and when nothing differs.
    """
    operators_only(actor)
    with acting(actor):
        draft, standing = queries.draft(actor), queries.current(actor)
        if draft.version != draft_version:
            raise _overtaken()
        _allow_publishing(draft, standing)
        number = (standing.number if standing else 0) + 1
        stored = _stored(draft.wording)
        row = NoticeVersion(
            number=number, wording=stored, draft_version=draft.version, published_by=actor.who, published_at=now
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise _overtaken() from None
        log.append(actor, "privacy.notice_published", code=f"version-{number}:{digest(draft.wording)}")
        return number


def confirm_read(actor: Actor, *, number: int, now: datetime) -> None:
    """Notes, once, that the person who is signed in has read that version; raises Refusal if it is not in force."""
    with acting(actor):
        standing = queries.current(actor)
        if standing is None or standing.number != number:
            raise Refusal(
                "notice_superseded",
                Words("隐私告知刚刚有了新版本。", "The privacy notice has just been replaced by a newer version."),
                remedy=Words("请看一下新版，再确认。", "Please read the new one, then confirm."),
                field="number",
                basis="CN-PI-04",
                status=409,
            )
        _, is_new = NoticeReading.objects.get_or_create(
            user_id=user_of(actor), number=number, defaults={"read_at": now}
        )
        if is_new:
            log.append(actor, "privacy.notice_read", code=f"version-{number}")


def digest(wording: Wording) -> str:
    """SHA-256 of the wording as it is stored (JSON, sorted keys, UTF-8), hexadecimal: it stands in the log."""
    return hashlib.sha256(json.dumps(_stored(wording), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _allow_publishing(draft: queries.Draft, standing: queries.Published | None) -> None:
    if draft.version == 0 or (standing and standing.wording == draft.wording):
        raise Refusal(
            "nothing_to_publish",
            Words("草稿与现行版本一样，没有可发布的改动。", "The draft is the same as the version in force."),
            remedy=Words("先修改并保存草稿。", "Change the draft and save it first."),
        )
    found = problems(draft.wording)
    if found:
        raise Refusal(
            "notice_incomplete", found[0].message, remedy=found[0].remedy, field=found[0].field, basis="CN-PI-04"
        )


def _stored(wording: Wording) -> dict[str, dict[str, str]]:
    return {section: {"zh": words.zh, "en": words.en} for section, words in wording.items()}


def _overtaken() -> Refusal:
    return Refusal(
        "draft_overtaken",
        Words("另一位运营人员刚刚保存了草稿。", "Another operator has just saved the draft."),
        remedy=Words(
            "两份都在下面：对照以后再保存一次。", "Both wordings stand below: compare them and save once more."
        ),
        field="version",
        status=409,
    )
