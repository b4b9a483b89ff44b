"""The cast of `cast.py`, the invented directory, and a place for papers that vanishes with the test."""

from pathlib import Path

import pytest

from jieqing.agencies.service import load_demo
from jieqing.mandates.tests.cast import ding, gui, jia, yi


@pytest.fixture
def cast(db: None, tmp_path: Path, settings) -> None:
    """甲 creditor, 乙 agency, 丁 another creditor, 癸 another agency."""
    settings.JIEQING_FILES = str(tmp_path)
    load_demo()
    for actor in (jia, yi, ding, gui):
        actor()
