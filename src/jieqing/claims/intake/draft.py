"""What was understood of a text: readings with their places, and the gaps that remain."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from jieqing.kit.words import Words

Source = Literal["text", "user"]
# The keys that `labels()` answers, in their order; `data/fields.yaml` describes each.
LABELS = (
    "amount_yuan", "amount_approx", "ageing_months", "due_date", "debt_date", "debtor_kind", "debt_kind", "province",
    "city", "district", "has_written_evidence", "evidence", "judgment_or_lawsuit", "guarantor", "collateral",
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters [start, end) of the text as it was typed."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One value: where it was read (empty: corrected by the user), and a confidence from 0 to 1."""

    value: Any
    spans: tuple[Span, ...] = ()
    confidence: float = 1.0
    source: Source = "text"


@dataclass(frozen=True, slots=True)
class Gap:
    """A fact that is missing and would change the answer: what to ask, and why it matters."""

    field: str
    question: Words
    why: Words


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft claim. `readings` holds only what the text says; an absent key is null. Keys: `data/fields.yaml`."""

    text: str
    today: date | None
    readings: Mapping[str, Reading]

    def value(self, field: str) -> Any:
        """The value read for a field, or None."""
        reading = self.readings.get(field)
        return None if reading is None else reading.value

    def labels(self) -> dict[str, Any]:
        """The claim under the keys of LABELS, JSON-ready: yuan as int or float, `evidence` a list (never null)."""
        found = {key: self.value(key) for key in LABELS}
        amount_fen = self.value("amount_fen")
        if amount_fen is not None:
            found["amount_yuan"] = amount_fen // 100 if amount_fen % 100 == 0 else amount_fen / 100
        found["evidence"] = list(found["evidence"] or ())
        return found

    def spans(self) -> dict[str, list[tuple[int, int]]]:
        """Where each value was read, as [start, end) pairs; the key is that of the label where there is one."""
        named = {"amount_fen": "amount_yuan"}
        return {
            named.get(key, key): [(span.start, span.end) for span in reading.spans]
            for key, reading in self.readings.items()
            if reading.spans
        }
