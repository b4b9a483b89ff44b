"""What is computed of saved claims and kept: when, why, on which grounds, and what becomes of the former figures."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieqing.claims import assessing, assuming, keeping, recomputing, service
from jieqing.claims.models import Claim, ClaimAssessment, ClaimEvent
from jieqing.claims.rules.event_entry import Happened
from jieqing.claims.rules.roads.assumptions import default_assumptions
from jieqing.claims.tests.grants import granted
from jieqing.claims.tests.told import LENT, OF_JIA, TODAY, VAGUE
from jieqing.claims.timeline import service as timeline
from jieqing.evidence import log
from jieqing.identity.tests.factories import ding, jia, yi
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
PAID = "老李2024年5月向我借了3万元，写了借条，2025年1月5日还了1万，还欠2万，说好2025年5月还清。"


def _figures(claim_id, actor=None) -> list[ClaimAssessment]:
    with acting(actor or jia()):
        return list(ClaimAssessment.objects.filter(claim_id=claim_id).order_by("id"))


def _row(claim_id) -> Claim:
    with acting(jia()):
        return Claim.objects.get(id=claim_id)


def test_saving_keeps_the_case_and_the_figures_of_the_day():
    saved = service.save(jia(), OF_JIA, {}, TODAY)
    [figures] = _figures(saved.id)
    assert _row(saved.id).case["principal_fen"] == 9_600_000
    assert (figures.because, figures.as_of_on, figures.is_current) == ("saved", TODAY, True)
    assert figures.principal_fen == 9_600_000
    assert figures.asked_high_fen > figures.asked_low_fen >= 9_600_000
    assert figures.last_day_on == date(2028, 6, 30)
    assert figures.is_provisional is True  # the pack's last rate is of May 2025
    assert figures.road
    assert figures.law_version == assessing.law_version()


def test_what_is_kept_agrees_with_what_is_computed_live():
    saved = service.save(jia(), LENT, {}, TODAY)
    [figures] = _figures(saved.id)
    live = assessing.assess_saved(jia(), saved.id, TODAY)
    assert (live.asked.low_fen, live.asked.high_fen) == (figures.asked_low_fen, figures.asked_high_fen)
    assert live.limits.proven.last_day == figures.last_day_on


def test_a_text_that_says_little_is_computed_too():
    saved = service.save(jia(), VAGUE, {}, TODAY)
    [figures] = _figures(saved.id)
    assert (figures.asked_low_fen, figures.last_day_on) == (None, None)
    assert figures.missing


def test_a_correction_adds_figures_and_leaves_the_former_ones():
    saved = service.save(jia(), OF_JIA, {}, TODAY)
    service.correct(jia(), saved.id, 1, {"amount_fen": "5万"}, now=NOW)
    first, second = _figures(saved.id)
    assert (first.principal_fen, first.is_current) == (9_600_000, False)
    assert (second.principal_fen, second.is_current, second.because) == (5_000_000, True, "corrected")


def test_payments_that_a_text_tells_are_events_and_are_not_taken_off_twice():
    saved = service.save(jia(), PAID, {}, TODAY)
    with acting(jia()):
        [event] = ClaimEvent.objects.filter(claim_id=saved.id)
    assert (event.kind, event.on, event.amount_fen) == ("part_payment", date(2025, 1, 5), 1_000_000)
    assert (event.proof, event.is_in_principal, event.made_by) == ("", True, "system:text")
    [figures] = _figures(saved.id)
    assert figures.principal_fen == 2_000_000
    timeline.take_back(jia(), saved.id, event.id, on=TODAY, now=NOW)
    service.correct(jia(), saved.id, 1, {"debtor_name": "李某"}, now=NOW)
    with acting(jia()):
        assert ClaimEvent.objects.filter(claim_id=saved.id, taken_back_at=None).count() == 0  # it stays taken back


def test_an_answer_stands_over_every_new_reading_of_the_text():
    saved = service.save(jia(), OF_JIA, {}, TODAY)
    service.answer(jia(), saved.id, 1, {"is_disputed": "no", "contract": "2024-03"}, on=TODAY, now=NOW)
    service.correct(jia(), saved.id, 2, {"debt_date": "2024-01-05", "amount_fen": "5万"}, now=NOW)
    case = assessing.case_in(_row(saved.id))
    assert (case.is_disputed, case.principal_fen) == (False, 5_000_000)
    assert case.contract
    assert case.contract.earliest == date(2024, 3, 1)
    service.answer(jia(), saved.id, 3, {"contract": None, "is_disputed": ""}, on=TODAY, now=NOW)
    case = assessing.case_in(_row(saved.id))
    assert case.contract
    assert case.contract.earliest == date(2024, 1, 5)
    assert case.is_disputed is None


def test_answers_are_refused_together_by_name_and_nothing_is_kept():
    saved = service.save(jia(), OF_JIA, {}, TODAY)
    with pytest.raises(Refusal) as no:
        service.answer(jia(), saved.id, 1, {"is_disputed": "也许", "contract": "2031-01", "shoe": "x"}, on=TODAY)
    assert [each.field for each in no.value.each] == ["is_disputed", "contract", "shoe"]
    assert _row(saved.id).case_said == {}
    with pytest.raises(service.Stale):
        service.answer(jia(), saved.id, 7, {"is_disputed": "no"}, on=TODAY)
    with pytest.raises(Refusal) as no:
        service.answer(ding(), saved.id, 1, {"is_disputed": "no"}, on=TODAY)
    assert no.value.status == 404


def test_a_paper_that_goes_away_proves_nothing_any_more():
    saved = service.save(jia(), OF_JIA, {}, TODAY)
    paper = service.attach(jia(), saved.id, b"%PDF-1.4\n%%EOF", "回执.pdf")
    demand = Happened(kind="demand", on=date(2026, 5, 6), reached=True, proof="file", proof_file_id=paper)
    timeline.add(jia(), saved.id, demand, on=TODAY, now=NOW)
    assert _figures(saved.id)[-1].last_day_on == date(2029, 5, 6)
    service.detach(jia(), saved.id, paper)
    assert _figures(saved.id)[-1].last_day_on == date(2028, 6, 30)
    assert _figures(saved.id)[-1].last_day_if_on == date(2029, 5, 6)


def test_many_claims_take_no_more_statements_than_one():
    claims = [service.save(jia(), OF_JIA, {}, TODAY).id for _ in range(4)]
    counted = []
    for some in (claims[:1], claims):
        with acting(jia()):
            rows = list(keeping.mine(jia()).filter(id__in=some))
            with CaptureQueriesContext(connection) as asked:
                assert assessing.store_many(jia(), rows, TODAY, "imported", NOW) == len(some)
        counted.append(len(asked))
    assert counted[0] == counted[1]
    assert [len(_figures(each)) for each in claims] == [3, 2, 2, 2]


def test_claims_from_before_are_computed_once_with_what_was_read_of_their_text():
    saved = service.save(jia(), LENT, {"interest_pct_year": "12"}, TODAY)
    with acting(jia()):
        ClaimAssessment.objects.filter(claim_id=saved.id).delete()
        Claim.objects.filter(id=saved.id).update(case={})
    assert assessing.assess_saved(jia(), saved.id, TODAY).asked.low_fen >= 3_000_000  # live, from the open columns
    assert recomputing.missing(on=TODAY, now=NOW) == 1
    assert _row(saved.id).case["rate_pct_year"] == str(Decimal(12))
    assert [row.because for row in _figures(saved.id)] == ["missing"]
    assert recomputing.missing(on=TODAY, now=NOW) == 0
    assert "vault.value_opened" in [entry.event for entry in log.entries(jia(), saved.id)]


def test_own_assumptions_change_the_net_and_nothing_else_until_they_are_reset():
    saved = service.save(jia(), OF_JIA, {}, TODAY)
    before = assessing.assess_saved(jia(), saved.id, TODAY)
    roads = {road: {"recovered_pct": [1, 1], "months": [1, 1]} for road in assuming.assumptions(jia()).roads}
    assuming.set_assumptions(jia(), {"roads": roads, "discount_pct_year": 0}, now=NOW)
    after = assessing.assess_saved(jia(), saved.id, TODAY)
    assert after.asked == before.asked
    assert after.roads[0].expected_net_fen != before.roads[0].expected_net_fen
    assert assuming.is_own(jia())
    assert not assuming.is_own(ding())
    assert assuming.assumptions(ding()) == default_assumptions()
    later = datetime(2026, 11, 23, tzinfo=UTC)
    with acting(jia()):
        ClaimAssessment.objects.update(made_at=datetime(2026, 11, 21, tzinfo=UTC))
    assert recomputing.after_assumptions(jia().tenant, now=later) == 1
    assert recomputing.after_assumptions(jia().tenant, now=later) == 0
    assert _figures(saved.id)[-1].because == "assumptions"
    assuming.reset(jia(), now=NOW)
    assert assessing.assess_saved(jia(), saved.id, TODAY).roads == before.roads
    with pytest.raises(Refusal) as no:
        assuming.set_assumptions(jia(), {"roads": {"suit": {"months": [9, 2]}}})
    assert no.value.field == "roads.suit.months"
    with pytest.raises(Refusal):
        assuming.set_assumptions(yi(), {"discount_pct_year": 0})


def test_ding_sees_no_figures_and_yi_those_of_a_granted_claim():
    saved = service.save(jia(), OF_JIA, {}, TODAY)
    assert _figures(saved.id, ding()) == _figures(saved.id, yi()) == []
    with pytest.raises(Refusal) as no:
        assessing.assess_saved(ding(), saved.id, TODAY)
    assert no.value.status == 404
    granted(saved.id, yi())
    assert len(_figures(saved.id, yi())) == 1
    assert assessing.assess_saved(yi(), saved.id, TODAY).limits.proven.last_day == date(2028, 6, 30)
