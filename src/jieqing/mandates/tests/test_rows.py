"""What holds when everything above the database fails: row-level security and the steps, asked in plain SQL."""

import threading
from datetime import timedelta
from itertools import product
from typing import get_args

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from jieqing.identity.tests.factories import actor_in
from jieqing.kit.clock import now
from jieqing.kit.ids import new_id
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.mandates import queries, service
from jieqing.mandates.models import CardMessage, CaseCard, WaitingCard
from jieqing.mandates.rules.states import OPEN, STEPS, State
from jieqing.mandates.tests.cast import AGENCY_OF_NOBODY, AGENCY_OF_YI, ding, gui, jia, saved, sent, yi

WHOLE = frozenset(get_args(State))


def _moved(actor, card_id, **columns) -> None:
    """An UPDATE of what no service would allow, in a savepoint; raises what the database says."""
    with acting(actor), transaction.atomic():
        row = CaseCard.objects.get(id=card_id)
        facts = {"version": row.version + 1, "state_before": row.state} | columns
        if not CaseCard.objects.filter(id=card_id).update(**facts):
            raise DatabaseError("no row")


def _is_taken(actor, card_id, to) -> bool:
    """Whether the database lets that side lead the card to that state; the card is put back."""
    filled = {"state": to}
    if to == "accepted":
        filled["conflict_checked_at"] = now()
    if to == "declined":
        filled["decline_reason"] = "other"
    if to == "opened":
        filled |= {"case_until": now().date() + timedelta(days=9), "grant_id": new_id(), "paper_id": new_id()}
    try:
        with transaction.atomic():
            _moved(actor, card_id, **filled)
            raise _PutBack
    except _PutBack:
        return True
    except DatabaseError:
        return False


class _PutBack(Exception):  # noqa: N818 - ends a trial by rolling it back
    pass


def _said_by_the_rules() -> set[tuple[str, str, str]]:
    """(side, from, to) of rules/states.py, in what rows may hold: time alone turns an open card into an expired one."""
    stored = {"closed": {"closed", "opened"}}  # a case whose day has come may not say so yet
    found = {
        (rule.by, start, rule.to)
        for rule in STEPS.values()
        for shown in rule.start
        for start in stored.get(shown, {shown})
        if rule.to is not None
    }
    return found | {("creditor", state, "expired") for state in OPEN}


@pytest.mark.django_db
@pytest.mark.usefixtures("cast")
def test_the_database_knows_the_same_steps_as_the_rules() -> None:
    """Every side × from × to, tried. A card is led to `from` by lawful steps, and nobody's undo is in the way."""
    taken = set()
    for start in sorted(WHOLE - {"expired"}):
        card = _led_to(start)
        for side, to in product(("creditor", "agency"), sorted(WHOLE)):
            if _is_taken(jia() if side == "creditor" else yi(), card, to):
                taken.add((side, start, to))
    undone = {("agency", "declined", "sent"), ("creditor", "withdrawn", "sent")}
    assert taken - undone == {step for step in _said_by_the_rules() if step[1] != "expired"}
    assert undone <= taken


def _led_to(state: str):
    card = sent(claim_id=saved())
    path = {
        "asked": ["asked"], "answered": ["asked", "answered"], "accepted": ["accepted"], "declined": ["declined"],
        "withdrawn": ["withdrawn"], "opened": ["accepted", "opened"], "closed": ["accepted", "opened", "closed"],
    }  # fmt: skip
    for to in path.get(state, []):
        actor = yi() if to in ("asked", "accepted", "declined") else jia()
        filled = {"conflict_checked_at": now()} if to == "accepted" else {}
        filled |= {"decline_reason": "other"} if to == "declined" else {}
        if to == "opened":
            filled = {"case_until": now().date() + timedelta(days=9), "grant_id": new_id(), "paper_id": new_id()}
        _moved(actor, card, state=to, **filled)
    return card


@pytest.mark.django_db
@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("who", [ding, gui])
def test_strangers_see_no_row_and_change_none(who) -> None:
    card = sent(words="能先谈吗？")
    waiting = sent(AGENCY_OF_NOBODY, words="能先谈吗？")
    with acting(who()):
        for table in (CaseCard, CardMessage, WaitingCard):
            assert not table.objects.exists()
        for one in (card, waiting):
            assert CaseCard.objects.filter(id=one).update(moved_by="user:0") == 0
            assert CaseCard.objects.filter(id=one).delete()[0] == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("cast")
def test_nobody_acts_without_a_tenant() -> None:
    sent()
    assert not CaseCard.objects.exists()
    assert not CardMessage.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("who", "columns"),
    [
        (yi, {"amount_about_fen": 1}),
        (jia, {"amount_about_fen": 1}),
        (jia, {"agency_id": AGENCY_OF_NOBODY}),
        (jia, {"claim_id": new_id()}),
        (jia, {"agency_tenant_id": None}),
        (yi, {"tenant_id": new_id()}),
        (yi, {"expires_at": now() + timedelta(days=900)}),
        (jia, {"conflict_checked_at": now()}),
        (jia, {"decline_reason": "other"}),
        (yi, {"case_until": now().date()}),
        (yi, {"grant_id": new_id()}),
        (yi, {"version": 1}),
        (yi, {"state_before": "accepted"}),
    ],
    ids=lambda given: given.__name__ if callable(given) else next(iter(given)),
)  # fmt: skip
def test_what_was_sent_stays_and_each_side_writes_its_own_part(who, columns) -> None:
    card = sent()
    lawful = {"state": "asked"} if who is yi else {"state": "withdrawn"}
    with pytest.raises(
        DatabaseError, match=r"row-level security|stays as it was|with its agency|own part|version|no such"
    ):
        _moved(who(), card, **lawful, **columns)
    _moved(who(), card, **lawful)


@pytest.mark.django_db
@pytest.mark.usefixtures("cast")
def test_no_case_opens_without_terms_and_none_is_accepted_unchecked() -> None:
    with pytest.raises(IntegrityError, match="accepted_after_a_check"):
        _moved(yi(), sent(), state="accepted")
    accepted = _led_to("accepted")
    whole = {"case_until": now().date() + timedelta(days=9), "grant_id": new_id(), "paper_id": new_id()}
    for lacking in whole:
        with pytest.raises(IntegrityError, match="case_open_under_terms"):
            _moved(jia(), accepted, state="opened", **{**whole, lacking: None})
    _moved(jia(), accepted, state="opened", **whole)


@pytest.mark.django_db
@pytest.mark.usefixtures("cast")
def test_a_card_goes_out_as_sent_from_its_own_tenant_to_the_holder_of_the_listing() -> None:
    card = sent()
    with acting(jia()):
        row = CaseCard.objects.get(id=card)
    forged = [
        (ding(), {}),
        (jia(), {"state": "accepted", "conflict_checked_at": now()}),
        (jia(), {"agency_tenant_id": gui().tenant}),
        (jia(), {"agency_tenant_id": ding().tenant}),
    ]
    for actor, columns in forged:
        copy = CaseCard(**{f.name: getattr(row, f.name) for f in CaseCard._meta.fields} | columns | {"id": new_id()})
        copy.claim_id = new_id()
        with pytest.raises(DatabaseError, match="row-level security"), acting(actor), transaction.atomic():
            copy.save(force_insert=True)


@pytest.mark.django_db
@pytest.mark.usefixtures("cast")
def test_each_side_writes_as_itself_and_messages_stand_as_written() -> None:
    card = sent(words="能先谈吗？")
    facts = {"tenant_id": jia().tenant, "card_id": card, "kind": "answer", "words_sealed": b"x", "written_at": now()}
    for actor, side in ((yi(), "creditor"), (jia(), "agency"), (ding(), "creditor"), (gui(), "agency")):
        with pytest.raises(DatabaseError, match="row-level security"), acting(actor), transaction.atomic():
            CardMessage.objects.create(id=new_id(), side=side, written_by=actor.who, **facts)
    for actor in (jia(), yi()):
        with acting(actor):
            assert CardMessage.objects.filter(card_id=card).update(written_by="user:0") == 0
            assert CardMessage.objects.filter(card_id=card).delete()[0] == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("cast")
def test_a_waiting_card_is_taken_by_the_holder_of_its_listing_alone() -> None:
    card = sent(AGENCY_OF_NOBODY)
    for who in (gui(), yi()):
        with pytest.raises(CaseCard.DoesNotExist):
            _moved(who, card, agency_tenant_id=who.tenant, state="asked")


@pytest.mark.django_db
@pytest.mark.usefixtures("cast")
def test_a_live_card_is_not_deleted_with_the_old_ones() -> None:
    accepted = _led_to("accepted")
    with acting(jia()):
        assert CaseCard.objects.filter(id=accepted).delete()[0] == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("second", ["decline", "accept"])
def test_of_two_staff_at_once_one_wins_and_the_other_is_told(second) -> None:
    card, colleague = sent(), actor_in(yi().tenant, "yi2", ["agency"])
    outcomes: list[str] = []
    both = threading.Barrier(2)

    def act(verb) -> None:
        both.wait()
        try:
            verb()
            outcomes.append("won")
        except Refusal as no:
            outcomes.append(f"{no.code} {no.status}")
        finally:
            connections.close_all()

    first = yi()
    decide = {
        "accept": lambda: service.accept(colleague, card, 1, is_conflict_checked=True),
        "decline": lambda: service.decline(colleague, card, 1, "capacity"),
    }
    threads = [
        threading.Thread(target=act, args=[verb])
        for verb in (lambda: service.accept(first, card, 1, is_conflict_checked=True), decide[second])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["card_moved 409", "won"]
    assert queries.card(jia(), card, now()).row.version == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("cast")
def test_of_two_windows_that_send_the_same_card_one_sends() -> None:
    claim, outcomes, both = saved(), [], threading.Barrier(2)
    who = jia()

    def send() -> None:
        both.wait()
        try:
            service.send(who, claim, AGENCY_OF_YI)
            outcomes.append("sent")
        except Refusal as no:
            outcomes.append(no.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["card_already_there", "sent"]
    assert len(queries.sent(jia(), now())) == 1


@pytest.mark.django_db
def test_every_table_of_cards_is_guarded() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname LIKE 'mandates\\_%' AND relkind = 'r'"
            " AND NOT (relrowsecurity AND relforcerowsecurity)"
        )
        assert cursor.fetchall() == []
