"""The cast with keys of their own, in stores that vanish with the test, and the invented directory."""

from pathlib import Path

import pytest

from jieqing.agencies.service import load_demo
from jieqing.mandates.tests.cast import ding, gui, jia, yi
from jieqing.vault import service as vault


@pytest.fixture
def cast(db: None, tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """甲 creditor, 乙 agency, 丁 another creditor, 癸 another agency."""
    for name in ("keys", "files"):
        (tmp_path / name).mkdir(mode=0o700)
    settings.KEY_STORE, settings.KEY_STORE_DIRECTORY = "file", str(tmp_path / "keys")
    settings.JIEQING_FILES = str(tmp_path / "files")
    monkeypatch.setenv("JIEQING_KEY_PASSPHRASE", "opens-nothing-that-matters")
    load_demo()
    for actor in (jia(), yi(), ding(), gui()):
        vault.new_tenant(actor)
