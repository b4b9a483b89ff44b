"""What a member may ask about notices: his own, and his own alone; what an operator may ask about jobs and mail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.db.models.lookups import IsNull

from jieqing.kit.actor import Actor
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.notices.models import JobTrouble, Notice, Preferences
from jieqing.notices.rules.catalogue import Kind, kinds, mail_failures
from jieqing.notices.rules.quiet import Wishes

PAGE_SIZE = 20
UNREAD_FIRST = IsNull(F("read_at"), False)
MOST_COUNTED = 99


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice as it is shown. `mail` is none, waiting, sent, dropped or failed."""

    id: UUID
    kind: Kind
    about: UUID | None
    at: datetime
    is_unread: bool
    mail: str


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a member's notices, unread ones first, then the newest; `unread` counts all of them."""

    items: tuple[Shown, ...]
    page: int
    pages: int
    total: int
    unread: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a job failed last. `words` and `remedy` are None where we have none beside the code."""

    job_id: int
    task: str
    code: str
    said: str
    at: datetime
    words: Words | None
    remedy: Words | None


@dataclass(frozen=True, slots=True)
class MailSetUp:
    """Which server takes our mails: kind is "server", "folder" (a demo's) or "none"; no password in it."""

    kind: str
    host: str
    port: int
    encryption: str
    signs_in: bool
    sender: str
    folder: str


def notices(actor: Actor, *, group: str = "", is_unread_only: bool = False, page: int = 1) -> Found:
    """The actor's notices, 20 a page, of one group or of all. Raises Refusal for a page that is not there."""
    with acting(actor):
        rows = own(actor)
        unread = rows.filter(read_at__isnull=True).count()
        if group:
            rows = rows.filter(event__in=[kind.id for kind in kinds().values() if kind.group == group])
        if is_unread_only:
            rows = rows.filter(read_at__isnull=True)
        pages = Paginator(rows.order_by(UNREAD_FIRST, "-at", "-id"), PAGE_SIZE)
        if not 1 <= page <= pages.num_pages:
            raise _page_unknown(page, pages.num_pages)
        items = tuple(_shown(row) for row in pages.page(page))
    return Found(items, page, pages.num_pages, pages.count, unread)


def notice(actor: Actor, notice_id: UUID) -> Shown:
    """One of the actor's notices; raises Refusal for any other, whether it is somebody else's or nobody's."""
    with acting(actor):
        row = own(actor).filter(id=notice_id).first()
    if row is None:
        raise notice_unknown()
    return _shown(row)


def own_copy(actor: Actor) -> dict[str, Any]:
    """What this room keeps of the actor, as JSON values, for the copy that people take of their data."""
    if actor.tenant is None or actor.user_id is None:
        return {}
    wanted = wishes(actor, actor.user_id)
    with acting(actor):
        told = [
            {
                "event": row.event,
                "at": row.at.isoformat(),
                "read_at": row.read_at.isoformat() if row.read_at else None,
                "mail": row.mail,
            }
            for row in own(actor).order_by("at", "id")
        ]
    quiet = [f"{wanted.quiet_from:%H:%M}", f"{wanted.quiet_until:%H:%M}"] if wanted.quiet_from else None
    chosen = {
        "language": wanted.language,
        "is_mailed": wanted.is_mailed,
        "quiet_hours": quiet,
        "ways": dict(wanted.ways),
    }
    return {"wishes": chosen, "notices": told}


def unread_count(actor: Actor) -> int:
    """How many notices the actor has not read, counted no further than 100: a page's masthead asks this each time."""
    if actor.user_id is None or actor.tenant is None:
        return 0
    with acting(actor):
        return own(actor).filter(read_at__isnull=True)[: MOST_COUNTED + 1].count()


def wishes(actor: Actor, user_id: int) -> Wishes:
    """How that member of the actor's tenant wants to be told; the defaults where nothing was chosen."""
    if actor.tenant is None:
        raise no_tenant()
    with acting(actor):
        row = Preferences.objects.filter(tenant_id=actor.tenant, user_id=user_id).first()
    if row is None:
        return Wishes()
    return Wishes(
        language="en" if row.language == "en" else "zh",
        is_mailed=row.is_mailed,
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        ways=row.ways,
    )


def troubles(actor: Actor, *, task_prefix: str = "", limit: int = 50) -> list[Trouble]:
    """Why jobs failed last, the newest first; for operators. `task_prefix` "notices." narrows it to mail."""
    operators_only(actor)
    rows = JobTrouble.objects.filter(task__startswith=task_prefix).order_by("-at")[:limit]
    return [_trouble(row) for row in rows]


def mail_set_up() -> MailSetUp:
    """Which mail server the settings name."""
    backend = str(settings.EMAIL_BACKEND)
    kind = "server" if ".smtp." in backend else "none" if backend.endswith(".NoServer") else "folder"
    encryption = "TLS" if settings.EMAIL_USE_SSL else "STARTTLS" if settings.EMAIL_USE_TLS else ""
    folder = str(settings.MAIL_FOLDER)
    signs_in = bool(settings.EMAIL_HOST_USER)
    host, sender = str(settings.EMAIL_HOST), str(settings.DEFAULT_FROM_EMAIL)
    return MailSetUp(kind, host, int(settings.EMAIL_PORT), encryption, signs_in, sender, folder)


def notice_unknown() -> Refusal:
    return Refusal(
        "notice_unknown",
        Words("没有这条通知。", "There is no such notice."),
        remedy=Words("回到通知列表。", "Go back to the list of notices."),
        status=404,
    )


def no_tenant() -> Refusal:
    return Refusal(
        "no_tenant",
        Words("您的账号还不属于任何单位。", "Your account belongs to no organisation yet."),
        remedy=Words("先建立或加入一个单位。", "Found or join one first."),
        status=409,
    )


def own(actor: Actor) -> QuerySet[Notice]:
    """The actor's notices; the table's policy says the same. Raises Refusal for who belongs to no organisation."""
    if actor.user_id is None:
        raise no_tenant()
    return of_tenant(actor).filter(user_id=actor.user_id, event__in=list(kinds()))


def of_tenant(actor: Actor) -> QuerySet[Notice]:
    """The notices of the actor's tenant, as far as the table shows them to the actor."""
    if actor.tenant is None:
        raise no_tenant()
    return Notice.objects.filter(tenant_id=actor.tenant)


def _shown(row: Notice) -> Shown:
    return Shown(row.id, kinds()[row.event], row.about, row.at, row.read_at is None, row.mail)


def _trouble(row: JobTrouble) -> Trouble:
    why = mail_failures().get(row.code)
    words = why.words.filled(host=settings.EMAIL_HOST, port=settings.EMAIL_PORT) if why else None
    return Trouble(row.job_id, row.task, row.code, row.said, row.at, words, why.remedy if why else None)


def operators_only(actor: Actor) -> None:
    if "operator" not in actor.roles:
        raise Refusal(
            "operators_only",
            Words("只有运营人员能看。", "Only operators may see this."),
            remedy=Words("用运营账号登录。", "Sign in as an operator."),
            status=403,
        )


def _page_unknown(page: int, pages: int) -> Refusal:
    return Refusal(
        "page_unknown",
        Words(f"没有第 {page} 页，共 {pages} 页。", f"There is no page {page}; there are {pages}."),
        remedy=Words("请回到第 1 页。", "Go to page 1."),
        field="page",
        status=404,
    )
