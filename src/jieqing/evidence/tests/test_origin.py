"""An entry says which machine recorded it, and what the kernel thinks of its clock."""

import re
from collections.abc import Iterator

import pytest

from jieqing.evidence import origin


def test_names_the_machine_by_a_pseudonym() -> None:
    assert re.fullmatch(r"node-[0-9a-z]{1,32}", origin.device())


@pytest.fixture(autouse=True)
def _forgets() -> Iterator[None]:
    origin._said_in.cache_clear()
    yield
    origin._said_in.cache_clear()


@pytest.mark.parametrize(
    ("state", "said"),
    [(0, "host:synced"), (4, "host:synced"), (5, "host:unsynced"), (-1, "host:unknown")],
    ids=["TIME_OK", "TIME_WAIT", "TIME_ERROR", "refused"],
)
def test_says_what_the_kernel_says_of_the_clock(monkeypatch: pytest.MonkeyPatch, state: int, said: str) -> None:
    monkeypatch.setattr(origin, "_adjtimex", lambda: lambda _timex: state)
    assert origin.clock() == said


def test_asks_the_kernel_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(origin, "_adjtimex", lambda: lambda _timex: len(asked.append(0) or asked) * 0)
    monkeypatch.setattr(origin, "ticks_ms", lambda: origin.ASK_AGAIN_MS * 7.5)
    assert [origin.clock(), origin.clock()] == ["host:synced"] * 2
    assert len(asked) == 1
    monkeypatch.setattr(origin, "ticks_ms", lambda: origin.ASK_AGAIN_MS * 8.5)
    origin.clock()
    assert len(asked) == 2


def test_does_without_a_kernel_that_can_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(origin, "_adjtimex", lambda: None)
    assert origin.clock() == "host:unknown"
