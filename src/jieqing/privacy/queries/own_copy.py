"""What this room adds to the copy that people take of their data (PIPL 45)."""

from jieqing.kit.actor import Actor
from jieqing.kit.rows import acting
from jieqing.privacy.models import NoticeReading, RightsRequest


def own_copy(actor: Actor) -> dict[str, list[dict[str, str | int | None]]]:
    """The user's requests made from this tenant, and the versions of the notice that they confirmed; JSON-ready.

    Texts and answers are sealed for the host; `text` says on which page they are opened.
    """
    with acting(actor):
        asked = RightsRequest.objects.filter(user_id=actor.user_id or 0, asker_tenant_id=actor.tenant)
        read = NoticeReading.objects.filter(user_id=actor.user_id or 0).order_by("number")
        return {
            "requests": [
                {
                    "id": str(row.id),
                    "kind": row.kind,
                    "state": row.state,
                    "asked_at": row.asked_at.isoformat(),
                    "due_on": row.due_on.isoformat(),
                    "ended_at": row.ended_at.isoformat() if row.ended_at else None,
                    "text": f"/privacy/requests/{row.id}/",
                }
                for row in asked.order_by("asked_at")
            ],
            "notice_read": [{"version": row.number, "at": row.read_at.isoformat()} for row in read],
        }
