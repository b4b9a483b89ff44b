"""Where an entry comes from: the machine that records it, and whether its kernel holds its clock to be right."""

import ctypes
from functools import cache, lru_cache
from typing import Literal

from django.conf import settings

from jieqing.kit.clock import ticks_ms

ASK_AGAIN_MS = 60_000
TIME_ERROR = 5  # adjtimex(2): the clock is not synchronised
_TIMEX_BYTES = 512  # struct timex has 208 on Linux; all zero asks and sets nothing

Clock = Literal["host:synced", "host:unsynced", "host:unknown"]


def device() -> str:
    """The pseudonym of this machine: "node-" and eight hex digits, or what JIEQING_NODE says."""
    return str(settings.NODE)


def clock() -> Clock:
    """What the kernel says of the clock that dates the entries; asked once a minute."""
    return _said_in(int(ticks_ms() // ASK_AGAIN_MS))


@lru_cache(maxsize=1)
def _said_in(_minute: int) -> Clock:
    return _ask_kernel()


def _ask_kernel() -> Clock:
    ask = _adjtimex()
    state = ask(ctypes.create_string_buffer(_TIMEX_BYTES)) if ask else -1
    if state < 0:
        return "host:unknown"
    return "host:unsynced" if state == TIME_ERROR else "host:synced"


@cache
def _adjtimex() -> "ctypes._NamedFuncPointer | None":
    return getattr(ctypes.CDLL(None), "adjtimex", None)
