"""Payments of a file find their claims; the bookkeeper's match is no designation of the debtor's."""

from datetime import date

import pytest

from jieqing.claims import service
from jieqing.claims.models import Claim, ClaimAssessment, ClaimEvent, Import
from jieqing.claims.portfolio import carrying_out, importing, queries, recording, undoing
from jieqing.claims.portfolio.reading.result import PaymentRow
from jieqing.claims.portfolio.rules.matching import Books, Owed
from jieqing.claims.portfolio.tests.ledgers import PAYMENTS, TODAY
from jieqing.claims.portfolio.tests.test_importing import all_claims, clerk, imported
from jieqing.claims.tests.told import LENT
from jieqing.evidence import log
from jieqing.identity.tests.factories import ding, jia
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting

BOOKS = Books(
    [
        Owed("a", "云栖酒店", 100, "HT-1", "F1", 1), Owed("a", "云栖酒店", 200, "HT-1", "F2", 2),
        Owed("b", "芦苇纺织", 200, "HT-2", "F3", 1), Owed("c", "云栖酒店", 700, "HT-9", "", 1),
        Owed("d", "芦苇纺织", 200, "HT-4", "", 1),
    ]
)  # fmt: skip


def paid(fen: int = 5, **named: str) -> PaymentRow:
    return PaymentRow(row=2, paid_fen=fen, paid_on=date(2026, 10, 1), **named)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("payment", "found"),
    [
        (paid(invoice_no="ｆ2"), ("invoice", "a", 2)),
        (paid(invoice_no="F2", debtor_name="云栖 酒店"), ("invoice", "a", 2)),
        (paid(invoice_no="F2", debtor_name="芦苇纺织"), ("none", None, None)),
        (paid(contract_no="HT-1"), ("contract", "a", None)),
        (paid(200, contract_no="HT-1"), ("contract", "a", 2)),
        (paid(invoice_no="F404"), ("none", None, None)),
        (paid(700, payer="云栖酒店"), ("sum", "c", 1)),
        (paid(payer="云栖酒店"), ("several", None, None)),
        (paid(200, debtor_name="芦苇纺织"), ("several", None, None)),
        (paid(payer="谁也不是"), ("none", None, None)),
        (paid(), ("none", None, None)),
    ],
    ids=["invoice", "invoice and name", "another's invoice", "contract", "contract and sum", "no such invoice", "sum",
         "several", "several of one sum", "nobody", "nothing said"],
)  # fmt: skip
def test_a_payment_finds_its_debt(payment, found):
    match = BOOKS.match(payment)
    assert (match.how, match.claim_id, match.part) == found


def given(text: str = PAYMENTS, actor=None):
    return importing.upload(actor or jia(), text.encode(), "还款.csv", TODAY, kind="payments")


def recorded(import_id):
    importing.confirm(jia(), import_id, queries.one(jia(), import_id).version)
    carrying_out.carry_out(clerk(jia()), import_id)


@pytest.mark.django_db
def test_matched_payments_become_events_and_others_are_shown():
    imported()
    import_id = given()
    found = queries.one(jia(), import_id, opened=True)
    assert found.report is not None
    assert [(each.row, each.how) for each in found.report.payments] == [(2, "invoice"), (3, "contract"), (4, "none")]
    assert (found.claims, found.rows, found.total_fen) == (2, 3, 650_050)
    recorded(import_id)
    with acting(jia()):
        events = list(ClaimEvent.objects.order_by("on"))
    assert [(each.kind, each.amount_fen, each.proof, each.part, each.booked_to) for each in events] == [
        ("part_payment", 600_000, "", None, 2), ("part_payment", 50_050, "", None, 1),
    ]  # fmt: skip
    assert {each.is_in_principal for each in events} == {False}
    assert "claims.event_added" in [entry.event for entry in log.entries(jia(), events[0].claim_id)]


@pytest.mark.django_db
def test_a_payment_takes_off_what_can_be_asked_unless_it_was_taken_off_before():
    imported()
    claim = next(claim for claim in all_claims(jia()) if claim.amount_fen == 9_000_000)

    def principal() -> int:
        with acting(jia()):
            return ClaimAssessment.objects.get(claim_id=claim.id, is_current=True).principal_fen or 0

    before = principal()
    import_id = given()
    importing.book(jia(), import_id, 1, has_proof=True, is_in_balance=True)
    recorded(import_id)
    assert principal() == before
    undoing.undo(jia(), import_id)
    undoing.carry_out(clerk(jia()), import_id, TODAY)
    recorded(given())
    assert principal() < before


@pytest.mark.django_db
def test_what_the_user_says_he_can_prove_is_held():
    imported()
    import_id = given()
    importing.book(jia(), import_id, 1, has_proof=True, is_in_balance=False)
    recorded(import_id)
    with acting(jia()):
        assert set(ClaimEvent.objects.values_list("proof", flat=True)) == {"held"}


@pytest.mark.django_db
def test_a_payment_is_recorded_once_and_taken_back_as_a_whole():
    imported()
    import_id = given()
    importing.confirm(jia(), import_id, 1)
    with acting(jia()):
        Import.objects.filter(id=import_id).update(state="running")
    report = queries.one(jia(), import_id, opened=True).report
    assert report is not None
    for _ in range(2):  # two workers at once
        assert recording.record_some(clerk(jia()), import_id, report.payments)
    carrying_out.carry_out(clerk(jia()), import_id)
    assert queries.one(jia(), import_id).done == 2
    with acting(jia()):
        assert ClaimEvent.objects.count() == 2
    undoing.undo(jia(), import_id)
    undoing.carry_out(clerk(jia()), import_id, TODAY)
    with acting(jia()):
        assert ClaimEvent.objects.filter(taken_back_at=None).count() == 0
        assert ClaimEvent.objects.count() == 2
        assert Claim.objects.count() == 3


@pytest.mark.django_db
def test_a_claim_told_in_words_is_found_by_its_debtor():
    saved = service.save(jia(), LENT, {"debtor_name": "沈某某"}, TODAY)
    import_id = given("还款日期,还款金额,还款人\n2026-10-01,500,沈某某\n")
    found = queries.one(jia(), import_id, opened=True).report
    assert found is not None
    assert [(each.how, each.claim_id) for each in found.payments] == [("debtor", str(saved.id))]


@pytest.mark.django_db
def test_payments_find_no_claims_of_another_tenant():
    imported()
    import_id = given(actor=ding())
    assert queries.one(ding(), import_id).claims == 0
    with pytest.raises(Refusal):
        importing.confirm(ding(), import_id, 1)
    with pytest.raises(Refusal):
        importing.book(ding(), given(), 1, has_proof=True, is_in_balance=True)
