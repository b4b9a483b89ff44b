"""The verbs: tell members of an event, mail them, mark as read, choose how to be told."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import translation
from procrastinate.contrib.django import app

from jieqing.evidence import log
from jieqing.identity import queries as identity
from jieqing.identity.rules.roles import HOUSE
from jieqing.kit.actor import Actor, system
from jieqing.kit.clock import SHANGHAI
from jieqing.kit.ids import new_id
from jieqing.kit.rows import acting
from jieqing.kit.words import Language
from jieqing.notices import queries
from jieqing.notices.figures import NOTICES
from jieqing.notices.models import Notice, Preferences
from jieqing.notices.providers.smtp import NotDelivered, deliver
from jieqing.notices.rules.catalogue import Kind, kinds
from jieqing.notices.rules.letters import Letter, invitation_letter, notice_letter, trial_letter
from jieqing.notices.rules.quiet import Wishes, mail_at

JOB = "notices"
LOCALES = {"zh": "zh-hans", "en": "en"}


def tell(event: str, ids: Mapping[str, str], *, job_id: int, now: datetime) -> None:
    """Writes a notice for each member concerned, and defers a mail for those who want one.

    `ids` are the announced ones: `to_tenant`, or `to_user`, or both, and what the catalogue names as `about`.
    Run again for the same `job_id` it changes nothing.
    """
    kind = kinds()[event]
    about = UUID(ids[kind.about]) if kind.about else None
    for tenant in _tenants(kind, ids):
        actor = system(JOB, tenant)
        with acting(actor):
            for user_id in _audience(actor, kind, ids):
                _tell_one(actor, user_id, kind, about, job_id=job_id, now=now)


def mail(tenant_id: UUID, notice_id: UUID, *, now: datetime) -> None:
    """Mails a notice, unless it was mailed, or read while it waited for the morning. Raises NotDelivered.

    No transaction is open while the server takes its time. Killed between the server's yes and our note of it, the
    letter goes out once more under the same Message-ID.
    """
    actor = system(JOB, tenant_id)
    with acting(actor):
        notice = Notice.objects.filter(
            tenant_id=tenant_id, id=notice_id, mail__in=(Notice.Mail.WAITING, Notice.Mail.FAILED)
        ).first()
        letter = _due(actor, notice, now) if notice else None
    if notice is None or letter is None:
        return
    try:
        deliver(letter)
    except NotDelivered as no:
        if no.is_lasting:
            _note_mail(actor, notice, Notice.Mail.FAILED, now)
        raise
    _note_mail(actor, notice, Notice.Mail.SENT, now)


def mail_invitation(tenant_id: UUID, invitation_id: UUID) -> None:
    """Mails an invitation to its sealed address, unless it was used or withdrawn meanwhile. Raises NotDelivered."""
    actor = system(JOB, tenant_id)
    invitation = identity.invitation_for_mail(actor, invitation_id)
    if invitation is None:
        return
    language: Language = "en" if invitation.language == "en" else "zh"
    letter = invitation_letter(
        invitation_id,
        invitation.email,
        language,
        inviter=invitation.tenant_name,
        url=_address("identity:invitation", language, token=invitation.token),
        until=invitation.expires_at.astimezone(SHANGHAI).date(),
    )
    deliver(letter)
    with acting(actor):
        log.append(actor, "notices.invitation_mailed", about=invitation_id)


def try_mail(actor: Actor, to: str, language: Language) -> None:
    """Sends the operator a mail at once, while he waits; raises NotDelivered with what to change.

    It passes by the queue on purpose: the server is tried, not the worker.
    """
    queries.operators_only(actor)
    deliver(trial_letter(new_id(), to, language))
    with acting(actor):
        log.append(actor, "notices.mail_tried")


def mark_read(actor: Actor, notice_id: UUID, *, now: datetime) -> queries.Shown:
    """Notes that the actor has read one of his notices. Raises Refusal for any other's."""
    with acting(actor):
        shown = queries.notice(actor, notice_id)
        if shown.is_unread:
            queries.own(actor).filter(id=notice_id).update(read_at=now)
            log.append(actor, "notices.notice_read", about=notice_id)
    return shown


def mark_all_read(actor: Actor, *, now: datetime) -> int:
    """Notes that the actor has read all his notices; returns how many were new."""
    with acting(actor):
        count = queries.own(actor).filter(read_at=None).update(read_at=now)
        if count:
            log.append(actor, "notices.all_read")
    return count


def choose(actor: Actor, wishes: Wishes) -> None:
    """Keeps how the actor wants to be told in this tenant."""
    with acting(actor):
        Preferences.objects.update_or_create(
            tenant_id=actor.tenant,
            user_id=actor.user_id,
            defaults={
                "language": wishes.language,
                "is_mailed": wishes.is_mailed,
                "quiet_from": wishes.quiet_from,
                "quiet_until": wishes.quiet_until,
                "ways": dict(wishes.ways),
            },
        )
        log.append(actor, "notices.preferences_changed")


def forget_member(tenant_id: UUID, user_id: int) -> None:
    """Deletes the notices and wishes of a member who has gone. Nothing is left for a second time."""
    actor = system(JOB, tenant_id)
    with acting(actor):
        queries.of_tenant(actor).filter(user_id=user_id).delete()
        Preferences.objects.filter(tenant_id=tenant_id, user_id=user_id).delete()
        log.append(actor, "notices.member_forgotten", code=str(user_id))


def forget_old(actor: Actor, before: datetime, *, most: int) -> int:
    """Deletes at most so many of the tenant's notices from before that moment; how many. For the retention job."""
    with acting(actor):
        old = queries.of_tenant(actor).filter(at__lt=before).order_by("at").values_list("id", flat=True)
        return Notice.objects.filter(id__in=list(old[:most])).delete()[0]


def _tell_one(actor: Actor, user_id: int, kind: Kind, about: UUID | None, *, job_id: int, now: datetime) -> None:
    wishes = queries.wishes(actor, user_id)
    if wishes.way(kind) == "off" or _stands_unread(actor, user_id, kind):
        return
    is_mailed = wishes.way(kind) == "both"
    state = Notice.Mail.WAITING if is_mailed else Notice.Mail.NONE
    notice, is_new = Notice.objects.get_or_create(
        tenant_id=actor.tenant,
        user_id=user_id,
        job_id=job_id,
        defaults={"event": kind.id, "about": about, "at": now, "mail": state},
    )
    if not is_new:
        return
    NOTICES.labels(kind.id).inc()
    log.append(actor, "notices.notice_written", about=notice.id, code=kind.id)
    if is_mailed:
        _defer_mail(notice, mail_at(now, wishes))


def _tenants(kind: Kind, ids: Mapping[str, str]) -> list[UUID]:
    """Where the notice is to stand: in the house for operators, in all of a user's tenants where none was announced."""
    if "operator" in kind.to:
        return [HOUSE]
    if "to_tenant" in ids:
        return [UUID(ids["to_tenant"])]
    user_id = int(ids["to_user"])
    return [seat.tenant_id for seat in identity.tenants_of(Actor(f"user:{user_id}", user_id=user_id))]


def _stands_unread(actor: Actor, user_id: int, kind: Kind) -> bool:
    unread = queries.of_tenant(actor).filter(user_id=user_id, event=kind.id, read_at=None)
    return kind.is_once and unread.exists()


def _audience(actor: Actor, kind: Kind, ids: Mapping[str, str]) -> list[int]:
    if "one" in kind.to:
        return [user_id for user_id in identity.users_of(actor) if user_id == int(ids["to_user"])]
    if "admins" in kind.to:
        return identity.users_of(actor, is_admin=True)
    return sorted({user_id for role in kind.to for user_id in identity.users_of(actor, role=role)})


def _defer_mail(notice: Notice, at: datetime) -> None:
    """In the caller's transaction. The lock keeps two workers from mailing the same notice at once."""
    deferred = app.configure_task("notices.mail", schedule_at=at, lock=f"notices.mail:{notice.id}")
    deferred.defer(tenant_id=str(notice.tenant_id), notice_id=str(notice.id))


def _due(actor: Actor, notice: Notice, now: datetime) -> Letter | None:
    """The letter, if it is to go out now. Else the notice says why not, or another job waits for the morning."""
    kind, wishes = kinds()[notice.event], queries.wishes(actor, notice.user_id)
    user = get_user_model().objects.filter(pk=notice.user_id, is_active=True).exclude(email="").first()
    is_member = notice.user_id in identity.users_of(actor)
    if user is None or not is_member or notice.read_at is not None or wishes.way(kind) != "both":
        notice.mail = Notice.Mail.DROPPED
        notice.save(update_fields=["mail"])
        return None
    later = mail_at(now, wishes)
    if later > now:
        _defer_mail(notice, later)
        return None
    return notice_letter(
        notice.id,
        user.email,
        kind,
        wishes.language,
        url=_address("notices:open", wishes.language, notice_id=notice.id),
        settings_url=_address("notices:preferences", wishes.language),
    )


def _note_mail(actor: Actor, notice: Notice, state: Notice.Mail, now: datetime) -> None:
    with acting(actor):
        notice.mail, notice.mailed_at = state, now if state == Notice.Mail.SENT else None
        notice.save(update_fields=["mail", "mailed_at"])
        log.append(actor, f"notices.mail_{state}", about=notice.id)


def _address(page: str, language: Language, **arguments: object) -> str:
    """The whole address of a page, as it stands in a mail."""
    with translation.override(LOCALES[language]):
        return settings.PUBLIC_URL + reverse(page, kwargs=arguments)
