"""A plan of instalments as typed: a line each, the day and the sum in yuan."""

import re
from datetime import date

from jieqing.claims.papers.sums import fen_in

_LINE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[\s,，:：]+(\S+)")


def instalments(typed: str) -> list[tuple[date, int]]:
    """(day, fen) of each line, in order of the lines; raises ValueError with the line that can't be read."""
    found = []
    for line in filter(None, (each.strip() for each in typed.splitlines())):
        match = _LINE.fullmatch(line)
        fen = fen_in(match[4]) if match else None
        if match is None or not fen:
            raise ValueError(line)
        try:
            found.append((date(int(match[1]), int(match[2]), int(match[3])), fen))
        except ValueError:
            raise ValueError(line) from None
    return found
