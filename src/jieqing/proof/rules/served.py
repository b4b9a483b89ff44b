"""Which files of the published log may be asked for, and how long they last (C2SP tlog-tiles, "APIs")."""

import re
from dataclasses import dataclass

# L and W without leading zeroes; N in groups of three digits, all but the last with an x before them
_TILE = re.compile(
    r"tile/(?:entries|[0-9]|[1-5][0-9]|6[0-3])/(?:x[0-9]{3}/)*[0-9]{3}"
    r"(?:\.p/(?:[1-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5]))?"
)
LONGEST = 80
TEXT, OCTETS = "text/plain; charset=utf-8", "application/octet-stream"
FOR_EVER = "public, max-age=31536000, immutable"
NOT_AT_ALL = "no-cache"


@dataclass(frozen=True, slots=True)
class Served:
    """A file of the log: its place below the folder, what it is, how long it may be kept."""

    place: str
    content_type: str
    caching: str


def served(asked: str) -> Served | None:
    """The file of that name ('checkpoint', 'tile/0/x001/067.p/12'); None for whatever a log does not have."""
    if asked in ("checkpoint", "policy"):
        return Served(asked, TEXT, NOT_AT_ALL)
    if len(asked) > LONGEST or _TILE.fullmatch(asked) is None:
        return None
    first_group = asked.split("/")[2]
    if first_group == "x000":  # a number is written one way alone
        return None
    return Served(asked, OCTETS, FOR_EVER)
