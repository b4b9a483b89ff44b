"""Tables meet only a version that knows them, and no step between versions is skipped."""

from importlib import metadata

import pytest
from django.db import connection

from jieqing.kit.refusal import Refusal
from jieqing.site import upgrade
from jieqing.site.upgrade import Release, refuse_skip

STORY = (
    Release("0.1.0", ()),
    Release("0.2.0", ("0.1",)),
    Release("0.2.1", ("0.1",)),
    Release("0.3.0", ("0.2",)),
    Release("0.4.0", ("0.2", "0.3")),
)


@pytest.mark.parametrize(
    ("theirs", "own"), [("0.1.0", "0.2.0"), ("0.2.0", "0.2.1"), ("0.2.1", "0.4.0"), ("0.3.7", "0.3.0")]
)
def test_lets_a_release_upgrade_what_it_can(theirs: str, own: str) -> None:
    refuse_skip(theirs, own, STORY)


def test_refuses_to_skip_and_names_the_step_between() -> None:
    with pytest.raises(Refusal) as refused:
        refuse_skip("0.1.0", "0.4.0", STORY)
    assert refused.value.code == "upgrade_skips_a_version"
    assert "0.2.1" in refused.value.remedy.en


@pytest.mark.parametrize("own", ["0.9.0", "0.1.0"])
def test_refuses_a_version_of_which_nothing_is_known_and_a_step_back(own: str) -> None:
    with pytest.raises(Refusal):
        refuse_skip("0.4.0", own, STORY)


def test_every_release_but_the_first_can_be_reached_from_one_before_it() -> None:
    seen: set[str] = set()
    for release in upgrade.releases():
        minors = {version.rsplit(".", 1)[0] for version in seen}
        assert not seen or set(release.upgrades_from) & minors or release.version.rsplit(".", 1)[0] in minors
        seen.add(release.version)


def test_this_version_is_the_latest_release() -> None:
    assert metadata.version("jieqing") == upgrade.releases()[-1].version


@pytest.mark.django_db
def test_takes_its_own_tables() -> None:
    upgrade.refuse_wrong_tables(connection)


@pytest.mark.django_db
def test_refuses_tables_that_a_newer_version_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    applied = {("claims", "9999_of_tomorrow"): None}
    monkeypatch.setattr("django.db.migrations.recorder.MigrationRecorder.applied_migrations", lambda self: applied)
    monkeypatch.setattr(upgrade, "version_of", lambda connection: "7.0.0")
    with pytest.raises(Refusal) as refused:
        upgrade.refuse_wrong_tables(connection)
    assert refused.value.code == "tables_newer"
    assert "7.0.0" in refused.value.remedy.en
    assert "claims.9999_of_tomorrow" in refused.value.message.en
