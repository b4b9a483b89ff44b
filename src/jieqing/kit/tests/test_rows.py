"""A transaction knows its tenant, and the next borrower of its connection does not."""

from contextlib import suppress
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from jieqing.kit.actor import ANYONE, Actor
from jieqing.kit.rows import acting, again_if_undone, as_role

JIA = Actor("user:1", uuid4(), frozenset({"creditor"}), 1)
DING = Actor("user:4", uuid4(), frozenset({"creditor"}), 4)


def _asked(sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        (value,) = cursor.fetchone() or (None,)
    return value


@pytest.mark.django_db
def test_the_policies_hear_who_asks() -> None:
    with acting(JIA, token="digest"):
        assert _asked("SELECT house.tenant()") == JIA.tenant
        assert _asked("SELECT house.user_id()") == 1
        assert _asked("SELECT house.token()") == "digest"
        assert _asked("SELECT house.has_role('creditor')") is True
        assert _asked("SELECT house.has_role('operator')") is False


@pytest.mark.django_db
def test_nobody_has_no_tenant() -> None:
    with acting(ANYONE):
        assert _asked("SELECT house.tenant()") is None
        assert _asked("SELECT house.has_role('')") is not True


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ends", ["well", "badly"])
def test_a_connection_never_carries_the_last_borrowers_tenant(ends: str) -> None:
    try:
        with acting(JIA):
            if ends == "badly":
                raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    assert _asked("SELECT house.tenant()") is None
    with transaction.atomic():
        assert _asked("SELECT house.tenant()") is None


@pytest.mark.django_db
def test_one_transaction_has_one_tenant() -> None:
    with acting(JIA), pytest.raises(RuntimeError, match="one tenant"), acting(DING):
        pass


@pytest.mark.django_db
def test_an_inner_question_joins_and_leaves_the_tenant_as_it_was() -> None:
    with acting(JIA):
        with acting(JIA, token="digest"):
            pass
        assert _asked("SELECT house.token()") is None
        assert _asked("SELECT house.tenant()") == JIA.tenant


@pytest.mark.django_db
def test_a_role_is_given_back_whatever_happens() -> None:
    with acting(JIA):
        mine = _asked("SELECT current_user")
        with pytest.raises(ZeroDivisionError), as_role("jieqing_evidence"):
            assert _asked("SELECT current_user") == "jieqing_evidence"
            raise ZeroDivisionError
        assert _asked("SELECT current_user") == mine
        with pytest.raises(DatabaseError), transaction.atomic(), as_role("jieqing_evidence"):
            _asked("SELECT 1/0")
        assert _asked("SELECT current_user") == mine


@pytest.mark.django_db(transaction=True)
def test_a_role_needs_a_transaction() -> None:
    with pytest.raises(RuntimeError), as_role("jieqing_evidence"):
        pass


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("inner", "outer", "times"), [(False, False, 0), (True, False, 1), (False, True, 1), (True, True, 2)]
)
def test_what_must_outlive_a_rollback_is_done_again_at_each_level_that_is_undone(
    inner: bool, outer: bool, times: int
) -> None:
    done: list[UUID] = []

    def act() -> None:
        with acting(JIA):
            done.append(_asked("SELECT house.tenant()"))

    def undone(is_so: bool) -> None:
        if is_so:
            raise ZeroDivisionError

    with suppress(ZeroDivisionError), acting(JIA):
        with suppress(ZeroDivisionError), acting(JIA):
            again_if_undone(act)
            undone(inner)
        undone(outer)
    assert done == [JIA.tenant] * times
    again_if_undone(act)
    assert len(done) == times
