"""What 甲 jia opens to 乙 yi: read while the grant lasts, never written, and never a word more afterwards."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from jieqing.claims import queries, service
from jieqing.claims.models import Claim
from jieqing.claims.rules.asking import Asked
from jieqing.claims.tests.grants import ended, granted
from jieqing.claims.tests.told import LENT, OF_JIA, TODAY
from jieqing.evidence import log
from jieqing.files import service as files
from jieqing.identity.models import Grant
from jieqing.identity.tests.factories import ding, jia, yi
from jieqing.kit.actor import Actor
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF"


def test_yi_reads_a_granted_claim_and_no_other():
    saved = service.save(jia(), OF_JIA, {"debtor_name": "云栖酒店"}, TODAY)
    service.save(jia(), LENT, {}, TODAY)
    service.correct(jia(), saved.id, 1, {"note": "只给自己看", "debtor_phone": "0000-8888 1234"})
    paper = service.attach(jia(), saved.id, PDF, "合同.pdf")
    assert queries.claims(yi(), Asked(state="all"), TODAY).total == 0
    granted(saved.id, yi())

    found = queries.claims(yi(), Asked(), TODAY)
    assert [(claim.id, claim.is_own) for claim in found.items] == [(saved.id, False)]
    assert queries.claim(yi(), saved.id).masked["debtor_name"] == "云**"
    assert [each.id for each in queries.papers(yi(), saved.id)] == [paper]
    assert files.get(yi(), paper, "mandated_case") == ("合同.pdf", "application/pdf", PDF)
    shown = service.show(yi(), saved.id)
    assert shown.draft.text == OF_JIA
    assert shown.draft.value("debtor_name") == "云栖酒店"
    assert shown.corrections is None
    assert dict(shown.details) == {"debtor_phone": "000088881234"}  # the notes are for the creditor alone
    assert log.entries(yi(), saved.id)[0].event == "vault.value_opened"
    told = [(entry.event, entry.actor) for entry in log.entries(jia(), saved.id)]
    assert ("vault.value_opened", yi().who) in told, "the owner is not told who opened it"


def test_yi_adds_nothing_else_to_jias_log():
    saved = service.save(jia(), OF_JIA, {}, TODAY)
    granted(saved.id, yi())
    for event, about in (("claims.claim_deleted", saved.id), ("vault.value_opened", yi().tenant)):
        with pytest.raises(DatabaseError, match="row-level security"), acting(yi()):
            log.append(yi(), event, about=about, owner=jia().tenant)


def test_yi_writes_nothing_into_it():
    saved = service.save(jia(), OF_JIA, {}, TODAY)
    paper = service.attach(jia(), saved.id, PDF, "合同.pdf")
    granted(saved.id, yi())
    for attempt in (
        lambda: service.correct(yi(), saved.id, 1, {"amount_fen": "1"}),
        lambda: service.withdraw(yi(), saved.id),
        lambda: service.delete(yi(), saved.id),
        lambda: service.attach(yi(), saved.id, PDF, "x.pdf"),
        lambda: service.detach(yi(), saved.id, paper),
    ):
        with pytest.raises(Refusal) as refused:
            attempt()
        assert refused.value.status == 403
    with acting(yi()):
        assert Claim.objects.filter(id=saved.id).update(amount_fen=1) == 0
        assert Claim.objects.filter(id=saved.id).delete()[0] == 0
    # with a creditor's role beside, it is still not his own
    both = Actor(yi().who, yi().tenant, frozenset({"creditor", "agency"}), yi().user_id, True)
    with pytest.raises(Refusal) as refused:
        service.correct(both, saved.id, 1, {"amount_fen": "1"})
    assert refused.value.status == 404
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic(), acting(yi()):
        Claim.objects.create(tenant_id=jia().tenant, state="open", saved_at=datetime.now(UTC),
                             changed_at=datetime.now(UTC), read_on=TODAY, evidence=[],
                             text_sealed=b"x", corrections_sealed=b"x", facts_sealed=b"x")  # fmt: skip


@pytest.mark.parametrize("how", ["ended", "run out"])
def test_after_the_grant_yi_sees_nothing_any_more(how):
    saved = service.save(jia(), OF_JIA, {}, TODAY)
    paper = service.attach(jia(), saved.id, PDF, "合同.pdf")
    grant = granted(saved.id, yi())
    assert queries.claims(yi(), Asked(), TODAY).total == 1
    if how == "ended":
        ended(grant)
    else:
        with acting(jia()):
            Grant.objects.filter(id=grant.id).update(ends_at=datetime.now(UTC) - timedelta(hours=1))
    assert queries.claims(yi(), Asked(state="all"), TODAY).has_any is False
    assert queries.every(yi(), Asked(state="all"), TODAY) == []
    with acting(yi()):
        assert not Claim.objects.exists()  # the table itself, beside the vault's own no
    for attempt in (
        lambda: queries.claim(yi(), saved.id),
        lambda: queries.papers(yi(), saved.id),
        lambda: service.show(yi(), saved.id),
        lambda: files.get(yi(), paper, "mandated_case"),
    ):
        with pytest.raises(Refusal) as refused:
            attempt()
        assert refused.value.status == 404


def test_a_grant_to_yi_is_none_to_ding():
    saved = service.save(jia(), OF_JIA, {}, TODAY)
    granted(saved.id, yi())
    with pytest.raises(Refusal) as refused:
        queries.claim(ding(), saved.id)
    assert refused.value.status == 404
    assert queries.every(ding(), Asked(state="all"), TODAY) == []


def test_a_deleted_claim_is_gone_for_its_reader_too():
    saved = service.save(jia(), OF_JIA, {}, TODAY)
    granted(saved.id, yi())
    service.delete(jia(), saved.id)
    with pytest.raises(Refusal) as refused:
        service.show(yi(), saved.id)
    assert refused.value.status == 404
