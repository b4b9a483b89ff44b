"""A saved claim's life: every verb, what it leaves in the log, and what 丁 ding gets of it (nothing)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from jieqing.claims import queries, service
from jieqing.claims.models import Claim
from jieqing.claims.rules.asking import Asked
from jieqing.claims.rules.saving import NotRead
from jieqing.claims.service import Stale
from jieqing.claims.tests.told import LENT, OF_BING, OF_JIA, TODAY, VAGUE
from jieqing.evidence import log
from jieqing.files import service as files
from jieqing.identity.tests.factories import bing, ding, jia, yi
from jieqing.kit.actor import Actor
from jieqing.kit.ids import new_id
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
IDENTITY = "990000199001010017"


def _events(actor: Actor, about) -> list[str]:
    return [entry.event for entry in reversed(log.entries(actor, about))]


def test_a_claim_is_saved_with_its_names_sealed():
    saved = service.save(jia(), OF_JIA, {"amount_fen": "9万"}, TODAY)
    claim = queries.claim(jia(), saved.id)
    assert (claim.amount_fen, claim.state, claim.version) == (9_000_000, "open", 1)
    assert claim.masked["debtor_name"] == "东**"
    assert _events(jia(), saved.id) == ["claims.claim_saved"]
    with acting(jia()), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM claims_claim c")
        row = cursor.fetchone()[0]
    assert "云栖" not in row
    assert "HT-2025" not in row


def test_pressed_twice_it_saves_once():
    key = new_id()
    first = service.save(jia(), OF_JIA, {}, TODAY, save_key=key)
    assert service.save(jia(), OF_JIA, {}, TODAY, save_key=key).id == first.id
    assert service.save(ding(), LENT, {}, TODAY, save_key=key).id != first.id  # another's key says nothing
    assert queries.claims(jia(), Asked(), TODAY).total == 1


def test_a_claim_without_a_sum_is_a_draft_until_one_is_typed():
    saved = service.save(jia(), VAGUE, {}, TODAY)
    assert saved.state == "draft"
    after = service.correct(jia(), saved.id, 1, {"amount_fen": "3万"})
    assert (after.state, after.version) == ("open", 2)
    assert service.correct(jia(), saved.id, 2, {"amount_fen": ""}).state == "draft"


def test_a_correction_reads_the_text_again_and_can_be_taken_back():
    saved = service.save(jia(), LENT, {"amount_fen": "2万"}, TODAY)
    service.correct(jia(), saved.id, 1, {"due_date": "2025-12", "debtor_phone": "0000-8888 1234"})
    claim = queries.claim(jia(), saved.id)
    assert (claim.amount_fen, claim.due_said) == (2_000_000, "2025-12")
    assert claim.masked["debtor_phone"].endswith("1234")
    service.correct(jia(), saved.id, 2, {"amount_fen": None, "debtor_phone": ""})
    claim = queries.claim(jia(), saved.id)
    assert (claim.amount_fen, claim.due_said) == (3_000_000, "2025-12")
    assert "debtor_phone" not in claim.holds
    shown = service.show(jia(), saved.id)
    assert shown.corrections == {"due_date": "2025-12"}
    assert shown.draft.text == LENT
    assert "vault.value_opened" in _events(jia(), saved.id)


def test_relative_words_keep_the_day_on_which_they_were_written():
    saved = service.save(jia(), "去年六月朋友借了我3万元，写了借条，一直没还。", {}, TODAY)
    assert queries.claim(jia(), saved.id).debt_said == "2025-06"
    later = service.correct(jia(), saved.id, 1, {"amount_fen": "2万"}, now=datetime(2028, 1, 1, tzinfo=UTC))
    assert queries.claim(jia(), later.id).debt_said == "2025-06"


def test_all_that_cannot_be_read_is_named_and_nothing_is_changed():
    saved = service.save(jia(), OF_JIA, {}, TODAY)
    with pytest.raises(NotRead) as refused:
        service.correct(jia(), saved.id, 1, {"amount_fen": "很多", "debtor_phone": "打给他", "note": "记一笔"})
    assert {no.field for no in refused.value.each} == {"amount_fen", "debtor_phone"}
    claim = queries.claim(jia(), saved.id)
    assert (claim.version, claim.holds) == (1, frozenset({"debtor_name"}))
    with pytest.raises(NotRead):
        service.correct(jia(), saved.id, 1, {"tenant_id": "x"})


def test_the_second_of_two_browsers_is_told_and_the_first_keeps_its_words():
    saved = service.save(jia(), OF_JIA, {}, TODAY)
    service.correct(jia(), saved.id, 1, {"amount_fen": "9万"})
    with pytest.raises(Stale) as refused:
        service.correct(jia(), saved.id, 1, {"amount_fen": "8万"})
    assert (refused.value.status, refused.value.version) == (409, 2)
    assert queries.claim(jia(), saved.id).amount_fen == 9_000_000
    assert service.correct(jia(), saved.id, 2, {"amount_fen": "8万"}).version == 3


def test_withdrawn_and_reopened_closed_and_reopened():
    saved = service.save(jia(), OF_JIA, {}, TODAY)
    assert service.withdraw(jia(), saved.id, now=NOW).state == "withdrawn"
    with pytest.raises(Refusal, match="withdrawn"):
        service.correct(jia(), saved.id, 2, {"amount_fen": "1万"})
    with pytest.raises(Refusal):
        service.withdraw(jia(), saved.id)
    assert queries.claim(jia(), saved.id).ended_at == NOW
    assert service.reopen(jia(), saved.id).state == "open"
    assert queries.claim(jia(), saved.id).ended_at is None
    with pytest.raises(Refusal) as refused:
        service.close(jia(), saved.id, "")
    assert refused.value.field == "closed_as"
    assert service.close(jia(), saved.id, "paid").state == "closed"
    assert service.reopen(jia(), saved.id).state == "open"
    assert queries.claim(jia(), saved.id).closed_as == ""
    assert _events(jia(), saved.id) == [
        "claims.claim_saved", "claims.claim_withdrawn", "claims.claim_reopened", "claims.claim_closed",
        "claims.claim_reopened",
    ]  # fmt: skip
    told = [entry.what.zh for entry in queries.history(jia(), saved.id)]
    assert told[1] == "结案：还清了"


def test_deleted_is_gone_for_good_and_the_log_says_so():
    saved = service.save(jia(), OF_JIA, {}, TODAY)
    with acting(jia()):
        sealed = bytes(Claim.objects.get(id=saved.id).text_sealed)
    paper = service.attach(jia(), saved.id, b"%PDF-1.4\n%%EOF", "合同.pdf")
    service.delete(jia(), saved.id)
    assert _events(jia(), saved.id)[-1] == "claims.claim_deleted"
    for gone in (
        lambda: queries.claim(jia(), saved.id),
        lambda: service.show(jia(), saved.id),
        lambda: service.delete(jia(), saved.id),
        lambda: files.get(jia(), paper, "own_claim"),
    ):
        with pytest.raises(Refusal) as refused:
            gone()
        assert refused.value.status == 404
    _cannot_be_opened(jia(), saved.id, sealed)


def _cannot_be_opened(actor: Actor, subject, sealed: bytes) -> None:
    from jieqing.vault import service as vault

    with pytest.raises(Refusal), acting(actor):
        vault.open(actor, sealed, "own_claim")


def test_claims_against_the_same_debtor_are_found_within_the_own_tenant():
    service.save(ding(), OF_JIA, {"debtor_name": "云栖酒店"}, TODAY)
    first = service.save(jia(), OF_JIA, {"debtor_name": "云栖酒店"}, TODAY)
    second = service.save(jia(), LENT, {"debtor_name": "云栖酒店"}, TODAY)
    assert first.same_debtor == ()
    assert second.same_debtor == (first.id,)
    third = service.save(jia(), LENT, {"debtor_name": "别人"}, TODAY)
    service.correct(jia(), first.id, 1, {"debtor_id_number": IDENTITY})
    assert service.correct(jia(), third.id, 1, {"debtor_id_number": IDENTITY}).same_debtor == (first.id,)
    assert service.show(jia(), first.id).same_debtor == (second.id, third.id)


def test_papers_are_kept_listed_opened_and_removed():
    saved = service.save(jia(), OF_JIA, {}, TODAY)
    paper = service.attach(jia(), saved.id, b"%PDF-1.4\n%%EOF", "合同.pdf")
    assert [each.id for each in queries.papers(jia(), saved.id)] == [paper]
    assert files.get(jia(), paper, "own_claim")[0] == "合同.pdf"
    other = service.save(jia(), LENT, {}, TODAY)
    with pytest.raises(Refusal) as refused:
        service.detach(jia(), other.id, paper)
    assert (refused.value.code, refused.value.status) == ("file_not_found", 404)
    service.detach(jia(), saved.id, paper)
    assert queries.papers(jia(), saved.id) == []


def test_what_is_over_is_deleted_when_its_time_is_over():
    old = service.save(jia(), OF_JIA, {}, TODAY, now=NOW - timedelta(days=500)).id
    fresh = service.save(jia(), OF_JIA, {}, TODAY).id
    living = service.save(jia(), OF_JIA, {}, TODAY, now=NOW - timedelta(days=500)).id
    draft = service.save(jia(), VAGUE, {}, TODAY, now=NOW - timedelta(days=500)).id
    theirs = service.save(ding(), OF_JIA, {}, TODAY, now=NOW - timedelta(days=500)).id
    service.withdraw(jia(), old, now=NOW - timedelta(days=400))
    service.close(jia(), fresh, "paid", now=NOW)
    service.withdraw(ding(), theirs, now=NOW - timedelta(days=400))
    job = Actor("system:retention", jia().tenant, frozenset({"creditor"}))
    assert service.delete_expired(job, ended_before=NOW - timedelta(days=365)) == 1
    assert {claim.id for claim in queries.every(jia(), Asked(state="all"), TODAY)} == {fresh, living, draft}
    assert service.delete_expired(job, drafts_before=NOW - timedelta(days=90)) == 1
    assert {claim.id for claim in queries.every(jia(), Asked(state="all"), TODAY)} == {fresh, living}
    assert queries.claim(ding(), theirs).state == "withdrawn"


@pytest.mark.parametrize("who", [ding, yi, bing])
def test_ding_and_others_can_do_nothing_with_anothers_claim(who):
    saved = service.save(jia(), OF_JIA, {}, TODAY)
    paper = service.attach(jia(), saved.id, b"%PDF-1.4\n%%EOF", "合同.pdf")
    stranger = who()
    not_there = (
        lambda: queries.claim(stranger, saved.id),
        lambda: queries.papers(stranger, saved.id),
        lambda: queries.history(stranger, saved.id),
        lambda: service.show(stranger, saved.id),
        lambda: files.get(stranger, paper, "own_claim"),
    )
    not_his = (
        lambda: service.correct(stranger, saved.id, 1, {"amount_fen": "1"}),
        lambda: service.withdraw(stranger, saved.id),
        lambda: service.close(stranger, saved.id, "paid"),
        lambda: service.reopen(stranger, saved.id),
        lambda: service.delete(stranger, saved.id),
        lambda: service.attach(stranger, saved.id, b"%PDF-1.4\n%%EOF", "x.pdf"),
        lambda: service.detach(stranger, saved.id, paper),
    )
    for attempt in (*not_there, *not_his):
        with pytest.raises(Refusal) as refused:
            attempt()
        assert refused.value.status == (404 if attempt in not_there or who is ding else 403)
    assert queries.claims(stranger, Asked(state="all"), TODAY).has_any is False
    assert queries.every(stranger, Asked(state="all"), TODAY) == []
    assert queries.claim(jia(), saved.id).version == 1


def test_a_foreign_claim_and_none_are_told_alike_and_cost_alike(django_assert_num_queries):
    foreign = service.save(jia(), OF_JIA, {}, TODAY).id
    ding_ = ding()
    answers = []
    for claim_id in (foreign, new_id()):
        with pytest.raises(Refusal) as refused, transaction.atomic():
            with acting(ding_), django_assert_num_queries(1):
                Claim.objects.filter(id=claim_id).first()
            queries.claim(ding_, claim_id)
        answers.append((refused.value.code, refused.value.message, refused.value.remedy, refused.value.about))
    assert answers[0] == answers[1]


def test_row_level_security_holds_without_the_filters():
    saved = service.save(jia(), OF_JIA, {}, TODAY)
    ding_ = ding()
    assert not Claim.objects.exists()  # nobody's transaction
    with acting(ding_):
        assert not Claim.objects.exists()
        assert Claim.objects.filter(id=saved.id).update(amount_fen=1) == 0
        assert Claim.objects.filter(id=saved.id).delete()[0] == 0
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic(), acting(ding_):
        Claim.objects.create(
            tenant_id=jia().tenant, state="open", saved_at=NOW, changed_at=NOW, read_on=TODAY, evidence=[],
            text_sealed=b"x", corrections_sealed=b"x", facts_sealed=b"x",
        )  # fmt: skip
    assert queries.claim(jia(), saved.id).amount_fen == 9_600_000


def test_only_a_creditor_saves():
    for who in (yi, bing):
        with pytest.raises(Refusal) as refused:
            service.save(who(), OF_JIA, {}, TODAY)
        assert refused.value.code == "role_missing"
    with pytest.raises(Refusal) as refused:
        service.save(jia(), OF_BING, {}, TODAY)
    assert refused.value.code == "writer_owes"
