"""The cast with keys of their own, in a key store and a store of papers that vanish with the test."""

from pathlib import Path

import pytest

from jieqing.identity.tests.factories import bing, ding, jia, yi
from jieqing.vault import service as vault


@pytest.fixture(autouse=True)
def _keys_and_stores(request: pytest.FixtureRequest) -> None:
    """Only for tests with a database; the rules need neither."""
    if not request.node.get_closest_marker("django_db"):
        return
    request.getfixturevalue("db")
    tmp_path: Path = request.getfixturevalue("tmp_path")
    settings = request.getfixturevalue("settings")
    monkeypatch: pytest.MonkeyPatch = request.getfixturevalue("monkeypatch")
    for name in ("keys", "files"):
        (tmp_path / name).mkdir(mode=0o700)
    settings.KEY_STORE, settings.KEY_STORE_DIRECTORY = "file", str(tmp_path / "keys")
    settings.JIEQING_FILES = str(tmp_path / "files")
    monkeypatch.setenv("JIEQING_KEY_PASSPHRASE", "opens-nothing-that-matters")
    for actor in (jia(), yi(), bing(), ding()):
        vault.new_tenant(actor)
