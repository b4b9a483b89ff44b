"""Papers of one kind for many claims: asked for at once, made by a job with progress, fetched as one ZIP.

A job that is killed begins again and makes the same bytes. What a check holds back is named, the rest is made. The
archive is kept for KEPT_DAYS.
"""

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from jieqing.claims import keeping
from jieqing.claims.models import Claim, PaperBatch
from jieqing.claims.papers.catalogue import paper_kind
from jieqing.claims.papers.opening import opened
from jieqing.claims.papers.service import TYPES, Made, made_of, recorded
from jieqing.claims.rules.workflow import LIVING
from jieqing.evidence import log
from jieqing.files import service as files
from jieqing.files.rules.accepting import Accepted
from jieqing.files.rules.catalogue import Kind
from jieqing.kit import clock
from jieqing.kit.actor import Actor
from jieqing.kit.announce import announce
from jieqing.kit.ids import new_id
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.vault import service as vault

MOST = 2_000
STEP = 25  # claims a transaction: so often is progress told
KEPT_DAYS = 7
ZIP = Kind("zip", Words("压缩包", "an archive"), "application/zip", ("zip",))
_EPOCH = (1980, 1, 1, 0, 0, 0)
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Archive:
    """A ZIP of papers; `held_back`: claim → code of the refusal that kept its paper out."""

    content: bytes
    made: int
    held_back: dict[UUID, str]


def ask(actor: Actor, paper_id: str, form: str, claim_ids: Iterable[UUID], on: date, *, now: datetime) -> UUID:
    """Queues a batch over the actor's own claims; its id. Without ids, over every living claim.

    Raises Refusal for an unknown paper or form, for none or more than MOST claims, and (404) for one that isn't there.
    """
    kind, form = paper_kind(paper_id), _form(form)
    tenant = keeping.creditors_only(actor)
    with acting(actor):
        ids = _ids(actor, list(dict.fromkeys(claim_ids)))
        row = PaperBatch(id=new_id(), tenant_id=tenant, paper=kind.id, form=form, claim_ids=ids, as_of_on=on)
        row.made_by, row.made_at = actor.who, now
        row.save(force_insert=True)
        log.append(actor, "claims.paper_batch_asked", about=row.id, code=kind.id.lower())
        announce("claims.paper_batch_asked", tenant=tenant, batch_id=row.id)
    return row.id


def carry_out(actor: Actor, batch_id: UUID, *, clock_now: Callable[[], datetime] = clock.now) -> None:
    """Makes the papers of a queued batch (or of one whose job was killed) and keeps the archive; a second run rests."""
    with acting(actor):
        row = _mine(actor).select_for_update().filter(id=batch_id, state__in=["queued", "running"]).first()
        if row is None:
            return
        row.state, row.done_count, row.held_back = "running", 0, {}
        row.save()

    def tell(done: int, _all: int) -> None:
        with acting(actor):
            _mine(actor).filter(id=batch_id).update(done_count=done)

    archive = archived(actor, row.paper, row.form, row.claim_ids, row.as_of_on, tell)
    with acting(actor):
        row = _mine(actor).select_for_update().get(id=batch_id)
        if row.state != "running":
            return
        row.held_back = {str(claim): code for claim, code in archive.held_back.items()}
        row.state, row.ended_at = ("done" if archive.made else "failed"), clock_now()
        if archive.made:
            name = f"{row.paper}-{row.as_of_on:%Y%m%d}-{row.id.hex[-8:].upper()}.zip"
            row.file_id = files.put_judged(actor, row.id, archive.content, Accepted(ZIP, name)).id
        row.save()
        log.append(actor, "claims.paper_batch_made", about=row.id, code=f"{row.paper.lower()}:{archive.made}")


def archived(
    actor: Actor, paper_id: str, form: str, claim_ids: Sequence[UUID], on: date, tell: Progress | None = None
) -> Archive:
    """The papers of those claims in one ZIP, in their order; the same claims make the same bytes.

    `tell` is told (done, all) after each STEP.
    """
    kind, form = paper_kind(paper_id), _form(form)
    held, made, kept = dict[UUID, str](), 0, io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as archive:  # PDF and DOCX are packed already
        for start in range(0, len(claim_ids), STEP):
            some = claim_ids[start : start + STEP]
            with acting(actor):
                found = {each.claim.id: each for each in opened(actor, _rows(actor, some), on)}
                for claim_id in some:
                    if claim_id not in found:
                        held[claim_id] = "claim_not_found"
                        continue
                    try:
                        paper = made_of(kind, found[claim_id], form)
                    except Refusal as no:
                        held[claim_id] = f"{no.code}:{no.basis}" if no.basis else no.code
                        continue
                    recorded(actor, found[claim_id].claim, kind, paper)
                    _put(archive, paper)
                    made += 1
            if tell:
                tell(min(start + STEP, len(claim_ids)), len(claim_ids))
    return Archive(kept.getvalue(), made, held)


def batch(actor: Actor, batch_id: UUID) -> PaperBatch:
    """A batch of the actor's; raises Refusal (404)."""
    with acting(actor):
        row = _mine(actor).filter(id=batch_id).first()
    if row is None:
        raise Refusal(
            "batch_not_found",
            Words("没有这一批文书。", "There is no such batch of papers."),
            remedy=Words("可能已经过期清理，重新做一批。", "It may have run out; make another."),
            status=404,
        )
    return row


def batches(actor: Actor) -> list[PaperBatch]:
    """The latest batches, the newest first."""
    with acting(actor):
        return list(_mine(actor).order_by("-made_at")[:20])


def clear(actor: Actor, before: datetime | None = None) -> int:
    """Removes the tenant's batches made before that moment (all without one) with their archives; how many."""
    with acting(actor):
        rows = _mine(actor).filter(made_at__lt=before) if before else _mine(actor)
        old = list(rows.select_for_update())
        for row in old:
            files.remove_all(actor, row.id)
            vault.erase(actor, row.id)
            row.delete()
    return len(old)


def runs_out(row: PaperBatch) -> datetime:
    """When the archive is removed."""
    return row.made_at + timedelta(days=KEPT_DAYS)


def _mine(actor: Actor) -> QuerySet[PaperBatch]:
    return PaperBatch.objects.filter(Q(tenant_id=actor.tenant))


def _rows(actor: Actor, ids: Sequence[UUID]) -> list[Claim]:
    by_id = {row.id: row for row in keeping.mine(actor).filter(id__in=ids)}
    return [by_id[each] for each in ids if each in by_id]


def _ids(actor: Actor, asked: list[UUID]) -> list[UUID]:
    mine = keeping.mine(actor)
    if asked and mine.filter(id__in=asked).count() != len(asked):
        raise keeping.not_there()
    ids = asked or list(
        mine.filter(state__in=LIVING).order_by("saved_at", "id").values_list("id", flat=True)[: MOST + 1]
    )
    if not ids or len(ids) > MOST:
        raise Refusal(
            "batch_size_wrong",
            Words(f"一批最少 1 笔、最多 {MOST:,} 笔。", f"A batch holds one to {MOST:,} claims."),
            remedy=Words("分几批做。", "Make several batches."),
            field="claims",
        )
    return ids


def _form(form: str) -> str:
    if form not in TYPES:
        raise Refusal(
            "form_unknown",
            Words(f"没有“{form[:10]}”这种格式。", f"There is no format “{form[:10]}”."),
            remedy=Words("可以用 pdf 或 docx。", "Use pdf or docx."),
            field="form",
        )
    return form


def _put(archive: zipfile.ZipFile, paper: Made) -> None:
    archive.writestr(zipfile.ZipInfo(paper.filename, _EPOCH), paper.content)


def older_than(now: datetime) -> datetime:
    """Batches made before it have run out."""
    return now - timedelta(days=KEPT_DAYS)
