"""An import undone as a whole: what nobody touched goes with its keys, what was touched stays and is listed."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from jieqing.claims import queries as claims
from jieqing.claims import service, tasks
from jieqing.claims.models import Claim
from jieqing.claims.portfolio import queries, undoing
from jieqing.claims.portfolio.tests.ledgers import TODAY, ledger, many
from jieqing.claims.portfolio.tests.test_importing import all_claims, clerk, given, imported
from jieqing.claims.rules.case import Case
from jieqing.claims.rules.event_entry import Happened
from jieqing.claims.timeline import service as timeline
from jieqing.evidence import log
from jieqing.identity.tests.factories import bing, ding, jia, yi
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.vault import service as vault

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF"


def undone(import_id):
    undoing.undo(jia(), import_id)
    undoing.carry_out(clerk(jia()), import_id, TODAY)


def test_untouched_claims_go_and_their_keys_with_them():
    import_id = imported()
    with acting(jia()):
        claim = Claim.objects.first()
        assert claim is not None
        sealed = bytes(claim.facts_sealed)
    undone(import_id)
    assert all_claims(jia()) == []
    assert queries.one(jia(), import_id).state == "undone"
    with pytest.raises(Refusal):
        vault.open(jia(), sealed, "own_claim")
    assert log.entries(jia(), claim.id)[0].event == "claims.claim_deleted"
    assert given() != import_id  # the same file may come again


@pytest.mark.parametrize("touch", ["corrected", "withdrawn", "paper", "event", "facts"])
def test_a_touched_claim_stays_and_is_listed(touch):
    import_id = imported()
    claim = next(claim for claim in all_claims(jia()) if claim.amount_fen == 9_000_000)
    match touch:
        case "corrected":
            service.correct(jia(), claim.id, 1, {"note": "打过电话"})
        case "withdrawn":
            service.withdraw(jia(), claim.id)
        case "paper":
            service.attach(jia(), claim.id, PDF, "合同.pdf")
        case "event":
            timeline.add(jia(), claim.id, Happened(kind="demand", on=TODAY), on=TODAY)
        case "facts":
            service.answer(jia(), claim.id, 1, {"is_debtor_missing": "no"}, on=TODAY)
    undone(import_id)
    assert [each.id for each in all_claims(jia())] == [claim.id]
    assert [each.id for each in queries.left_of(jia(), import_id)] == [claim.id]


def test_to_look_at_a_claim_is_not_to_touch_it():
    import_id = imported()
    for claim in all_claims(jia()):
        service.show(jia(), claim.id)
    undone(import_id)
    assert all_claims(jia()) == []


def test_killed_in_the_middle_the_undoing_goes_on(monkeypatch):
    monkeypatch.setattr(undoing, "BATCH", 2)
    import_id = imported(many(5))
    undoing.undo(jia(), import_id)
    touched, calls = log.touched, []

    def dies(*args):
        calls.append(1)
        if len(calls) == 2:
            raise SystemExit("killed")
        return touched(*args)

    with monkeypatch.context() as shot, pytest.raises(SystemExit):
        shot.setattr(undoing.log, "touched", dies)
        undoing.carry_out(clerk(jia()), import_id, TODAY)
    found = queries.one(jia(), import_id)
    assert (found.state, found.done, len(all_claims(jia()))) == ("undoing", 3, 3)
    undoing.carry_out(clerk(jia()), import_id, TODAY)
    assert (queries.one(jia(), import_id).state, all_claims(jia())) == ("undone", [])


def test_undoing_is_a_job_and_asking_again_is_none():
    import_id = imported()
    undoing.undo(jia(), import_id)
    undoing.undo(jia(), import_id)
    jobs = ProcrastinateJob.objects.filter(task_name="claims.carry_out_undo")
    assert len(jobs) == 1
    tasks.carry_out_undo(**jobs[0].args)
    tasks.carry_out_undo(**jobs[0].args)
    events = [entry.event for entry in log.entries(jia(), import_id)]
    assert events.count("claims.ledger_undone") == 1


def test_no_other_import_is_touched():
    first, second = imported(), imported(ledger("别家商行,HT-77,F77,300,0,2025-01-01,,,"))
    undone(second)
    assert len(all_claims(jia())) == 3
    assert queries.one(jia(), first).state == "done"


def test_a_trial_cannot_be_undone():
    with pytest.raises(Refusal) as refused:
        undoing.undo(jia(), given())
    assert refused.value.code == "import_state_wrong"


@pytest.mark.parametrize("who", [ding, yi, bing])
def test_ding_and_others_undo_nothing(who):
    import_id = imported()
    with pytest.raises(Refusal):
        undoing.undo(who(), import_id)
    undoing.carry_out(clerk(who()), import_id, TODAY)
    assert len(all_claims(jia())) == 3
    with pytest.raises(Refusal):
        claims.claim(who(), all_claims(jia())[0].id)


def test_the_case_of_a_claim_holds_no_name():
    imported()
    with acting(jia()):
        for claim in Claim.objects.all():
            assert "云栖" not in str(claim.case)
            assert Case.from_json(claim.case).principal_fen == claim.amount_fen
