"""The log in words: one's own tenant's, for those who watch over it."""

import re
from pathlib import Path

import pytest

import jieqing
from jieqing.desks.record import parts
from jieqing.evidence import log
from jieqing.identity.tests.factories import actor_in, browser, compliance, ding, jia, operator, yi
from jieqing.kit.ids import new_id
from jieqing.kit.rows import acting

APPENDED = re.compile(r"(?:log|evidence)\.append\(\s*[\w.]+,\s*f?\"([a-z]+\.[a-z_]+)\"|\"([a-z]+\.[a-z_]+)\",\s*about=")


def _officer_of_yi():
    return actor_in(yi().tenant, "yi-officer", ["compliance"])


@pytest.mark.django_db
@pytest.mark.parametrize(("root", "words"), [("/", "打开封存的内容"), ("/en/", "Sealed contents opened")])
def test_an_officer_reads_what_was_done_in_the_own_tenant(root, words):
    with acting(yi()):
        log.append(yi(), "vault.value_opened", about=new_id(), code="mandated_case")
    answer = browser(_officer_of_yi()).get(f"{root}record/")
    assert words in answer.content.decode()
    assert yi().who in answer.content.decode()


@pytest.mark.django_db
def test_nothing_of_another_tenant_stands_there():
    with acting(jia()):
        log.append(jia(), "claims.claim_saved", about=new_id(), code="only_jias")
    for stranger in (_officer_of_yi(), compliance(), operator()):
        assert "only_jias" not in browser(stranger).get("/record/").content.decode()


@pytest.mark.django_db
def test_who_only_works_there_does_not_enter():
    assert browser(ding()).get("/record/").status_code == 403
    assert browser(yi()).get("/record/").status_code == 403


@pytest.mark.django_db
def test_one_part_is_shown_and_an_empty_one_says_so():
    with acting(yi()):
        log.append(yi(), "vault.value_opened", about=new_id())
    officer = browser(_officer_of_yi())
    assert "打开封存的内容" in officer.get("/record/?part=vault").content.decode()
    assert "还没有这样的记录" in officer.get("/record/?part=claims").content.decode()


def test_every_entry_that_code_appends_has_words():
    known = {event for part in parts().values() for event in part.events}
    sources = [path for path in Path(jieqing.__file__).parent.rglob("*.py") if "tests" not in path.parts]
    found = {one or two for path in sources for one, two in APPENDED.findall(path.read_text(encoding="utf-8"))}
    assert len(found) > 30
    assert found - known == set()
