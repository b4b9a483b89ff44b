"""A card from sending to the end of the case: 甲 sends, 乙 decides, 丁 and 癸 see nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from jieqing.claims import queries as claims
from jieqing.claims import service as claim_verbs
from jieqing.evidence import log
from jieqing.identity.tests.factories import actor_in, operator
from jieqing.kit.clock import now, today
from jieqing.kit.refusal import Refusal
from jieqing.mandates import queries, service
from jieqing.mandates.refusals import Moved
from jieqing.mandates.tests.cast import (
    AGENCY_OF_NOBODY,
    AGENCY_OF_YI,
    HOTEL,
    PDF,
    ding,
    gui,
    holder_of,
    jia,
    saved,
    sent,
    version,
    yi,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
IN_30_DAYS = today() + timedelta(days=30)
# The database's clock stands still within a test, at its start: a grant must have begun before that.
SIGNED = {"is_mandate_signed": True, "are_terms_signed": True, "now": now() - timedelta(minutes=1)}


def shown(actor, card_id, at=None):
    return queries.card(actor, card_id, at or now()).row.shown


def opened_to_yi(claim_id):
    card = sent(claim_id=claim_id)
    service.accept(yi(), card, 1, is_conflict_checked=True)
    paper = claim_verbs.attach(jia(), claim_id, PDF, "委托合同.pdf")
    service.open_case(jia(), card, 2, until=IN_30_DAYS, paper_id=paper, **SIGNED)
    return card


def test_from_the_card_to_the_end_of_the_case():
    claim = saved()
    card = sent(claim_id=claim, words="能不能先谈一次？")
    assert shown(yi(), card) == "sent"
    service.ask(yi(), card, 1, "送货单有对方签字吗？")
    assert shown(jia(), card) == "asked"
    service.answer(jia(), card, 2, "有，三张都签了。")
    said = queries.card(yi(), card, now()).messages
    assert [(one.side, one.kind, one.words) for one in said] == [
        ("creditor", "remark", "能不能先谈一次？"),
        ("agency", "question", "送货单有对方签字吗？"),
        ("creditor", "answer", "有，三张都签了。"),
    ]
    assert queries.card(jia(), card, now()).messages == said
    service.accept(yi(), card, 3, is_conflict_checked=True)
    with pytest.raises(Refusal, match="no such claim"):
        claims.claim(yi(), claim)
    paper = claim_verbs.attach(jia(), claim, PDF, "委托合同.pdf")
    service.open_case(jia(), card, 4, until=IN_30_DAYS, paper_id=paper, **SIGNED)
    assert queries.card(yi(), card, now()).row.claim_id == claim
    assert claim_verbs.show(yi(), claim).draft.value("debtor_name") == HOTEL
    service.close_case(jia(), card, 5)
    assert shown(yi(), card) == "closed"
    with pytest.raises(Refusal, match="no such claim"):
        claims.claim(yi(), claim)


def test_what_the_agency_gets_has_nobody_in_it():
    card = sent()
    row = queries.card(yi(), card, now()).row
    assert row.claim_id is None
    told = repr(row)
    for secret in (HOTEL, "云栖", "10900008888", "HT-2025-008", "灶具", "9630000", "320981", str(jia().tenant)):
        assert secret not in told
    assert row.card.amount_about_fen == 9_600_000
    assert row.card.place == "3209"


@pytest.mark.parametrize("stranger", [ding, gui])
def test_ding_and_another_agency_see_nothing_and_move_nothing(stranger):
    card = sent(words="能不能先谈一次？")
    who = stranger()
    assert queries.sent(who, now()) == queries.received(who, now()) == []
    for attempt in (
        lambda: queries.card(who, card, now()),
        lambda: service.ask(who, card, 1, "在吗？"),
        lambda: service.accept(who, card, 1, is_conflict_checked=True),
        lambda: service.decline(who, card, 1, "capacity"),
        lambda: service.withdraw(who, card, 1),
        lambda: service.answer(who, card, 1, "好"),
        lambda: service.open_case(who, card, 1, until=IN_30_DAYS, paper_id=card, **SIGNED),
        lambda: service.close_case(who, card, 1),
        lambda: service.take_back_decline(who, card, 1),
        lambda: service.take_back_withdrawal(who, card, 1),
    ):
        with pytest.raises(Refusal) as refused:
            attempt()
        assert (refused.value.code, refused.value.status) == ("card_not_found", 404)
    assert shown(yi(), card) == "sent"
    with pytest.raises(Refusal) as refused:
        service.send(ding(), queries.card(jia(), card, now()).row.claim_id, AGENCY_OF_YI)
    assert refused.value.status == 404


def test_each_side_takes_its_own_steps_only():
    card = sent()
    for attempt in (
        lambda: service.accept(jia(), card, 1, is_conflict_checked=True),
        lambda: service.decline(jia(), card, 1, "capacity"),
        lambda: service.withdraw(yi(), card, 1),
        lambda: service.close_case(yi(), card, 1),
    ):
        with pytest.raises(Refusal) as refused:
            attempt()
        assert refused.value.status == 404
    with pytest.raises(Refusal) as refused:
        service.open_case(jia(), card, 1, until=IN_30_DAYS, paper_id=card, **SIGNED)
    assert refused.value.field == "paper"


def test_no_acceptance_without_a_conflict_check_and_no_no_without_a_reason():
    card = sent()
    with pytest.raises(Refusal) as refused:
        service.accept(yi(), card, 1, is_conflict_checked=False)
    assert refused.value.field == "conflict"
    with pytest.raises(Refusal) as refused:
        service.decline(yi(), card, 1, "because")
    assert refused.value.field == "reason"
    assert shown(jia(), card) == "sent"


def test_a_decline_is_taken_back_while_the_card_is_open_and_not_after():
    card = sent()
    service.decline(yi(), card, 1, "capacity", "两周后再说")
    row = queries.card(jia(), card, now())
    assert (row.row.shown, row.row.decline_reason, row.messages[-1].words) == ("declined", "capacity", "两周后再说")
    with pytest.raises(Refusal) as refused:
        service.take_back_decline(yi(), card, 2, now=now() + timedelta(days=15))
    assert refused.value.status == 409
    service.take_back_decline(yi(), card, 2)
    assert shown(jia(), card) == "sent"
    service.withdraw(jia(), card, 3)
    assert shown(yi(), card) == "withdrawn"
    service.take_back_withdrawal(jia(), card, 4)
    assert shown(yi(), card) == "sent"


def test_a_card_expires_by_itself():
    card = sent()
    later = now() + timedelta(days=14, minutes=1)
    assert shown(yi(), card, later) == "expired"
    with pytest.raises(Refusal, match="expired"):
        service.accept(yi(), card, 1, is_conflict_checked=True, now=later)
    assert service.note_lapses(jia(), now=later) == 1
    assert service.note_lapses(jia(), now=later) == 0
    assert shown(yi(), card) == "expired"


def test_an_expired_card_makes_room_for_another():
    claim = saved()
    first = sent(claim_id=claim)
    with pytest.raises(Refusal) as refused:
        sent(claim_id=claim)
    assert refused.value.code == "card_already_there"
    second = service.send(jia(), claim, AGENCY_OF_YI, now=now() + timedelta(days=14, minutes=1))
    assert (shown(jia(), first), shown(jia(), second)) == ("expired", "sent")


def test_a_decline_is_not_taken_back_beside_another_card():
    claim = saved()
    first = sent(claim_id=claim)
    service.decline(yi(), first, 1, "capacity")
    sent(claim_id=claim)
    with pytest.raises(Refusal) as refused:
        service.take_back_decline(yi(), first, 2)
    assert refused.value.code == "card_already_there"


def test_who_comes_second_is_told_what_happened():
    card = sent()
    colleague = actor_in(yi().tenant, "yi2", ["agency"])
    service.decline(colleague, card, 1, "conflict")
    with pytest.raises(Moved) as moved:
        service.accept(yi(), card, 1, is_conflict_checked=True)
    assert "您的同事谢绝了这张卡片" in moved.value.message.zh
    assert moved.value.version == 2
    assert shown(jia(), card) == "declined"
    other = sent(claim_id=saved())
    service.withdraw(jia(), other, 1)
    with pytest.raises(Moved, match="the creditor took the card back"):
        service.ask(yi(), other, 1, "在吗？")


@pytest.mark.parametrize("words", [f"{HOTEL}欠的", "云栖说下月付", "打 10900001111", "写到 jia@example.com"])
def test_words_that_identify_are_not_sent(words):
    claim = saved()
    with pytest.raises(Refusal) as refused:
        sent(claim_id=claim, words=words)
    assert (refused.value.field, refused.value.basis) == ("words", "CN-PI-06")
    card = sent(claim_id=claim)
    service.ask(yi(), card, 1, "有签字吗？")
    with pytest.raises(Refusal) as refused:
        service.answer(jia(), card, 2, words)
    assert refused.value.field == "words"
    assert len(queries.card(jia(), card, now()).messages) == 1


def test_an_agency_learns_nothing_from_guessing_a_name():
    card = sent()
    service.ask(yi(), card, 1, "是不是云栖？")
    service.ask(yi(), card, 2, "是不是云顶？")
    with pytest.raises(Refusal):
        service.ask(yi(), card, 3, "请打 10900001111")


def test_a_claim_that_lacks_something_or_is_over_is_not_sent():
    vague = claim_verbs.save(jia(), "有个老板欠我货款，一直不给。", {}, today()).id
    with pytest.raises(Refusal, match="sum still owed") as refused:
        sent(claim_id=vague)
    assert refused.value.code == "claim_incomplete"
    claim = saved()
    claim_verbs.withdraw(jia(), claim)
    with pytest.raises(Refusal) as refused:
        sent(claim_id=claim)
    assert refused.value.code == "claim_over"


def test_a_case_is_opened_under_signed_terms_to_one_agency_at_a_time():
    claim = saved()
    card = sent(claim_id=claim)
    service.accept(yi(), card, 1, is_conflict_checked=True)
    paper = claim_verbs.attach(jia(), claim, PDF, "委托合同.pdf")
    full = {"until": IN_30_DAYS, "paper_id": paper, **SIGNED}
    for field, wrong in (
        ("mandate", {"is_mandate_signed": False}),
        ("terms", {"are_terms_signed": False}),
        ("until", {"until": today()}),
        ("until", {"until": today() + timedelta(days=800)}),
        ("until", {"until": None}),
        ("paper", {"paper_id": None}),
        ("paper", {"paper_id": card}),
    ):
        with pytest.raises(Refusal) as refused:
            service.open_case(jia(), card, 2, **{**full, **wrong})
        assert refused.value.field == field
    service.open_case(jia(), card, 2, **full)
    second = sent("demo-002", claim_id=claim)
    service.accept(gui(), second, 1, is_conflict_checked=True)
    with pytest.raises(Refusal) as refused:
        service.open_case(jia(), second, 2, **full)
    assert refused.value.code == "case_open_elsewhere"
    service.close_case(jia(), card, 3)
    service.open_case(jia(), second, 2, **full)
    assert claims.claim(gui(), claim).id == claim


def test_an_agency_does_not_pass_on_a_case_that_was_opened_to_it():
    claim = saved()
    opened_to_yi(claim)
    both = replace(yi(), roles=frozenset({"creditor", "agency"}))
    assert claims.claim(both, claim).is_own is False
    with pytest.raises(Refusal) as refused:
        service.send(both, claim, "demo-002")
    assert refused.value.status == 404


def test_an_opened_case_ends_by_itself_and_can_be_opened_again():
    claim = saved()
    card = opened_to_yi(claim)
    later = now() + timedelta(days=31)
    assert shown(yi(), card, later) == "closed"
    assert queries.card(yi(), card, later).row.claim_id is None
    paper = claims.papers(jia(), claim)[0].id
    again = later.date() + timedelta(days=30)
    service.open_case(jia(), card, 3, until=again, paper_id=paper, **{**SIGNED, "now": later})
    assert shown(yi(), card, later) == "opened"


def test_a_claim_that_is_over_ends_its_cards():
    claim = saved()
    card, other = opened_to_yi(claim), sent("demo-002", claim_id=claim)
    claim_verbs.withdraw(jia(), claim)
    assert service.end_for_claim(jia(), claim) == 2
    assert (shown(jia(), card), shown(jia(), other)) == ("closed", "withdrawn")
    assert service.end_for_claim(jia(), claim) == 0
    with pytest.raises(Refusal, match="no such claim"):
        claims.claim(yi(), claim)
    with pytest.raises(Refusal, match="withdrawn or closed"):
        service.take_back_withdrawal(jia(), other, version(jia(), other))


def test_a_card_waits_for_an_agency_without_an_account_and_the_operator_counts_it():
    card = sent(AGENCY_OF_NOBODY)
    assert queries.card(jia(), card, now()).row.is_waiting
    assert [(row.agency_id, row.count) for row in queries.waiting(operator(), now())] == [(AGENCY_OF_NOBODY, 1)]
    assert queries.waiting(ding(), now()) == []
    assert queries.sent(operator(), now()) == queries.received(operator(), now()) == []
    holder = holder_of(AGENCY_OF_NOBODY, "ren")
    assert service.deliver(holder) == 1
    assert shown(holder, card) == "sent"
    assert queries.waiting(operator(), now()) == []
    service.accept(holder, card, version(holder, card), is_conflict_checked=True)


def test_every_step_leaves_an_entry_with_its_side():
    card = opened_to_yi(saved())
    assert [entry.event for entry in log.entries(yi(), card) if entry.event.startswith("mandates.")] == [
        "mandates.card_accepted"
    ]
    assert [entry.event for entry in log.entries(jia(), card) if entry.event.startswith("mandates.")] == [
        "mandates.case_opened",
        "mandates.card_sent",
    ]


def test_the_creditors_log_says_who_read_their_words():
    card = sent(words="能不能先谈一次？")
    queries.card(yi(), card, now())
    opened = [entry for entry in log.entries(jia(), card) if entry.event == "vault.value_opened"]
    assert [entry.actor for entry in opened] == [yi().who]


def test_cards_that_came_to_nothing_are_deleted_with_their_words():
    card, live = sent(words="能不能先谈一次？"), sent(claim_id=saved())
    service.withdraw(jia(), card, 1)
    later = now() + timedelta(days=1)
    assert service.delete_expired(jia(), records_before=later) == 0
    assert service.delete_expired(jia(), cards_before=later) == 1
    with pytest.raises(Refusal, match="no such card"):
        queries.card(jia(), card, now())
    assert shown(jia(), live) == "sent"
