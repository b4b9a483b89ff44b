"""Which files the opened bodies vouch for: attachments as they were handed in, papers as they were made."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from jieqing.files.rules.catalogue import catalogue
from jieqing.kit.catalogue import read_yaml
from jieqing.proof.rules.manifest import Recording

FILE = Path(__file__).parents[1] / "data" / "recordings.yaml"


def recordings(bodies: Iterable[tuple[int, str, Mapping[str, object]]]) -> tuple[Recording, ...]:
    """Of (place, event, opened body) those that hold the SHA-256 of a file's content, in order."""
    found = []
    for index, event, body in bodies:
        row = _catalogue().get(event)
        if row is None or not isinstance(digest := body.get(row["sha256"]), str):
            continue
        told = _kinds().get(said := str(body.get(row["told_by"], "")), said)
        found.append(Recording(index, f"{row['what']} {told}".strip(), digest))
    return tuple(found)


@cache
def _kinds() -> Mapping[str, str]:
    """What attachments are called, by content type."""
    return {kind.content_type: kind.name.zh for kind in catalogue().accepted}


@cache
def _catalogue() -> Mapping[str, Mapping[str, str]]:
    rows: dict[str, dict[str, str]] = read_yaml(FILE)
    return rows
