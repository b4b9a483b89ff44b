"""The notice: drafts that nobody overwrites, versions that nobody rewrites, readings noted once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import ProgrammingError

from jieqing.evidence import log
from jieqing.identity.rules.roles import HOUSE
from jieqing.identity.tests.factories import actor_in, bing, ding, jia, operator
from jieqing.kit.actor import ANYONE, Actor
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.privacy.models import NoticeDraft, NoticeReading, NoticeVersion
from jieqing.privacy.queries import notice as queries
from jieqing.privacy.service import notice as service
from jieqing.privacy.tests.wording import filled

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)


def saved(actor, wording, based_on=0):
    return service.save_draft(actor, wording, based_on=based_on, now=NOW)


def published(actor, wording, at=NOW):
    version = service.save_draft(actor, wording, based_on=queries.draft(actor).version, now=at)
    return service.publish(actor, draft_version=version, now=at)


def test_an_operator_starts_from_the_first_text():
    draft = queries.draft(operator())
    assert (draft.version, draft.saved_at) == (0, None)
    assert "【" in draft.wording["host"].zh


def test_a_draft_is_saved_and_published_for_everybody():
    op = operator()
    assert queries.current(ANYONE) is None
    assert published(op, filled()) == 1
    assert queries.current(ANYONE).wording == filled()
    assert queries.versions(ding()) == [(1, NOW)]


def test_nothing_is_published_with_places_left_to_fill_in():
    op = operator()
    saved(op, filled() | {"place": Words("【机房】", "x")})
    with pytest.raises(Refusal) as refused:
        service.publish(op, draft_version=1, now=NOW)
    assert (refused.value.field, refused.value.basis) == ("place-zh", "CN-PI-04")
    assert queries.current(ANYONE) is None


def test_the_same_wording_is_not_published_twice():
    op = operator()
    published(op, filled())
    with pytest.raises(Refusal, match="same"):
        service.publish(op, draft_version=1, now=NOW)


def test_of_two_operators_the_second_gets_both_wordings():
    op = operator()
    other = actor_in(HOUSE, "op2", ["operator"])
    saved(op, filled())
    saved(op, filled() | {"host": Words("先存的", "x"), "place": Words("先存的地方", "x")}, based_on=1)
    mine = filled() | {"host": Words("后存的", "x")}
    with pytest.raises(Refusal) as refused:
        saved(other, mine, based_on=1)
    assert refused.value.status == 409
    latest, both = queries.merged_with_latest(other, mine, 1)
    assert (latest.version, both.wording["host"].zh) == (2, "后存的")
    assert "先存的" in {clash.theirs for clash in both.clashes}
    assert both.wording["place"].zh == "先存的地方"
    assert saved(other, both.wording, based_on=latest.version) == 3
    assert queries.draft_at(op, 2).wording["host"].zh == "先存的"


def test_a_draft_saved_after_the_preview_is_not_published_unseen():
    op = operator()
    saved(op, filled())
    saved(op, filled() | {"host": Words("预览以后改的", "x")}, based_on=1)
    with pytest.raises(Refusal) as refused:
        service.publish(op, draft_version=1, now=NOW)
    assert refused.value.code == "draft_overtaken"


def test_what_changed_since_a_version_is_told():
    op = operator()
    published(op, filled())
    published(op, filled() | {"manner": Words(filled()["manner"].zh + "又加一句。", filled()["manner"].en)})
    (change,) = queries.changes_since(jia(), 1)
    assert (change.section, change.language, change.pieces[-1].text) == ("manner", "zh", "又加一句。")
    assert queries.changes_since(jia(), 2) == ()


def test_a_reading_is_noted_once_and_only_of_the_version_in_force():
    op, reader = operator(), jia()
    published(op, filled())
    assert queries.standing(reader) == queries.Standing(1, 0)
    for _ in range(2):
        service.confirm_read(reader, number=1, now=NOW)
    assert queries.standing(reader) == queries.Standing(1, 1)
    assert [entry.code for entry in log.latest(reader) if entry.event == "privacy.notice_read"] == ["version-1"]
    published(op, filled() | {"manner": Words("新写法", "new")})
    assert queries.standing(reader).is_unread
    with pytest.raises(Refusal) as refused:
        service.confirm_read(reader, number=1, now=NOW)
    assert refused.value.code == "notice_superseded"


def test_the_log_holds_the_digest_of_what_was_published():
    op = operator()
    published(op, filled())
    (entry,) = [entry for entry in log.latest(op) if entry.event == "privacy.notice_published"]
    assert entry.code == f"version-1:{service.digest(queries.current(ANYONE).wording)}"
    assert service.digest(filled()) != service.digest(filled() | {"host": Words("别的", "x")})


@pytest.mark.parametrize("who", [jia, ding, bing, lambda: ANYONE])
def test_nobody_but_an_operator_drafts_or_publishes(who):
    saved(operator(), filled())
    actor = who()
    for act in (
        lambda: saved(actor, filled(), based_on=1),
        lambda: service.publish(actor, draft_version=1, now=NOW),
        lambda: queries.draft(actor),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.status == 403


def test_an_operator_without_a_second_factor_is_refused():
    op = operator()
    half = Actor(op.who, op.tenant, op.roles, op.user_id, has_second_factor=False)
    with pytest.raises(Refusal):
        saved(half, filled())


def test_the_database_itself_shows_drafts_to_operators_only():
    saved(operator(), filled())
    with acting(jia()):
        assert NoticeDraft.objects.count() == 0
    with pytest.raises(ProgrammingError, match="row-level security"), acting(jia()):
        NoticeDraft.objects.create(version=2, wording={}, saved_by="x", saved_at=NOW)


@pytest.mark.parametrize("who", [operator, jia])
def test_the_database_itself_rewrites_no_published_version(who):
    published(operator(), filled())
    with acting(who()):
        assert NoticeVersion.objects.update(wording={}) == 0
        assert NoticeVersion.objects.all().delete()[0] == 0
    assert queries.current(ANYONE).wording == filled()


def test_nobody_but_an_operator_publishes_past_the_service():
    with pytest.raises(ProgrammingError, match="row-level security"), acting(jia()):
        NoticeVersion.objects.create(number=1, wording={}, draft_version=1, published_by="x", published_at=NOW)


def test_ding_sees_no_reading_of_another_and_makes_none_in_their_name():
    reader = jia()
    published(operator(), filled())
    service.confirm_read(reader, number=1, now=NOW)
    for other in (ding(), operator()):
        with acting(other):
            assert NoticeReading.objects.count() == 0
    with pytest.raises(ProgrammingError, match="row-level security"), acting(ding()):
        NoticeReading.objects.create(user_id=reader.user_id, number=2, read_at=NOW + timedelta(days=1))


def test_of_two_savings_at_the_same_instant_the_database_takes_one(monkeypatch):
    """Both looked before either wrote: the unique number decides."""
    op = operator()
    before = queries.draft(op)
    saved(op, filled())
    monkeypatch.setattr(queries, "draft", lambda actor: before)
    with pytest.raises(Refusal) as refused:
        saved(op, filled() | {"host": Words("同时", "x")})
    assert refused.value.code == "draft_overtaken"
    monkeypatch.undo()
    assert queries.draft(op).wording == filled()
