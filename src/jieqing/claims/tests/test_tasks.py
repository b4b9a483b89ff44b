"""What the house does with claims by itself: at the end of their period, and when a tenant closes."""

from datetime import UTC, datetime, timedelta

import pytest

from jieqing.claims import queries, service, tasks
from jieqing.claims.rules.asking import Asked
from jieqing.claims.tests.told import OF_JIA, TODAY, VAGUE
from jieqing.identity.tests.factories import ding, jia
from jieqing.kit.actor import system
from jieqing.kit.ids import new_id
from jieqing.privacy.queries.retention import Due

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


def test_each_run_deletes_its_own_kind():
    old = NOW - timedelta(days=100)
    draft = service.save(jia(), VAGUE, {}, TODAY, now=old).id
    ended = service.save(jia(), OF_JIA, {}, TODAY, now=old).id
    service.withdraw(jia(), ended, now=old)
    keeper = system("retention", jia().tenant)
    assert tasks.delete_due(keeper, Due(new_id(), "claim_draft", NOW - timedelta(days=90))) == 1
    assert [claim.id for claim in queries.every(jia(), Asked(state="all"), TODAY)] == [ended]
    assert tasks.delete_due(keeper, Due(new_id(), "claim_closed", NOW - timedelta(days=90))) == 1
    assert tasks.delete_due(keeper, Due(new_id(), "claim_closed", NOW - timedelta(days=90))) == 0
    assert draft != ended


def test_a_closed_tenant_leaves_no_claims_and_others_keep_theirs():
    service.save(jia(), OF_JIA, {}, TODAY)
    theirs = service.save(ding(), OF_JIA, {}, TODAY).id
    tasks.clear_tenant(event="identity.tenant_closed", to_tenant=str(jia().tenant))
    assert queries.every(jia(), Asked(state="all"), TODAY) == []
    assert queries.claim(ding(), theirs).state == "open"


def test_a_copy_of_ones_data_holds_every_claim_in_full_and_nobody_elses():
    saved = service.save(jia(), OF_JIA, {"amount_fen": "9万"}, TODAY)
    service.save(ding(), OF_JIA, {}, TODAY)
    [copy] = service.export_all(jia())
    assert copy["id"] == str(saved.id)
    assert copy["text"] == OF_JIA
    assert copy["corrections"] == {"amount_fen": "9万"}
    assert copy["facts"]["contract_no"]["value"] == "HT-2025-008"
