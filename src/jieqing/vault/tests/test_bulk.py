"""Sealed for many at once it is sealed as one by one: opened, found, committed to, erased, and refused."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieqing.kit.ids import new_id
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.vault import rows
from jieqing.vault import service as vault
from jieqing.vault.tests.cast import DING, JIA


def _values(number: int) -> dict[str, str]:
    return {"claim.text": f"第{number}笔", "claim.debtor_name": f"沈大伟{number}", "claim.note": ""}


def test_each_opens_and_is_found_and_keeps_its_commitment(keys):
    subjects = [new_id() for _ in range(4)]
    values = {subject: _values(number) for number, subject in enumerate(subjects)}
    sealed = vault.seal_many(JIA, values, {subject: {"version": 1} for subject in subjects})
    for number, subject in enumerate(subjects):
        assert vault.open_all(JIA, list(sealed.values[subject].values()), "own_claim") == [*_values(number).values()]
        assert vault.find_equal(JIA, "claim.debtor_name", f"沈大伟{number}") == [subject]
        assert vault.open_body(JIA, sealed.bodies[subject], "check_proof") == {"version": 1}
    assert vault.find_equal(DING, "claim.debtor_name", "沈大伟1") == []


def test_subjects_with_a_key_keep_it_and_an_emptied_value_leaves_the_index(keys):
    old, fresh = new_id(), new_id()
    before = vault.seal(JIA, old, "claim.debtor_name", "沈大伟")
    sealed = vault.seal_many(JIA, {old: {"claim.debtor_name": ""}, fresh: {"claim.debtor_name": "沈大伟"}}, {})
    assert sealed.values[old] == {"claim.debtor_name": b""}
    assert vault.find_equal(JIA, "claim.debtor_name", "沈大伟") == [fresh]
    assert vault.open(JIA, before, "own_claim") == "沈大伟"
    assert vault.seal_many(JIA, {}, {}).values == {}


def test_a_hundred_cost_as_many_queries_as_two(keys):
    def cost(count: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            vault.seal_many(JIA, {new_id(): _values(n) for n in range(count)}, {})
        return len(seen)

    assert cost(2) == cost(20)


def test_an_erased_subject_refuses_all(keys):
    gone, fresh = new_id(), new_id()
    vault.seal(JIA, gone, "claim.note", "x")
    vault.erase(JIA, gone)
    with pytest.raises(Refusal) as no, acting(JIA):
        vault.seal_many(JIA, {fresh: {"claim.note": "y"}, gone: {"claim.note": "z"}}, {})
    assert no.value.code == "subject_erased"
    with acting(JIA), rows.entered():
        assert rows.held_data_key(JIA.tenant, fresh) is None


def test_half_a_character_is_named_by_its_field(keys):
    with pytest.raises(Refusal) as no:
        vault.seal_many(JIA, {new_id(): {"claim.note": "\ud83d"}}, {})
    assert (no.value.code, no.value.field) == ("text_not_unicode", "note")
