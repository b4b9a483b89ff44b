"""The tenant's debts as its books name them, and the payments of a file set against them. Inside `acting` only."""

from uuid import UUID

from jieqing.claims import keeping as claim_keeping
from jieqing.claims.portfolio import keeping
from jieqing.claims.portfolio.reading.result import ReadPayments
from jieqing.claims.portfolio.rules.matching import Books, Match, Owed
from jieqing.claims.portfolio.rules.report import Paid
from jieqing.claims.rules.workflow import LIVING
from jieqing.kit.actor import Actor
from jieqing.vault import service as vault


def matched(actor: Actor, reading: ReadPayments) -> tuple[Paid, ...]:
    """Each payment with the claim that it belongs to, or why none was found."""
    books, by_name = Books(_debts(actor)), dict[str, Match]()
    found = []
    for payment in reading.rows:
        match = books.match(payment)
        name = payment.debtor_name or payment.payer or ""
        if match.how == "none" and name:
            match = by_name[name] if name in by_name else by_name.setdefault(name, _by_name(actor, name))
        found.append(
            Paid(
                row=payment.row,
                paid_fen=payment.paid_fen,
                paid_on=payment.paid_on.isoformat(),
                who=name,
                how=match.how,
                claim_id=match.claim_id,
                part=match.part,
            )
        )
    return tuple(found)


def _debts(actor: Actor) -> list[Owed]:
    """The lines of imported ledgers whose claims are still under way: what the reports of those imports say."""
    living = claim_keeping.mine(actor).filter(source="ledger", state__in=LIVING)
    claims: dict[tuple[UUID | None, int | None], UUID] = {
        (import_id, no): claim_id for claim_id, import_id, no in living.values_list("id", "import_id", "import_group")
    }
    of = {import_id for import_id, _ in claims}
    debts = []
    for row in keeping.mine(actor).filter(kind="claims", id__in=of).exclude(report_sealed=None):
        for group in keeping.opened_report(actor, row).groups:
            if claim_id := claims.get((row.id, group.no)):
                debts += [
                    Owed(
                        str(claim_id), group.debtor_name, line.outstanding_fen, line.contract_no, line.invoice_no, part
                    )
                    for part, line in enumerate(group.lines, start=1)
                ]
    return debts


def _by_name(actor: Actor, name: str) -> Match:
    """A claim of any source whose debtor has that very name; found in the blind index, nothing is opened."""
    subjects = vault.find_equal(actor, "claim.debtor_name", name)
    ids = list(claim_keeping.mine(actor).filter(id__in=subjects, state__in=LIVING).values_list("id", flat=True))
    if len(ids) == 1:
        return Match("debtor", str(ids[0]))
    return Match("several" if ids else "none")
