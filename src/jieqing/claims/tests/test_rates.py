"""Rates that operators add: two people, sane figures; what rested on them is computed anew and shown beside."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from jieqing.claims import differences, rates, recomputing, service
from jieqing.claims.models import ClaimAssessment, LprRow
from jieqing.claims.rules.lpr import packed
from jieqing.claims.tests.told import OF_JIA, TODAY
from jieqing.evidence import log
from jieqing.identity.tests.factories import actor_in, browser, compliance, ding, jia, operator
from jieqing.kit import announce
from jieqing.kit.actor import Actor
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.notices.models import Notice
from jieqing.notices.service import tell

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
SOURCE = "全国银行间同业拆借中心 2025-06-20 公告"
JUNE = date(2025, 6, 20)


@pytest.fixture(autouse=True)
def _wired(monkeypatch):
    monkeypatch.setattr(announce, "_handlers", {"claims.figures_changed": ("notices.tell",)})


def _entered(on: date = JUNE, pct: str = "2.90", actor: Actor | None = None):
    return rates.enter(actor or operator(), on, Decimal(pct), SOURCE, on=TODAY, now=NOW)


def _months(pct: str = "2.90", until: date = TODAY) -> None:
    """A row for every month after the pack, entered by one and confirmed by another."""
    on = date(2025, 6, 20)
    while on <= until:
        rates.confirm(compliance(), _entered(on, pct), now=NOW)
        on = date(on.year + on.month // 12, on.month % 12 + 1, 20)


def _figures(claim_id) -> list[ClaimAssessment]:
    with acting(jia()):
        return list(ClaimAssessment.objects.filter(claim_id=claim_id).order_by("id"))


def test_a_row_counts_only_once_another_person_confirmed_it():
    row = _entered()
    assert rates.table() == packed()
    with pytest.raises(Refusal) as no:
        rates.confirm(operator(), row, now=NOW)
    assert no.value.code == "second_person_needed"
    assert rates.table() == packed()
    rates.confirm(compliance(), row, now=NOW)
    assert rates.table().on(date(2025, 6, 21)).pct_year == Decimal("2.90")
    with pytest.raises(Refusal):
        rates.confirm(compliance(), row, now=NOW)
    told = [entry.event for entry in log.entries(operator(), row)]
    assert told == ["claims.rate_confirmed", "claims.rate_entered"]


def test_the_table_itself_refuses_one_person_for_both_steps():
    row = _entered()
    with pytest.raises(IntegrityError, match="lpr_row_two_people"), transaction.atomic():
        LprRow.objects.filter(id=row).update(confirmed_by=operator().who, confirmed_at=NOW)
    rates.confirm(compliance(), row, now=NOW)
    ended = {"end_asked_by": "user:7", "ended_by": "user:7", "ended_at": NOW}
    with pytest.raises(IntegrityError, match="lpr_row_ended_by_two"), transaction.atomic():
        LprRow.objects.filter(id=row).update(**ended)
    with pytest.raises(IntegrityError, match="lpr_row_ended_by_two"), transaction.atomic():
        LprRow.objects.filter(id=row).update(ended_by="user:7", ended_at=NOW)


@pytest.mark.parametrize(
    ("on", "pct", "source", "field"),
    [
        (date(2025, 5, 20), "3.00", SOURCE, "published_on"),
        (date(2026, 12, 21), "3.00", SOURCE, "published_on"),
        (date(2025, 6, 5), "3.00", SOURCE, "published_on"),
        (date(2025, 6, 29), "3.00", SOURCE, "published_on"),
        (JUNE, "30.0", SOURCE, "pct_year"),
        (JUNE, "0.03", SOURCE, "pct_year"),
        (JUNE, "2.905", SOURCE, "pct_year"),
        (JUNE, "4.50", SOURCE, "pct_year"),
        (JUNE, "3.00", "网上", "source"),
        (JUNE, "3.00", "全国银行间\u202e同业拆借中心", "source"),
    ],
    ids=["in-the-pack", "ahead", "early", "late", "high", "low", "fine", "leap", "short", "hidden"],
)
def test_a_slip_of_the_hand_is_refused_in_its_field(on, pct, source, field):
    with pytest.raises(Refusal) as no:
        rates.enter(operator(), on, Decimal(pct), source, on=TODAY, now=NOW)
    assert no.value.field == field


def test_a_month_has_one_row_until_it_is_ended():
    row = _entered()
    with pytest.raises(Refusal) as no:
        _entered(JUNE + timedelta(days=1))
    assert no.value.code == "rate_there_already"
    rates.ask_end(operator(), row, now=NOW)  # never counted: struck at once
    _entered(JUNE + timedelta(days=1))


def test_a_row_that_counts_is_ended_by_two_or_kept():
    row = _entered()
    rates.confirm(compliance(), row, now=NOW)
    rates.ask_end(compliance(), row, now=NOW)
    assert rates.table() != packed()
    with pytest.raises(Refusal):
        rates.end(compliance(), row, now=NOW)
    rates.keep(operator(), row)
    rates.ask_end(operator(), row, now=NOW)
    rates.end(compliance(), row, now=NOW)
    assert rates.table() == packed()


def test_only_the_houses_staff_comes_near():
    alien = actor_in(ding().tenant, "alien", ["compliance"])
    for actor in (jia(), ding(), alien, Actor("user:1", operator().tenant, frozenset({"operator"}), 1)):
        with pytest.raises(Refusal) as no:
            _entered(actor=actor)
        assert no.value.status == 403


def test_new_rates_recompute_provisional_figures_as_of_their_day_and_show_the_difference():
    claim = service.save(jia(), OF_JIA, {"due_date": "2025-08-31"}, TODAY).id
    [before] = _figures(claim)
    assert before.is_provisional
    _months()
    assert recomputing.after_rates(now=NOW + timedelta(hours=1)) == 1
    first, second = _figures(claim)
    assert (first.asked_high_fen, first.is_current) == (before.asked_high_fen, False)
    assert (second.because, second.as_of_on, second.is_provisional) == ("rates", TODAY, False)
    assert second.asked_high_fen < first.asked_high_fen
    assert recomputing.after_rates(now=NOW + timedelta(hours=2)) == 0  # a second run finds nothing
    [difference] = differences.by_rates(jia())
    assert difference.is_same_day
    assert "2025-06-20 2.90%" in difference.because.zh
    assert difference.changes[0].was != difference.changes[0].now
    assert differences.differences(jia(), claim) == [difference]
    assert differences.by_rates(ding()) == []
    with pytest.raises(Refusal):
        differences.differences(ding(), claim)


def test_a_killed_run_goes_on_where_it_stopped(monkeypatch):
    for _ in range(3):
        service.save(jia(), OF_JIA, {"due_date": "2025-08-31"}, TODAY)
    service.save(ding(), OF_JIA, {"due_date": "2025-08-31"}, TODAY)
    _months()
    monkeypatch.setattr(recomputing, "BATCH", 2)
    done = []
    whole = recomputing.assessing.store_many

    def killed_after_one(*args, **kwargs):
        if done:
            raise KeyboardInterrupt
        done.append(whole(*args, **kwargs))

    with monkeypatch.context() as patched:
        patched.setattr(recomputing.assessing, "store_many", killed_after_one)
        with pytest.raises(KeyboardInterrupt):
            recomputing.after_rates(now=NOW + timedelta(hours=1))
    assert recomputing.after_rates(now=NOW + timedelta(hours=2)) == 4 - done[0]
    with acting(jia()):
        assert ClaimAssessment.objects.filter(because="rates").count() == 3
    with acting(ding()):
        assert ClaimAssessment.objects.filter(because="rates").count() == 1


def test_a_row_that_turns_out_wrong_is_taken_out_of_what_was_computed_with_it():
    claim = service.save(jia(), OF_JIA, {"due_date": "2025-08-31"}, TODAY).id
    _months()
    recomputing.after_rates(now=NOW + timedelta(hours=1))
    wrong = LprRow.objects.get(published_on=date(2025, 8, 20))
    rates.ask_end(operator(), wrong.id, now=NOW + timedelta(hours=2))
    rates.end(compliance(), wrong.id, now=NOW + timedelta(hours=2))
    assert recomputing.after_rates(now=NOW + timedelta(hours=3)) == 1
    assert [row.because for row in _figures(claim)] == ["saved", "rates", "rates"]
    assert recomputing.after_rates(now=NOW + timedelta(hours=4)) == 0


def test_the_owner_is_told_once_and_nobody_else():
    service.save(jia(), OF_JIA, {"due_date": "2025-08-31"}, TODAY)
    service.save(ding(), OF_JIA, {"due_date": "2022-08-31", "amount_fen": "5万"}, TODAY)
    _months()
    ProcrastinateJob.objects.all().delete()
    recomputing.after_rates(now=NOW + timedelta(hours=1))
    waiting = ProcrastinateJob.objects.filter(task_name="notices.tell", args__event="claims.figures_changed")
    told = {job.args["to_tenant"] for job in waiting}
    assert told == {str(jia().tenant)}  # 丁's claim rests on a rate of 2022: nothing of it changed
    for job in waiting:
        tell("claims.figures_changed", job.args, job_id=job.id, now=NOW)
    with acting(jia()):
        assert [notice.event for notice in Notice.objects.all()] == ["claims.figures_changed"]


def test_figures_that_come_out_the_same_are_told_to_nobody():
    service.save(jia(), OF_JIA, {"due_date": "2025-08-31"}, TODAY)
    _months("3.00")
    assert recomputing.after_rates(now=NOW + timedelta(hours=1)) == 1
    assert not ProcrastinateJob.objects.filter(args__event="claims.figures_changed").exists()


def test_the_page_enters_confirms_and_says_what_is_wrong():
    first, second = browser(operator()), browser(compliance())
    sent = {"act": "enter", "published_on": "2025-06-20", "pct_year": "2.90", "source": SOURCE}
    wrong = first.post("/operator/rates/", sent | {"pct_year": "29"})
    assert wrong.status_code == 422
    assert "CN-LPR-03" in wrong.content.decode()
    assert 'value="2025-06-20"' in wrong.content.decode()
    assert first.post("/operator/rates/", sent | {"published_on": "昨天"}).status_code == 422
    assert first.post("/operator/rates/", {"act": "burn"}).status_code == 422
    first.post("/operator/rates/", sent)
    row = str(LprRow.objects.get().id)
    assert "请同事复核" in first.get("/operator/rates/").content.decode()
    assert first.post("/operator/rates/", {"act": "confirm", "row": row}).status_code == 409
    assert second.post("/operator/rates/", {"act": "confirm", "row": row}).status_code == 302
    assert LprRow.objects.get().confirmed_by == compliance().who
    assert "counts" in second.get("/en/operator/rates/").content.decode()
    assert browser(jia()).get("/operator/rates/").status_code == 403
