"""The page of keys: the operator looks and rotates, 丁 is turned away, and nobody's content shows."""

import pytest
from django.contrib.auth.models import User
from django.test import RequestFactory
from django.utils import timezone

from jieqing.evidence import log
from jieqing.kit.ids import new_id
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.vault import queries, rows, views
from jieqing.vault import service as vault
from jieqing.vault.tasks import rewrap
from jieqing.vault.tests.cast import DING, JIA, OPERATOR, person

pytestmark = pytest.mark.django_db


def asked(actor, path="/operator/keys/", **posted):
    """The page as that actor gets it; the middleware's part (who asks, messages) is put in by hand."""
    request = RequestFactory().post(path, posted) if posted else RequestFactory().get(path)
    request.actor, request.user, request.session = actor, User(pk=actor.user_id), {}
    request._messages = type("Kept", (list,), {"add": lambda self, _level, words, _tags="": self.append(words)})()
    return views.keys(request), request._messages


def test_it_says_that_there_are_no_tenants_yet():
    page, _ = asked(OPERATOR)
    assert "还没有租户" in page.content.decode()
    assert "加口令的文件" in page.content.decode()


def test_the_operator_sees_versions_and_no_content(keys):
    vault.seal(JIA, new_id(), "claim.debtor_name", "沈大伟")
    text = asked(OPERATOR)[0].content.decode()
    assert str(JIA.tenant) in text
    assert str(DING.tenant) in text
    assert "沈" not in text.replace("沈阳", "")


def test_the_button_rotates_and_the_page_shows_how_far_it_is(keys):
    for _ in range(3):
        vault.seal(JIA, new_id(), "claim.note", "x")
    page, said = asked(OPERATOR, rotate=str(JIA.tenant))
    assert page.status_code == 302
    with acting(JIA), rows.entered():
        version = rows.latest_key(JIA.tenant).version
    assert str(version) in said[0]
    text = asked(OPERATOR)[0].content.decode()
    assert "已换 0 / 3" in text
    assert asked(OPERATOR, resume=str(JIA.tenant))[0].status_code == 302
    rewrap(str(JIA.tenant))
    assert "已换" not in asked(OPERATOR)[0].content.decode()
    assert [(entry.event, entry.actor) for entry in log.entries(JIA, JIA.tenant)] == [
        ("vault.rotation_finished", "system:rotation"),
        ("vault.rotation_resumed", OPERATOR.who),
        ("vault.key_rotated", OPERATOR.who),
        ("vault.keys_made", JIA.who),
    ]


@pytest.mark.parametrize("posted", [{"rotate": "x"}, {"rotate": str(new_id())}, {"nothing": "1"}])
def test_a_key_that_is_not_there_is_refused_on_the_page(posted):
    page, _ = asked(OPERATOR, **posted)
    assert page.status_code in (404, 422)
    assert 'role="alert"' in page.content.decode()


@pytest.mark.parametrize("actor", [DING, person("agency", 8), person("compliance", 9)])
def test_ding_and_all_but_operators_are_turned_away(keys, actor):
    with pytest.raises(Refusal) as caught:
        asked(actor)
    assert caught.value.status == 403
    with pytest.raises(Refusal):
        queries.keys(actor, timezone.now())


def test_a_key_store_in_trouble_is_named_on_the_page(keys, settings):
    settings.KEY_STORE_DIRECTORY = ""
    assert "没有配置密钥库" in asked(OPERATOR)[0].content.decode()


def test_many_tenants_come_in_pages():
    for n in range(queries.PAGE + 1):
        vault.new_tenant(person("creditor", 100 + n))
    first, second = queries.keys(OPERATOR, timezone.now()), queries.keys(OPERATOR, timezone.now(), 2)
    assert (first.pages, len(first.items), len(second.items)) == (2, queries.PAGE, 1)
    assert "第 2 页" in asked(OPERATOR, "/operator/keys/?page=2")[0].content.decode()
    assert "这一页没有租户" in asked(OPERATOR, "/operator/keys/?page=99")[0].content.decode()
