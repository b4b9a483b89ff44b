"""Papers of a claim: which fit, what the creditor types for them, a paper, the packet. Each making leaves an entry."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from jieqing.claims import keeping
from jieqing.claims.models import Claim
from jieqing.claims.papers.catalogue import PaperKind, paper_kind, papers
from jieqing.claims.papers.checks import Finding, findings, stops
from jieqing.claims.papers.facts import Chosen, PaperFacts, with_exhibits, with_typed
from jieqing.claims.papers.filling import fill
from jieqing.claims.papers.material import Material
from jieqing.claims.papers.opening import PURPOSE, Opened, closed, opened, own_claim
from jieqing.documents.docx import CONTENT_TYPE as DOCX
from jieqing.documents.docx import docx
from jieqing.documents.exhibits import Bound, Exhibit, bound
from jieqing.documents.packet import joined
from jieqing.documents.paper import Paper
from jieqing.documents.pdf import pdf
from jieqing.evidence import log
from jieqing.files import service as files
from jieqing.kit import clock
from jieqing.kit.actor import Actor
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.vault import service as vault

Form = Literal["pdf", "docx"]
TYPES: Mapping[str, str] = {"pdf": "application/pdf", "docx": DOCX}


@dataclass(frozen=True, slots=True)
class Offer:
    """A paper and whether it can be made of this claim as far as lies open; `why` what stands against it."""

    kind: PaperKind
    fits: bool
    why: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made: `gaps` are the marks that are still in it; `problems` what a packet could not take."""

    filename: str
    content_type: str
    content: bytes
    gaps: tuple[str, ...] = ()
    problems: tuple[tuple[str, Words], ...] = ()


class Held(Refusal):
    """A check stops the paper. `each` names all of them; as a refusal it speaks of the first."""

    def __init__(self, each: tuple[Finding, ...], about: UUID) -> None:
        self.each = each
        first = each[0]
        super().__init__(
            "paper_held", first.words, remedy=first.remedy, field=first.field, basis=first.rule, about=about, status=409
        )


def offers(actor: Actor, claim_id: UUID, on: date) -> tuple[Offer, ...]:
    """Every paper with whether it fits, the fitting ones first. Opens nothing; raises Refusal (404)."""
    with acting(actor):
        found = closed(actor, own_claim(actor, claim_id), on)
    offered = [_offer(kind, found) for kind in papers().values()]
    return tuple(sorted(offered, key=lambda each: not each.fits))


def read(actor: Actor, claim_id: UUID, on: date) -> Opened:
    """The claim opened for its papers; it leaves an entry. Raises Refusal (404)."""
    with acting(actor):
        return opened(actor, [own_claim(actor, claim_id)], on)[0]


def keep(actor: Actor, claim_id: UUID, typed: Mapping[str, str], *, now: datetime | None = None) -> PaperFacts:
    """Keeps what was typed for papers, beside what was typed before. Raises NotKept naming every wrong field."""
    with acting(actor):
        claim, before = _facts(actor, claim_id)
        after = with_typed(before, typed)
        _sealed(actor, claim, after, now)
    return after


def choose(actor: Actor, claim_id: UUID, chosen: Iterable[Chosen], *, now: datetime | None = None) -> PaperFacts:
    """Keeps which attachments are exhibits, in which order, and what each proves.

    Raises NotKept; Refusal (404) for a file that is not attached to this claim.
    """
    with acting(actor):
        claim, before = _facts(actor, claim_id)
        after = with_exhibits(before, chosen)
        attached = {each.id for each in files.listing(actor, claim.id)}
        if any(each.file_id not in attached for each in after.exhibits):
            raise _no_such_exhibit()
        _sealed(actor, claim, after, now)
    return after


def make(actor: Actor, claim_id: UUID, paper_id: str, form: str, on: date) -> Made:
    """The paper as PDF or DOCX. Raises Held where a check stops it, Refusal for an unknown paper, form or claim."""
    kind = paper_kind(paper_id)
    if form not in TYPES:
        raise _no_such_form(form)
    with acting(actor):
        found = read(actor, claim_id, on)
        made = made_of(kind, found, form)
        recorded(actor, found.claim, kind, made)
    return made


def packet(actor: Actor, claim_id: UUID, paper_ids: Iterable[str], on: date) -> Made:
    """Papers, evidence list and exhibits as one PDF; what can't be bound in is named in it and in `problems`.

    The list (D13) is added where there are exhibits. Raises Held, Refusal.
    """
    kinds = _kinds(paper_ids)
    with acting(actor):
        found = read(actor, claim_id, on)
        exhibits = _exhibits(actor, found)
    sheets = bound(exhibits)
    listed = tuple(
        replace(row, pages=sheet.said_pages if sheet.problem is None else f"{sheet.said_pages}（另附）")
        for row, sheet in zip(found.material.exhibits, sheets, strict=True)
    )
    found = replace(found, material=replace(found.material, exhibits=listed))
    if exhibits and all(kind.id != "D13" for kind in kinds):
        kinds.append(paper_kind("D13"))
    filled = [_filled(kind, found) for kind in kinds]
    content = joined([(kind.name.zh, pdf(paper)) for kind, paper in zip(kinds, filled, strict=True)], sheets)
    gaps = tuple(dict.fromkeys(gap for paper in filled for gap in paper.gaps))
    problems = tuple((sheet.name, sheet.problem) for sheet in sheets if sheet.problem)
    made = Made(f"packet-{found.material.number}.pdf", TYPES["pdf"], content, gaps, problems)
    with acting(actor):
        _record_packet(actor, found.claim, kinds, sheets, made)
    return made


def made_of(kind: PaperKind, found: Opened, form: str) -> Made:
    """The file of an opened claim; raises Held. Pure but for the claim that was read."""
    paper = _filled(kind, found)
    content = pdf(paper) if form == "pdf" else docx(paper)
    return Made(f"{paper.number}.{form}", TYPES[form], content, paper.gaps)


def recorded(actor: Actor, claim: Claim, kind: PaperKind, made: Made) -> None:
    """The entry of a paper that was made; inside `acting`."""
    body = {"paper": kind.id, "version": kind.version, "sha256": hashlib.sha256(made.content).hexdigest()}
    committed = vault.commit_body(actor, claim.id, {**body, "file": made.filename, "gaps": len(made.gaps)})
    log.append(actor, "claims.paper_made", about=claim.id, code=kind.id.lower(), body=committed)


def _filled(kind: PaperKind, found: Opened) -> Paper:
    if held := stops(kind, found.material):
        raise Held(held, found.claim.id)
    return fill(kind, found.material, rules=found.version)


def _offer(kind: PaperKind, found: Material) -> Offer:
    why: list[Words] = []
    if kind.side == "debtor":
        why.append(Words("这是被起诉的一方用的。", "It is for the one who was sued."))
    elif kind.kinds and found.case.kind is not None and found.case.kind not in kind.kinds:
        why.append(Words("不是这一种欠款用的。", "It is for another kind of debt."))
    elif found.case.lawsuit == "judged" and kind.id in ("D9", "D10", "D11"):
        why.append(Words("已经有生效的文书，可以申请执行。", "There is a judgment already; enforcement is open."))
    else:
        # exhibits lie sealed with what was typed: whether there are any is seen when it is opened
        why += [each.words for each in findings(kind, found) if each.grade == "stop" and each.check != "has_exhibits"]
    return Offer(kind, not why, tuple(why))


def _facts(actor: Actor, claim_id: UUID) -> tuple[Claim, PaperFacts]:
    claim = keeping.own(actor, claim_id)
    kept = keeping.opened(actor, claim, PURPOSE, ("paper_facts",))
    return claim, PaperFacts.from_text(kept.get("paper_facts", ""))


def _sealed(actor: Actor, claim: Claim, after: PaperFacts, now: datetime | None) -> None:
    text = after.to_text()
    claim.paper_facts_sealed = vault.seal(actor, claim.id, "claim.paper_facts", text)
    claim.changed_at = now or clock.now()
    claim.save(update_fields=["paper_facts_sealed", "changed_at"])
    body = vault.commit_body(actor, claim.id, {"paper_facts": text})
    log.append(actor, "claims.paper_facts_kept", about=claim.id, body=body)


def _exhibits(actor: Actor, found: Opened) -> list[Exhibit]:
    """The contents of the chosen attachments; each opening leaves an entry."""
    attached = {each.id for each in files.listing(actor, found.claim.id)}
    each = [files.get(actor, one.file_id, PURPOSE) for one in found.facts.exhibits if one.file_id in attached]
    return [Exhibit(name, content_type, content) for name, content_type, content in each]


def _kinds(paper_ids: Iterable[str]) -> list[PaperKind]:
    kinds = [paper_kind(paper_id) for paper_id in dict.fromkeys(paper_ids)]
    if not kinds:
        raise Refusal(
            "no_paper_chosen",
            Words("没有选文书。", "No paper was chosen."),
            remedy=Words("至少选一份。", "Choose at least one."),
            field="paper",
        )
    return kinds


def _record_packet(actor: Actor, claim: Claim, kinds: list[PaperKind], sheets: tuple[Bound, ...], made: Made) -> None:
    body = {
        "papers": [kind.id for kind in kinds],
        "exhibits": len(sheets),
        "not_bound": len(made.problems),
        "sha256": hashlib.sha256(made.content).hexdigest(),
    }
    log.append(actor, "claims.packet_made", about=claim.id, body=vault.commit_body(actor, claim.id, body))


def _no_such_exhibit() -> Refusal:
    return Refusal(
        "file_not_found",
        Words("这笔欠款没有这份材料。", "This claim has no such paper."),
        remedy=Words("回到欠款页看看有哪些。", "The claim's page lists what there is."),
        field="exhibits",
        status=404,
    )


def _no_such_form(form: str) -> Refusal:
    return Refusal(
        "form_unknown",
        Words(f"没有“{form[:10]}”这种格式。", f"There is no format “{form[:10]}”."),
        remedy=Words("可以用 pdf 或 docx。", "Use pdf or docx."),
        field="form",
    )
