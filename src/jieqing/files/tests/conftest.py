"""Every test of the room has a store of its own, and keys for the cast."""

from pathlib import Path
from typing import Any

import pytest

from jieqing.files.providers.local_folder import LocalFolder
from jieqing.files.tests.cast import CAST
from jieqing.vault import service as vault


@pytest.fixture
def folder(db: None, settings: Any, tmp_path: Path) -> LocalFolder:
    """The store, a folder; with it the keys of 甲, 乙, 丙 and 丁."""
    settings.JIEQING_FILES = str(tmp_path / "files")
    for actor in CAST:
        vault.new_tenant(actor)
    return LocalFolder(tmp_path / "files")
