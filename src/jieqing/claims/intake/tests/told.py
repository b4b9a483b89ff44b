"""What a test table says of a text: `told(text)` gives the readings of the words half as plain values."""

from typing import Any

from jieqing.claims.intake.draft import Reading
from jieqing.claims.intake.readers import evidence, kinds, lawsuit, parties, places, security, turn
from jieqing.claims.intake.text import fold

READERS = (kinds, parties, places, evidence, lawsuit, security, turn)


def readings(text: str) -> dict[str, Reading]:
    folded = fold(text)
    found: dict[str, Reading] = {}
    for reader in READERS:
        found.update(reader.read(folded))
    return found


def told(text: str) -> dict[str, Any]:
    return {key: reading.value for key, reading in readings(text).items()}
