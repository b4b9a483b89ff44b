"""What is said, to whom, and at what hour: plain values, no database."""

import re
from datetime import UTC, date, datetime, time
from uuid import UUID

import pytest
from django.http import QueryDict

from jieqing.kit.actor import ROLES
from jieqing.kit.refusal import Refusal
from jieqing.notices.forms import wishes_sent
from jieqing.notices.rules.catalogue import groups, kinds, kinds_for, mail_failures
from jieqing.notices.rules.letters import invitation_letter, notice_letter
from jieqing.notices.rules.quiet import Wishes, mail_at

ID = UUID("01890000-0000-7000-8000-000000000001")
CARD, RESET = kinds()["mandates.card_sent"], kinds()["identity.second_factor_reset"]


def _shanghai(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.id)
def test_a_notice_is_whole_and_says_nothing_of_a_person_or_a_case(kind):
    assert set(kind.to) <= ROLES | {"admins", "one"}
    assert kind.to
    assert kind.group in groups()
    for words in (kind.title, kind.says, kind.link):
        assert words.zh and words.en
        assert not re.search(r"[{}]|\d", "".join(words)), "a place to fill, or a number, would let a case's facts in"


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-22T21:59", "2026-11-22T21:59"),
        ("2026-11-22T22:00", "2026-11-23T08:00"),
        ("2026-11-22T23:30", "2026-11-23T08:00"),
        ("2026-11-23T00:00", "2026-11-23T08:00"),
        ("2026-11-23T07:59", "2026-11-23T08:00"),
        ("2026-11-23T08:00", "2026-11-23T08:00"),
        ("2026-12-31T23:59", "2027-01-01T08:00"),
    ],
)
def test_a_mail_waits_until_the_quiet_hours_end(now, due):
    assert mail_at(_shanghai(now), Wishes()) == _shanghai(due)


@pytest.mark.parametrize(
    ("now", "due"), [("2026-11-22T11:59", "11:59"), ("2026-11-22T12:00", "14:00"), ("2026-11-22T14:00", "14:00")]
)
def test_quiet_hours_may_lie_within_one_day(now, due):
    wishes = Wishes(quiet_from=time(12), quiet_until=time(14))
    assert mail_at(_shanghai(now), wishes) == _shanghai(f"2026-11-22T{due}")


def test_a_warning_of_safety_cannot_be_turned_off_and_is_mailed_by_its_own_room():
    assert Wishes(is_mailed=False, ways={RESET.id: "off"}).way(RESET) == "page"
    assert Wishes().way(RESET) == "page"


def test_without_quiet_hours_a_mail_goes_out_at_night():
    night = _shanghai("2026-11-22T23:30")
    assert mail_at(night, Wishes(quiet_from=None)) == night


@pytest.mark.parametrize(
    ("wishes", "way"),
    [
        (Wishes(), "both"),
        (Wishes(is_mailed=False), "page"),
        (Wishes(ways={CARD.id: "page"}), "page"),
        (Wishes(ways={CARD.id: "off"}), "off"),
        (Wishes(is_mailed=False, ways={CARD.id: "off"}), "off"),
    ],
)
def test_a_member_chooses_the_way(wishes, way):
    assert wishes.way(CARD) == way


@pytest.mark.parametrize(("language", "said"), [("zh", "收到一张案件卡"), ("en", "A case card has arrived")])
def test_a_letter_speaks_the_members_language_and_tells_where_to_change_that(language, said):
    settings_url = "https://jieqing.example/notices/preferences/"
    letter = notice_letter(
        ID, "yi@example.com", CARD, language, url="https://jieqing.example/n/", settings_url=settings_url
    )
    assert said in letter.subject
    assert settings_url in letter.body
    assert "https://jieqing.example/n/" in letter.body


def test_an_invitation_names_the_organisation_on_one_line():
    until, url = date(2026, 12, 1), "https://jieqing.example/i/"
    letter = invitation_letter(ID, "x@example.com", "en", inviter="Jia\r\nBcc: x", url=url, until=until)
    assert letter.subject == "Jieqing: Jia Bcc: x invites you to join"
    assert url in letter.body
    assert "2026-12-01" in letter.body
    assert "有人" in invitation_letter(ID, "x@example.com", "zh", inviter="", url=url, until=until).body


def _form(**changed: str) -> QueryDict:
    sent = {"language": "en", "is_mailed": "on", "is_quiet": "on", "quiet_from": "21:00", "quiet_until": "07:00"}
    sent |= {f"way_{kind.id}": "both" for kind in kinds().values() if not kind.is_always}
    form = QueryDict(mutable=True)
    form.update({key: value for key, value in (sent | changed).items() if value})
    return form


def test_a_form_becomes_wishes():
    wishes = wishes_sent(_form(**{"way_mandates.card_sent": "off", "is_mailed": ""}), kinds().values())
    assert wishes == Wishes("en", False, time(21), time(7), {"mandates.card_sent": "off"})
    assert wishes_sent(_form(is_quiet=""), kinds().values()).quiet_from is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"language": "fr"}, "language"),
        ({"quiet_from": "21:30:99"}, "quiet_from"),
        ({"way_mandates.card_sent": "sms"}, "way_mandates.card_sent"),
        ({"quiet_from": "07:00"}, "quiet_until"),
    ],
)
def test_a_value_that_the_page_does_not_offer_is_named(changed, field):
    with pytest.raises(Refusal) as refused:
        wishes_sent(_form(**changed), kinds().values())
    assert refused.value.field == field


def test_a_member_is_offered_what_may_concern_him():
    offered = {kind.id for kind in kinds_for({"agency"})}
    assert {"mandates.card_sent", "identity.member_joined", RESET.id} <= offered
    assert offered & {"mandates.card_asked", "agencies.listing_claimed"} == set()


def test_every_failure_of_mail_says_what_to_change():
    for failure in mail_failures().values():
        assert failure.remedy.zh and failure.remedy.en
        failure.words.filled(host="mail.example", port=587)
