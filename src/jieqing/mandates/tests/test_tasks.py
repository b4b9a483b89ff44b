"""What happens without anybody's hand; each job may run twice."""

from datetime import timedelta

import pytest

from jieqing.claims import service as claims
from jieqing.kit import announce, clock
from jieqing.kit.clock import now
from jieqing.mandates import queries, service, tasks
from jieqing.mandates.tests.cast import AGENCY_OF_NOBODY, ding, gui, holder_of, jia, saved, sent, yi

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]


def shown(actor, card):
    return queries.card(actor, card, clock.now()).row.shown


@pytest.mark.parametrize("event", ["claims.claim_withdrawn", "claims.claim_closed", "claims.claim_deleted"])
def test_a_claim_that_ends_takes_its_cards_along(event):
    assert "mandates.end_for_claim" in announce._handlers[event]
    claim, other = saved(), saved()
    card, untouched = sent(claim_id=claim), sent(claim_id=other)
    claims.delete(jia(), claim)
    for _twice in range(2):
        tasks.end_for_claim(event=event, tenant_id=str(jia().tenant), claim_id=str(claim))
    assert shown(yi(), card) == "withdrawn"
    assert shown(yi(), untouched) == "sent"


def test_a_claim_named_with_another_tenant_ends_nothing():
    claim = saved()
    card = sent(claim_id=claim)
    tasks.end_for_claim(event="claims.claim_deleted", tenant_id=str(ding().tenant), claim_id=str(claim))
    assert shown(yi(), card) == "sent"


def test_a_confirmed_listing_gets_what_waited():
    assert "mandates.deliver" in announce._handlers["agencies.listing_confirmed"]
    card, of_yi = sent(AGENCY_OF_NOBODY), sent(claim_id=saved())
    ren = holder_of(AGENCY_OF_NOBODY, "ren")
    for _twice in range(2):
        tasks.deliver(event="agencies.listing_confirmed", to_tenant=str(ren.tenant))
        tasks.deliver(event="agencies.listing_confirmed", to_tenant=str(gui().tenant))
    assert [row.id for row in queries.received(ren, now())] == [card]
    assert queries.card(ren, card, now()).row.version == 2
    assert [row.id for row in queries.received(yi(), now())] == [of_yi]
    assert queries.received(gui(), now()) == []


def test_every_hour_what_time_has_ended_is_noted_once(monkeypatch):
    card = sent()
    later = now() + timedelta(days=15)
    monkeypatch.setattr(clock, "now", lambda: later)
    for _twice in range(2):
        tasks.note_lapses(timestamp=0)
    row = queries.card(jia(), card, later).row
    assert (row.shown, row.version) == ("expired", 2)


def test_events_name_ids_and_the_tenant_that_must_hear(monkeypatch):
    told = []
    for module in ("steps", "service.delivering"):
        monkeypatch.setattr(f"jieqing.mandates.{module}.announce", lambda event, **ids: told.append((event, ids)))
    card = sent(words="能先谈吗？")
    service.ask(yi(), card, 1, "有签字吗？")
    service.answer(jia(), card, 2, "有。")
    service.decline(yi(), card, 3, "capacity", "太忙")
    service.take_back_decline(yi(), card, 4)
    service.withdraw(jia(), card, 5)
    to_yi, to_jia = ({"card_id": card, "to_tenant": actor.tenant} for actor in (yi(), jia()))
    assert told == [
        ("mandates.card_sent", to_yi),
        ("mandates.card_asked", to_jia),
        ("mandates.card_answered", to_yi),
        ("mandates.card_declined", to_jia),
        ("mandates.decline_taken_back", to_jia),
        ("mandates.card_withdrawn", to_yi),
    ]
    assert {event for event, _ids in told} <= set(announce._handlers)
