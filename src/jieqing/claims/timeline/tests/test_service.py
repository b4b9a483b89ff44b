"""Events: what is refused, what each leaves behind, what a promise became, and whose they are."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from jieqing.claims import assessing, service
from jieqing.claims.models import ClaimAssessment, ClaimEvent
from jieqing.claims.rules.event_entry import Happened, NotKept
from jieqing.claims.rules.event_kinds import event_kinds
from jieqing.claims.tests.told import OF_JIA, TODAY
from jieqing.claims.timeline import queries
from jieqing.claims.timeline import service as timeline
from jieqing.evidence import log
from jieqing.identity.tests.factories import ding, jia, yi
from jieqing.kit.ids import new_id
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
DEMAND = Happened(kind="demand", on=date(2026, 5, 6), channel="ems", reached=True, proof="held")
PAID = Happened(kind="part_payment", on=date(2026, 6, 1), amount_fen=1_000_000, proof="held")


def _saved(actor=None):
    return service.save(actor or jia(), OF_JIA, {}, TODAY).id


def _add(claim_id, told: Happened, actor=None):
    return timeline.add(actor or jia(), claim_id, told, on=TODAY, now=NOW)


def _last(claim_id) -> ClaimAssessment:
    with acting(jia()):
        return ClaimAssessment.objects.get(claim_id=claim_id, is_current=True)


def _life(claim_id, on: date = TODAY) -> queries.Timeline:
    return queries.timeline(jia(), claim_id, assessing.assess_saved(jia(), claim_id, on))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "wish"}, "kind"),
        ({"on": date(2026, 11, 23)}, "on"),
        ({"on": date(1900, 1, 1)}, "on"),
        ({"kind": "suit", "channel": "", "reached": None, "ended_on": date(2026, 5, 5)}, "ended_on"),
        ({"kind": "suit", "channel": "", "reached": None, "ended_on": date(2027, 5, 5)}, "ended_on"),
        ({"kind": "part_payment"}, "amount"),
        ({"amount_fen": 100}, "amount"),
        ({"kind": "part_payment", "amount_fen": -5}, "amount"),
        ({"kind": "part_payment", "amount_fen": 10**15}, "amount"),
        ({"channel": "pigeon"}, "channel"),
        ({"kind": "suspension"}, "cause"),
        ({"kind": "suspension", "cause": "weather"}, "cause"),
        ({"proof": "surely"}, "proof"),
        ({"proof": "file"}, "proof"),
        ({"note": "看不见\u202e的"}, "note"),
        ({"note": "长" * 5001}, "note"),
    ],
    ids=[
        "kind", "ahead", "1900", "ends-before", "ends-ahead", "no-sum", "sum-misplaced", "negative", "absurd",
        "channel", "no-cause", "cause", "proof", "no-paper", "hidden", "long",
    ],
)  # fmt: skip
def test_what_cannot_be_so_is_refused_by_field_and_nothing_is_kept(wrong, field):
    claim = _saved()
    with pytest.raises(NotKept) as no:
        _add(claim, replace(DEMAND, **wrong))
    assert [each.field for each in no.value.each] == [field]
    assert _life(claim).live == ()
    assert _last(claim).because == "saved"


def test_two_identical_events_are_one_until_the_first_is_taken_back():
    claim = _saved()
    first = _add(claim, PAID)
    with pytest.raises(NotKept) as no:
        _add(claim, PAID)
    assert no.value.code == "event_there_already"
    _add(claim, replace(PAID, amount_fen=2_000_000))
    timeline.take_back(jia(), claim, first, on=TODAY, now=NOW)
    _add(claim, PAID)
    with pytest.raises(NotKept):
        timeline.restore(jia(), claim, first, on=TODAY, now=NOW)


def test_a_payment_lessens_what_can_be_asked_and_restarts_the_clock_only_with_proof():
    claim = _saved()
    before = _last(claim)
    _add(claim, replace(PAID, proof=""))
    unproven = _last(claim)
    assert unproven.asked_high_fen < before.asked_high_fen
    assert unproven.last_day_on == date(2028, 6, 30)
    assert unproven.last_day_if_on == date(2029, 6, 1)
    [row] = _life(claim).live
    assert (row.counts, row.if_proven) == (False, True)
    timeline.correct(jia(), claim, row.id, PAID, on=TODAY, now=NOW)
    assert _last(claim).last_day_on == date(2029, 6, 1)
    [row] = _life(claim).live
    assert (row.counts, [step.rule for step in row.steps]) == (True, ["CN-LIM-09"])


def test_each_change_leaves_an_entry_under_the_claims_key_and_new_figures():
    claim = _saved()
    event = _add(claim, replace(DEMAND, note="门卫老周签收"))
    fixed = timeline.correct(jia(), claim, event, replace(DEMAND, on=date(2026, 6, 7)), on=TODAY, now=NOW)
    timeline.take_back(jia(), claim, fixed, on=TODAY, now=NOW)
    timeline.restore(jia(), claim, fixed, on=TODAY, now=NOW)
    entries = [entry for entry in log.entries(jia(), claim) if entry.event.startswith("claims.event")]
    assert [entry.event.removeprefix("claims.event_") for entry in entries] == [
        "restored", "taken_back", "corrected", "added",
    ]  # fmt: skip
    assert all(entry.body_sealed and entry.code == "demand" for entry in entries)
    assert not any("老周".encode() in bytes(entry.body_sealed or b"") for entry in entries)
    with acting(jia()):
        assert ClaimAssessment.objects.filter(claim_id=claim, because="event").count() == 4
        assert b"\xe8\x80\x81\xe5\x91\xa8" not in bytes(ClaimEvent.objects.get(id=event).note_sealed)


def test_the_proof_must_be_a_paper_of_this_very_claim():
    claim, other = _saved(), _saved()
    paper = service.attach(jia(), other, b"%PDF-1.4\n%%EOF", "回执.pdf")
    for wrong in (paper, new_id()):
        with pytest.raises(Refusal) as no:
            _add(claim, replace(DEMAND, proof="file", proof_file_id=wrong))
        assert no.value.status == 404
    right = service.attach(jia(), claim, b"%PDF-1.4\n%%EOF", "回执.pdf")
    _add(claim, replace(DEMAND, proof="file", proof_file_id=right))
    assert _last(claim).last_day_on == date(2029, 5, 6)


def test_a_promise_is_open_then_kept_or_broken():
    claim = _saved()
    promise = Happened(kind="promise", on=date(2026, 7, 1), ended_on=date(2026, 12, 31), amount_fen=500_000)
    _add(claim, promise)
    assert _life(claim).live[0].promise == "open"
    assert _life(claim, date(2027, 1, 2)).live[0].promise == "broken"
    _add(claim, Happened(kind="part_payment", on=date(2026, 8, 1), amount_fen=200_000))
    assert _life(claim, date(2027, 1, 2)).live[1].promise == "broken"
    _add(claim, Happened(kind="part_payment", on=date(2026, 9, 1), amount_fen=300_000))
    assert _life(claim).live[2].promise == "kept"


def test_every_kind_of_event_can_be_told_and_says_what_it_does():
    claim = _saved()
    for day, kind in enumerate(event_kinds().values(), 1):
        amount_fen = 100 if "amount" in kind.needs else None
        cause = "force_majeure" if kind.id == "suspension" else ""
        _add(claim, Happened(kind=kind.id, on=date(2026, 7, day), amount_fen=amount_fen, cause=cause))
    lived = _life(claim).live
    assert {row.kind.id for row in lived} == set(event_kinds())
    assert all(row.does.zh and row.does.en for row in lived)


def test_a_claim_that_is_over_takes_no_events():
    claim = _saved()
    event = _add(claim, DEMAND)
    service.close(jia(), claim, "paid")
    for act in (
        lambda: _add(claim, PAID),
        lambda: timeline.take_back(jia(), claim, event, on=TODAY, now=NOW),
        lambda: timeline.correct(jia(), claim, event, PAID, on=TODAY, now=NOW),
    ):
        with pytest.raises(Refusal) as no:
            act()
        assert no.value.code == "act_not_allowed"


def test_an_event_of_another_claim_is_not_there():
    claim, other = _saved(), _saved()
    event = _add(other, DEMAND)
    for act in (timeline.take_back, timeline.restore):
        with pytest.raises(Refusal) as no:
            act(jia(), claim, event, on=TODAY, now=NOW)
        assert no.value.code == "event_not_found"


def test_ding_and_yi_change_nothing_and_ding_reads_nothing():
    claim = _saved()
    event = _add(claim, DEMAND)
    for actor, status in ((ding(), 404), (yi(), 403)):
        for act in (
            lambda actor=actor: _add(claim, PAID, actor),
            lambda actor=actor: timeline.take_back(actor, claim, event, on=TODAY, now=NOW),
            lambda actor=actor: timeline.correct(actor, claim, event, PAID, on=TODAY, now=NOW),
            lambda actor=actor: timeline.restore(actor, claim, event, on=TODAY, now=NOW),
        ):
            with pytest.raises(Refusal) as no:
                act()
            assert no.value.status == status
    with acting(ding()):
        assert not ClaimEvent.objects.exists()
    assessment = assessing.assess_saved(jia(), claim, TODAY)
    with pytest.raises(Refusal):
        queries.timeline(ding(), claim, assessment)
    assert len(_life(claim).live) == 1


def test_a_copy_of_ones_data_holds_events_notes_and_answers():
    claim = _saved()
    _add(claim, replace(DEMAND, note="门卫老周签收"))
    service.answer(jia(), claim, 1, {"is_disputed": "no"}, on=TODAY, now=NOW)
    _add(_saved(ding()), PAID, ding())
    [copy] = service.export_all(jia())
    assert [(each["kind"], each["on"], each["note"]) for each in copy["events"]] == [
        ("demand", "2026-05-06", "门卫老周签收"),
    ]
    assert copy["answers"] == {"is_disputed": False}


def test_deleting_the_claim_takes_its_life_along():
    claim = _saved()
    _add(claim, DEMAND)
    service.delete(jia(), claim)
    with acting(jia()):
        assert not ClaimEvent.objects.exists()
        assert not ClaimAssessment.objects.exists()
