"""What was done, opened and refused in one's own tenant: the log in words, for compliance officers and operators."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jieqing.evidence import log
from jieqing.evidence.log import Entry
from jieqing.kit.catalogue import read_yaml
from jieqing.kit.doors import actor_of, only
from jieqing.kit.words import Words

MOST = 500


@dataclass(frozen=True, slots=True)
class Part:
    """One room of the log: its name, and its events in words by their id ("claims.claim_saved")."""

    id: str
    name: Words
    events: Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with what it means."""

    entry: Entry
    what: Words


@only("compliance", "operator")
@require_safe
def view(request: HttpRequest) -> HttpResponse:
    """The latest entries, all or of one part; `part` stands in the address."""
    part = request.GET.get("part", "")
    found = log.latest(actor_of(request), limit=MOST)
    lines = [Line(one, _words(one)) for one in found if not part or one.event.startswith(f"{part}.")]
    page = {"lines": lines, "parts": parts().values(), "part": part, "most": MOST if len(found) == MOST else 0}
    return render(request, "desks/record.html", page)


@cache
def parts() -> Mapping[str, Part]:
    """The catalogue of data/record.yaml by the room's name."""
    rows = read_yaml(Path(__file__).parent / "data" / "record.yaml")
    return {
        room: Part(
            room, Words(**row["name"]), {f"{room}.{event}": Words(**words) for event, words in row["events"].items()}
        )
        for room, row in rows.items()
    }


def _words(entry: Entry) -> Words:
    part = parts().get(entry.event.split(".")[0])
    return (part.events if part else {}).get(entry.event) or Words(entry.event, entry.event)
