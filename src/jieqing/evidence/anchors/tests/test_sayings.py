"""Whatever an operator is shown of a failure, it is words in both languages, with what to do next."""

import re
from pathlib import Path

import pytest

from jieqing.evidence.anchors.sayings import said_of, sayings

ROOM = Path(__file__).parents[1]
RAISED = re.compile(r"(?:NotAnchored|refused)\(f?\"([a-z0-9_.-]+)")
CODES = sorted({code for path in ROOM.glob("*.py") for code in RAISED.findall(path.read_text(encoding="utf-8"))})


@pytest.mark.parametrize("code", [*CODES, "timestamp_untrusted", "timestamp_other_message"])
def test_every_code_has_words(code: str) -> None:
    assert code in sayings()
    found = said_of(code)
    for side in (*found.says, *found.do):
        assert side and not re.search(r"[{}]", side)


def test_the_scan_sees_the_codes() -> None:
    assert {"tsa_unreachable", "tsa_http", "tsa_time_apart", "tsa_roots_missing"} <= set(CODES)


def test_the_number_of_a_servers_trouble_is_told() -> None:
    assert "503" in said_of("tsa_http:503").says.zh
    assert "503" in said_of("tsa_http:503").says.en


def test_a_code_that_nobody_knows_is_shown_as_it_is() -> None:
    assert "oddity" in said_of("oddity").says.en


def test_a_code_fits_its_column() -> None:
    """The CHECK of evidence.anchor.said."""
    assert all(re.fullmatch(r"[a-z0-9_.:-]*", code) for code in sayings())
