"""Requests for one's rights: make, withdraw, answer; and their removal when their period is over."""

from datetime import datetime
from uuid import UUID

from jieqing.evidence import log
from jieqing.identity.rules.roles import HOUSE
from jieqing.kit.actor import Actor
from jieqing.kit.announce import announce
from jieqing.kit.clock import SHANGHAI
from jieqing.kit.ids import new_id
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.privacy.models import RightsRequest
from jieqing.privacy.queries.requests import KEEPER, not_found
from jieqing.privacy.rules.doorkeeping import operators_only, user_of
from jieqing.privacy.rules.requests import due_on, is_kind
from jieqing.vault import service as vault

MOST_CHARACTERS = 5000
MOST_OPEN = 10  # of one person at a time
State = RightsRequest.State


def ask(actor: Actor, *, kind: str, text: str, now: datetime) -> UUID:
    """A person's request to the host; its clock starts today (JQ-PI-01). Raises Refusal for a wrong kind or text."""
    if not is_kind(kind):
        raise Refusal(
            "request_kind_missing",
            Words("没有选要行使哪项权利。", "No right is chosen."),
            remedy=Words("请选一项；拿不准就选“其他”。", "Choose one; if in doubt, “Other”."),
            field="kind",
            basis="CN-PI-13",
        )
    wanted = _text(text, "text")
    request_id = new_id()
    # The host's own key: a request stands with the host, also when its asker's account is gone.
    sealed = vault.seal(KEEPER, request_id, "request.text", wanted)
    with acting(actor):
        if RightsRequest.objects.filter(user_id=user_of(actor), state=State.OPEN).count() >= MOST_OPEN:
            raise _too_many()
        RightsRequest(
            id=request_id,
            tenant_id=HOUSE,
            user_id=user_of(actor),
            asker_tenant_id=actor.tenant,
            kind=kind,
            text_sealed=sealed,
            asked_at=now,
            due_on=due_on(now.astimezone(SHANGHAI).date()),
        ).save(force_insert=True)
        log.append(actor, "privacy.request_made", about=request_id, code=kind)
        announce("privacy.request_made", request=request_id)
    return request_id


def withdraw(actor: Actor, request_id: UUID, *, now: datetime) -> None:
    """Takes one's own request back while it waits; raises Refusal otherwise."""
    with acting(actor):
        row = RightsRequest.objects.filter(user_id=user_of(actor), id=request_id)
        changed = row.filter(state=State.OPEN).update(state=State.WITHDRAWN, ended_at=now, ended_by=actor.who)
        if not changed:
            raise _ended() if row.exists() else not_found()
        log.append(actor, "privacy.request_withdrawn", about=request_id)


def answer(actor: Actor, request_id: UUID, *, text: str, is_declined: bool, now: datetime) -> None:
    """An operator's answer, with reasons where the request is declined (CN-PI-13). Raises Refusal when it has ended."""
    operators_only(actor)
    said = _text(text, "answer")
    state = State.DECLINED if is_declined else State.ANSWERED
    with acting(actor):
        row = RightsRequest.objects.select_for_update().filter(tenant_id=HOUSE, id=request_id).first()
        if row is None:
            raise not_found()
        if row.state != State.OPEN:
            raise _ended()
        row.answer_sealed = vault.seal(actor, request_id, "request.answer", said)
        row.state, row.ended_at, row.ended_by = state, now, actor.who
        row.save(update_fields=["answer_sealed", "state", "ended_at", "ended_by"])
        log.append(actor, "privacy.request_answered", about=request_id, code=state)
        if row.asker_tenant_id:
            announce("privacy.request_answered", to_tenant=row.asker_tenant_id, to_user=row.user_id, request=request_id)


def delete_ended(*, before: datetime, most: int) -> int:
    """Removes at most so many requests that ended before then, and destroys their keys; returns how many."""
    with acting(KEEPER):
        old = RightsRequest.objects.select_for_update().filter(tenant_id=HOUSE, ended_at__lt=before)
        ids = list(old.order_by("ended_at").values_list("id", flat=True)[:most])
        for request_id in ids:
            vault.erase(KEEPER, request_id)
            log.append(KEEPER, "privacy.request_removed", about=request_id, code="expired")
        RightsRequest.objects.filter(id__in=ids).delete()
    return len(ids)


def _text(text: str, field: str) -> str:
    clean = text.replace("\r\n", "\n").strip()
    if not clean:
        raise Refusal(
            "text_empty",
            Words("还没有写内容。", "Nothing is written yet."),
            remedy=Words("写几句就行；不同意的，要写明理由。", "A few sentences will do; a refusal needs its reasons."),
            field=field,
            basis="CN-PI-13",
        )
    if len(clean) > MOST_CHARACTERS or "\0" in clean:
        raise Refusal(
            "text_too_long",
            Words(
                f"内容超过 {MOST_CHARACTERS} 个字，或含有不可见的控制字符。",
                f"Longer than {MOST_CHARACTERS} characters, or with control characters in it.",
            ),
            remedy=Words(
                "写短一些；材料可以在联系时再给。", "Make it shorter; papers can follow when we are in touch."
            ),
            field=field,
        )
    return clean


def _ended() -> Refusal:
    return Refusal(
        "request_ended",
        Words("这份请求已经办结。", "This request has already ended."),
        remedy=Words("需要时可以再提一份。", "Make another one if you need to."),
        status=409,
    )


def _too_many() -> Refusal:
    return Refusal(
        "requests_too_many",
        Words(f"已有 {MOST_OPEN} 份请求在等答复。", f"{MOST_OPEN} of your requests are waiting for an answer."),
        remedy=Words("请等答复，或先撤回其中一份。", "Wait for the answers, or withdraw one of them first."),
        field="text",
        status=429,
    )
