"""The overview as 甲 jia sees it, and 丁 ding, who has none of it."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from jieqing.claims import queries as listed
from jieqing.claims import service
from jieqing.claims.models import ClaimAssessment, ClaimEvent
from jieqing.claims.overview import queries
from jieqing.claims.rules.asking import NO_ROAD, Asked
from jieqing.claims.tests.told import OF_JIA, TODAY
from jieqing.identity.tests.factories import browser, ding, jia, yi
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting

pytestmark = pytest.mark.django_db
OTHER = "大丰某化工（虚构）有限公司欠我们货款30万元，2026年1月到期。"


def _claim(text: str, *, days_left: int | None, road: str = "talk", actor=None) -> UUID:
    actor = actor or jia()
    saved = service.save(actor, text, {}, TODAY)
    with acting(actor):
        ClaimAssessment.objects.filter(claim_id=saved.id).delete()
        ClaimAssessment.objects.create(
            tenant_id=actor.tenant,
            claim_id=saved.id,
            made_at=datetime(2026, 11, 1, tzinfo=UTC),
            as_of_on=TODAY,
            because="saved",
            law_version="x",
            asked_low_fen=100_00,
            asked_high_fen=200_00,
            last_day_on=TODAY + timedelta(days=days_left) if days_left is not None else None,
            limitation="open" if days_left is not None else "unknown",
            road=road,
            net_low_fen=10_00,
            net_high_fen=90_00,
        )
    return saved.id


def test_all_claims_stand_together_and_who_owes_most_first():
    first, second = _claim(OF_JIA, days_left=20), _claim(OF_JIA, days_left=400)
    other = _claim(OTHER, days_left=None, road="")
    found = queries.seen(jia(), TODAY)
    assert (found.view.count, found.view.asked_low_fen, found.uncomputed) == (3, 300_00, 0)
    assert [set(debtor.claims) for debtor in found.view.debtors] == [{other}, {first, second}]
    assert [letter.claim for letter in found.view.letters] == [first]
    assert set(found.names) == {other, first, second} - {second if found.view.debtors[1].claims[0] == first else set()}


def test_a_claim_that_is_over_or_of_another_is_not_counted():
    over = _claim(OF_JIA, days_left=20)
    service.withdraw(jia(), over)
    _claim(OF_JIA, days_left=20, actor=ding())
    assert queries.seen(jia(), TODAY).view.count == 0
    assert queries.seen(ding(), TODAY).view.count == 1


def test_who_was_written_to_is_not_written_to_again():
    claim = _claim(OF_JIA, days_left=20)
    with acting(jia()):
        ClaimEvent.objects.create(
            tenant_id=jia().tenant, claim_id=claim, kind="demand", on=TODAY - timedelta(days=3), made_by="user:1",
            made_at=datetime(2026, 11, 1, tzinfo=UTC),
        )  # fmt: skip
    assert queries.seen(jia(), TODAY).view.letters == ()


def test_the_letters_stand_on_the_desk_of_today():
    near, far = _claim(OF_JIA, days_left=20), _claim(OTHER, days_left=400)
    [(letter, claim, name)] = queries.letters_due(jia(), TODAY)
    assert (letter.claim, claim.id, name) == (near, near, "东**")
    assert queries.letters_due(ding(), TODAY) == []
    assert far not in {claim.id}


def test_the_page_links_to_the_lists_behind_its_bars():
    claim = _claim(OF_JIA, days_left=20)
    page = browser(jia()).get("/portfolio/").content.decode()
    assert f"/claims/{claim}/" in page
    assert "/claims/?left=30" in page
    assert "云栖" not in page, "names stay masked"
    assert "Days left to the safe day" in browser(jia()).get("/en/portfolio/").content.decode()


def test_the_empty_page_says_what_will_be_here():
    assert "谁欠得最多" in browser(jia()).get("/portfolio/").content.decode()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (Asked(left="30"), "soon"),
        (Asked(left="more"), "later"),
        (Asked(left="unknown"), "undated"),
        (Asked(road="suit"), "later"),
        (Asked(road=NO_ROAD), "undated"),
        (Asked(left="30", road="suit"), None),
    ],
    ids=lambda value: "-".join(value.told().values()) if isinstance(value, Asked) else str(value),
)
def test_the_list_can_be_narrowed_to_a_band_and_a_road(asked: Asked, expected: str | None):
    made = {
        "soon": _claim(OF_JIA, days_left=30),
        "later": _claim(OF_JIA, days_left=366, road="suit"),
        "undated": _claim(OF_JIA, days_left=None, road=""),
    }
    found = listed.claims(jia(), asked, TODAY)
    assert [claim.id for claim in found.items] == ([made[expected]] if expected else [])


def test_a_debtor_on_one_page_shows_the_name_only_when_asked():
    first, second = _claim(OF_JIA, days_left=20), _claim(OF_JIA, days_left=400)
    _claim(OTHER, days_left=50)
    client, address = browser(jia()), f"/portfolio/debtor/{first}/"
    closed = client.get(address).content.decode()
    assert "云栖" not in closed
    assert str(second) in closed
    assert closed.count("<tr>") == 3, "two claims and the head"
    assert "云栖" in client.post(address).content.decode()
    assert browser(ding()).get(address).status_code == 404
    assert browser(yi()).get(address).status_code in (302, 403)
    with pytest.raises(Refusal):
        queries.of_debtor(ding(), first)


def test_days_are_counted_from_the_day_that_is_asked():
    _claim(OF_JIA, days_left=20)
    assert queries.seen(jia(), date(2020, 1, 1)).view.letters == ()
