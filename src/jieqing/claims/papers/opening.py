"""A claim opened for its papers: what lies sealed is opened for the purpose `papers`, once for any number of claims."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from jieqing.claims import assessing, keeping
from jieqing.claims.assessing import Grounds
from jieqing.claims.models import Claim
from jieqing.claims.papers.facts import PaperFacts
from jieqing.claims.papers.material import Listed, Material
from jieqing.claims.rules.assess import assess
from jieqing.claims.rules.details import details
from jieqing.claims.rules.saving import readings_in
from jieqing.files.queries import Listed as Attached
from jieqing.files.queries import listing, row_of
from jieqing.identity import queries as identity
from jieqing.kit.actor import Actor
from jieqing.vault import service as vault

PURPOSE = "papers"
_SEALED = ("facts", "debtor_name", "debtor_phone", "debtor_id_number", "debtor_address", "rows", "paper_facts")
_CONTRACT, _INVOICE = re.compile("合同.*号|合同编号"), re.compile("发票.*号|票号|单号")


@dataclass(frozen=True, slots=True)
class Opened:
    """A claim with everything that its papers need; `version` is the hash of rules and rates behind its figures."""

    claim: Claim
    material: Material
    facts: PaperFacts
    version: str


def closed(actor: Actor, claim: Claim, on: date, on_which: Grounds | None = None) -> Material:
    """The material without anything sealed: enough to say which papers fit. Inside `acting`; leaves no entry."""
    on_which = on_which or assessing.grounds(actor)
    case, events = assessing.case_and_events(actor, claim)
    found = assess(case, events, on, on_which.rates, on_which.assumptions)
    return Material(number=_number(claim, on), case=case, events=events, assessment=found, names={}, typed={})


def opened(actor: Actor, claims: Sequence[Claim], on: date, *, with_exhibits: bool = True) -> list[Opened]:
    """The claims with their materials, in order. Inside `acting`; one entry a claim in the log."""
    on_which = assessing.grounds(actor)
    own_name = identity.tenant_name(actor, actor.tenant) if actor.tenant else ""
    held = [(row, field, getattr(row, f"{field}_sealed")) for row in claims for field in _SEALED]
    held = [(row, field, bytes(value)) for row, field, value in held if value]
    values = vault.open_all(actor, [value for _row, _field, value in held], PURPOSE)
    kept: dict[UUID, dict[str, str]] = {}
    for (row, field, _value), clear in zip(held, values, strict=True):
        kept.setdefault(row.id, {})[field] = clear
    return [_opened(actor, row, kept.get(row.id, {}), on, on_which, own_name, with_exhibits) for row in claims]


def own_claim(actor: Actor, claim_id: UUID) -> Claim:
    """The actor's own claim, not locked; raises Refusal (404). Inside `acting`."""
    claim = keeping.mine(actor).filter(id=claim_id).first()
    if claim is None:
        raise keeping.not_there()
    return claim


def _opened(
    actor: Actor, claim: Claim, kept: Mapping[str, str], on: date, on_which: Grounds, own_name: str, with_exhibits: bool
) -> Opened:
    facts = PaperFacts.from_text(kept.get("paper_facts", ""))
    names = _names(kept, facts, own_name)
    case, events = assessing.case_and_events(actor, claim)
    material = Material(
        number=_number(claim, on),
        case=case,
        events=events,
        assessment=assess(case, events, on, on_which.rates, on_which.assumptions),
        names=names,
        typed=facts.typed,
        marks=_marks(kept.get("rows", "")),
        exhibits=_listed(actor, claim, facts) if with_exhibits and facts.exhibits else (),
    )
    return Opened(claim, material, facts, on_which.version)


def _names(kept: Mapping[str, str], facts: PaperFacts, own_name: str) -> dict[str, str]:
    """The names of both sides: as read, else as typed, else the organisation's own."""
    read = readings_in(kept["facts"]) if kept.get("facts") else {}
    said = {name: str(read[name].value) for name in ("creditor_name", "debtor_name") if name in read}
    names = {**{field: kept.get(field, "") for field in details()}, "debtor_name": kept.get("debtor_name", "")}
    names["debtor_name"] = names["debtor_name"] or said.get("debtor_name", "")
    names["creditor_name"] = facts.typed.get("creditor_name") or said.get("creditor_name") or own_name
    return {field: value for field, value in names.items() if value and field != "note"}


def _listed(actor: Actor, claim: Claim, facts: PaperFacts) -> tuple[Listed, ...]:
    """The chosen exhibits that are still attached, with their names opened."""
    attached: dict[UUID, Attached] = {each.id: each for each in listing(actor, claim.id, PURPOSE)}
    found = []
    for each in facts.exhibits:
        if each.file_id in attached:
            sha256 = bytes(row_of(actor, each.file_id).sha256).hex() if each.form == "electronic" else ""
            name = attached[each.file_id].filename
            found.append(Listed(name, each.proves, each.form, each.source, sha256=sha256, device=each.device))
    return tuple(found)


def _marks(rows: str) -> dict[int, str]:
    """For each of the ledger's lines its contract and invoice numbers, found by the columns' own headings."""
    if not rows:
        return {}
    kept = json.loads(rows)
    wanted = [
        no for no, name in enumerate(kept["columns"]) if _CONTRACT.search(str(name)) or _INVOICE.search(str(name))
    ]
    return {
        line["row"]: "／".join(str(line["cells"][no]) for no in wanted if no < len(line["cells"]) and line["cells"][no])
        for line in kept["rows"]
    }


def _number(claim: Claim, on: date) -> str:
    """'20261122-0193AB12CD': the day, and the end of the claim's id; it names nobody."""
    return f"{on:%Y%m%d}-{claim.id.hex[-10:].upper()}"
