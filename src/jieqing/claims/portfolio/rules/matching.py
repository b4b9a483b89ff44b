"""Which debt a payment is set against in the creditor's books: by invoice, contract, debtor, sum, or not at all.

It is the bookkeeper's choice and not the debtor's designation (Civil Code 560), so that it goes to `booked_to` alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from jieqing.claims.portfolio.reading.result import PaymentRow
from jieqing.claims.portfolio.rules.grouping import folded

How = Literal["invoice", "contract", "debtor", "sum", "none", "several"]


@dataclass(frozen=True, slots=True)
class Owed:
    """A debt that payments may be set against. `part` is its number within the claim, None where it is all of it."""

    claim_id: str
    debtor_name: str
    outstanding_fen: int
    contract_no: str = ""
    invoice_no: str = ""
    part: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """Where a payment goes, and how that was seen; without a claim `how` says why: 'none' fits, or 'several' do."""

    how: How
    claim_id: str | None = None
    part: int | None = None


class Books:
    """Debts by what payments name them with."""

    def __init__(self, debts: Iterable[Owed]) -> None:
        self._by: dict[How, dict[str, list[Owed]]] = {
            "invoice": defaultdict(list),
            "contract": defaultdict(list),
            "debtor": defaultdict(list),
        }
        for debt in debts:
            self._keep("invoice", debt.invoice_no, debt)
            self._keep("contract", debt.contract_no, debt)
            self._keep("debtor", debt.debtor_name, debt)

    def match(self, payment: PaymentRow) -> Match:
        """The debt of a payment. What it names must agree; a sum decides only between debts of one debtor."""
        names: dict[How, str | None] = {"invoice": payment.invoice_no, "contract": payment.contract_no}
        debtor = folded(payment.debtor_name)
        for how, number in names.items():
            if found := self._by[how].get(folded(number), []) if number else []:
                of_debtor = [debt for debt in found if not debtor or folded(debt.debtor_name) == debtor]
                return _one(how, of_debtor, payment.paid_fen)
        named = debtor or folded(payment.payer)
        if any(names.values()) and not named:
            return Match("none")
        return _one("debtor", self._by["debtor"].get(named, []) if named else [], payment.paid_fen)

    def _keep(self, how: How, number: str, debt: Owed) -> None:
        if number:
            self._by[how][folded(number)].append(debt)


def _one(how: How, found: list[Owed], paid_fen: int) -> Match:
    """One debt; else one claim, and the part in it that has this very sum; else the one debt of this very sum."""
    if not found:
        return Match("none")
    if len(found) == 1:
        return Match(how, found[0].claim_id, found[0].part)
    even = [debt for debt in found if debt.outstanding_fen == paid_fen]
    claims = {debt.claim_id for debt in found}
    if len(claims) == 1:
        return Match(how, found[0].claim_id, even[0].part if len(even) == 1 else None)
    if len(even) == 1:
        return Match("sum", even[0].claim_id, even[0].part)
    return Match("several")


HOW: Mapping[str, tuple[str, str]] = {
    "invoice": ("发票号对上", "by invoice number"),
    "contract": ("合同号对上", "by contract number"),
    "debtor": ("欠款方对上", "by debtor"),
    "sum": ("欠款方和金额对上", "by debtor and sum"),
    "none": ("没有对上哪一笔", "fits none of your claims"),
    "several": ("对得上好几笔，分不清", "fits several; which one is not clear"),
}
