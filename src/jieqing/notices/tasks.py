"""Jobs of this room: ids in, one service call."""

from uuid import UUID

from procrastinate.job_context import JobContext

from jieqing.kit import clock
from jieqing.kit.jobs import job
from jieqing.notices import service


@job("notices.tell", pass_context=True)
def tell(context: JobContext, event: str, **ids: str) -> None:
    """Tells the members concerned of an announced event."""
    assert context.job.id is not None
    service.tell(event, ids, job_id=context.job.id, now=clock.now())


@job("notices.mail")
def mail(tenant_id: str, notice_id: str) -> None:
    """Mails one notice."""
    service.mail(UUID(tenant_id), UUID(notice_id), now=clock.now())


@job("notices.forget_member")
def forget_member(event: str, to_tenant: str, to_user: str) -> None:
    """A member has left or was removed."""
    service.forget_member(UUID(to_tenant), int(to_user))


@job("notices.invite")
def invite(event: str, to_tenant: str, invitation: str, **_ids: str) -> None:
    """Mails an invitation."""
    service.mail_invitation(UUID(to_tenant), UUID(invitation))
