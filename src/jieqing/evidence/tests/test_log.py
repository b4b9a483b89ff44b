"""The log takes entries with their changes, and lets nobody change, remove or read what is not theirs."""

from uuid import UUID, uuid4

import psycopg.errors
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from jieqing.evidence import log
from jieqing.evidence.log import Committed
from jieqing.kit.actor import ANYONE, Actor, system
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words

pytestmark = pytest.mark.django_db

JIA = Actor("user:1", uuid4(), frozenset({"creditor"}), 1)
DING = Actor("user:4", uuid4(), frozenset({"creditor"}), 4)
CLAIM = UUID("0190a000-0000-7000-8000-000000000001")


def _written(actor: Actor = JIA, **more: object) -> None:
    with acting(actor):
        log.append(actor, "claims.claim_saved", about=CLAIM, **more)  # type: ignore[arg-type]


def _run(sql: str) -> None:
    with acting(JIA), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_an_entry_says_who_did_what_to_what() -> None:
    _written(body=Committed(b"c" * 32, b"sealed"))
    (entry,) = log.entries(JIA, CLAIM)
    assert (entry.event, entry.actor, entry.about) == ("claims.claim_saved", "user:1", CLAIM)
    assert (bytes(entry.commitment or b""), bytes(entry.body_sealed or b"")) == (b"c" * 32, b"sealed")


def test_the_newest_entry_comes_first() -> None:
    _written(code="first")
    _written(code="second")
    assert [entry.code for entry in log.entries(JIA, CLAIM)] == ["second", "first"]


def test_ding_sees_nothing() -> None:
    _written()
    assert log.entries(DING, CLAIM) == []
    assert log.latest(DING) == []


def test_an_entry_goes_with_the_change_that_failed() -> None:
    with pytest.raises(ZeroDivisionError), acting(JIA):
        log.append(JIA, "claims.claim_saved", about=CLAIM)
        raise ZeroDivisionError
    assert log.entries(JIA, CLAIM) == []


@pytest.mark.parametrize("sql", ["UPDATE evidence.entry SET code = 'x'", "DELETE FROM evidence.entry"])
@pytest.mark.parametrize("role", ["", "SET LOCAL ROLE jieqing_evidence;"], ids=["application", "reader"])
def test_nobody_who_runs_here_changes_or_removes_an_entry(sql: str, role: str) -> None:
    """ASVS 16.4.2."""
    _written()
    with pytest.raises(ProgrammingError) as no:
        _run(role + sql)
    assert isinstance(no.value.__cause__, psycopg.errors.InsufficientPrivilege)


def test_the_application_reads_only_through_the_readers_role() -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        _run("SELECT * FROM evidence.entry")


def test_nobody_writes_into_another_tenants_log() -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), acting(JIA):
        log.append(DING, "claims.claim_saved", about=CLAIM)


@pytest.mark.parametrize("who", ["user:1\nforged", "张三", "user:1 OR 1=1"])
def test_an_actor_is_a_pseudonym(who: str) -> None:
    with pytest.raises(IntegrityError, match="entry_actor_check"):
        _written(Actor(who, JIA.tenant))


def test_a_refusal_is_recorded_after_the_rollback() -> None:
    no = Refusal("not_yours", Words("不行", "No"), remedy=Words("找管理员", "Ask"), about=CLAIM)
    with pytest.raises(Refusal), acting(JIA):
        log.append(JIA, "claims.claim_saved", about=CLAIM)
        raise no
    log.record_refusal(JIA, no)
    assert [(entry.event, entry.code) for entry in log.entries(JIA, CLAIM)] == [("house.refused", "not_yours")]


def test_the_houses_own_entries_are_for_operators() -> None:
    with acting(ANYONE):
        log.append(ANYONE, "identity.sign_in_failed")
    assert log.latest(JIA) == []
    assert [entry.event for entry in log.latest(system("health", roles=["operator"]))] == ["identity.sign_in_failed"]


def test_many_entries_at_once_read_like_those_that_were_added_one_by_one() -> None:
    bodies = {uuid4(): Committed(bytes([number]) * 32, b"sealed %d" % number) for number in range(3)}
    with acting(JIA):
        log.append_all(JIA, "claims.claim_saved", bodies)
        log.append_all(JIA, "claims.claim_saved", {})
    for about, body in bodies.items():
        (entry,) = log.entries(JIA, about)
        assert (entry.event, entry.actor, entry.code) == ("claims.claim_saved", "user:1", "")
        assert (bytes(entry.commitment or b""), bytes(entry.body_sealed or b"")) == (body.commitment, body.sealed)
        assert log.entries(DING, about) == []


def test_many_entries_join_the_transaction_of_their_change_too() -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), acting(JIA):
        log.append_all(DING, "claims.claim_saved", {CLAIM: Committed(b"c" * 32, b"x")})
    assert log.latest(JIA) == []


@pytest.mark.django_db(transaction=True)
def test_many_entries_are_added_inside_a_transaction_alone() -> None:
    with pytest.raises(RuntimeError):
        log.append_all(JIA, "claims.claim_saved", {CLAIM: Committed(b"c" * 32, b"x")})
