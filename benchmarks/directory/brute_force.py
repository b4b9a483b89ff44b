"""The oracle, and numpy as a peer: every agency is filtered and scored, nothing is skipped, no block or bound is used.

It shares with the product the facts (columns) and the points of each part; areas, conditions, tiers and the order are
written again, plainly.
"""

from dataclasses import dataclass

import numpy as np

from jieqing.law.pack import at
from jieqing.matching.columns import ENFORCES, LITIGATES, MATTERS, Columns
from jieqing.matching.points import Points
from jieqing.matching.rules.need import Need
from jieqing.matching.rules.roads import ENTITY_TYPES
from jieqing.matching.rules.weights import Road, Weights, figure, parts_of

NEAR = {6: "district", 4: "city", 2: "province", 0: "country"}


@dataclass(frozen=True)
class BruteForce:
    """All facts of a directory, scanned whole for each question."""

    columns: Columns
    points: Points

    def __post_init__(self) -> None:
        object.__setattr__(self, "begins", np.flatnonzero(np.diff(self.columns.area_row, prepend=-1)))

    def answer(self, need: Need, weights: Weights, road: Road, k: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The rows of the k that fit, and of the k that would fit but for their fee."""
        c = self.columns
        near = self._near(need.place)
        fits = np.isin(c.entity_type, allowed_kinds(need, road)) & (near >= 0) & (need.on.toordinal() < c.valid_until)
        if need.matter is not None:
            fits &= c.flags >> MATTERS.index(need.matter) & 1 == 1
        if need.amount_fen is not None:
            fits &= (c.amount_from_fen <= need.amount_fen) & (need.amount_fen <= c.amount_to_fen)
        row = np.flatnonzero(fits)
        limit = c.limit_fen[c.matter_class[need.matter]][row]
        lawful = limit > 0 if need.amount_fen is None else limit >= need.amount_fen
        score = near[row] * weights.nearness
        for part in parts_of(road):
            at_row = self.points.row_of(part, need)
            if at_row is not None:
                points = self.points.table[at_row][row] * np.int64(weights.of(part))
                score += points * lawful if part == "cost" else points
        lack = self._lack(need, road, row)
        return _first(row, lack, score, lawful, k), _first(row, lack, score, ~lawful, k)

    def _near(self, place: str | None) -> np.ndarray:
        """Points of nearness of each agency; -1 where it does not serve the place."""
        if place is None:
            return np.zeros(len(self.columns), np.int64)
        area = self.columns.area
        near = np.full(len(area), -1, np.int64)
        part = int("1" + place)
        for step in (100, 10_000, 1_000_000):
            near[area // step == part] = figure("nearness", "part")
        for digits in (0, 2, 4, 6):
            if digits <= len(place):
                near[area == int("1" + place[:digits])] = figure("nearness", NEAR[digits])
        return np.maximum.reduceat(near, self.begins)

    def _lack(self, need: Need, road: Road, row: np.ndarray) -> np.ndarray:
        """2 for lack of the power to enforce that comes first, 1 for payment in advance."""
        c, lack = self.columns, np.zeros(len(row), np.int64)
        is_large = need.amount_fen is not None and need.amount_fen > at("JQ-FEE-03", need.on)
        if road == "recovery" and (is_large or need.wants_enforcement):
            wanted = ENFORCES | LITIGATES if is_large else ENFORCES
            lack += 2 * ((c.flags[row] & wanted) != wanted)
        if is_small_loan(need):
            lack += c.no_advance_limit_fen[row] < need.amount_fen
        return lack


def is_small_loan(need: Need) -> bool:
    """Whether forms without payment in advance come first."""
    persons = need.debtor_kind in (None, "person") and need.creditor_kind in (None, "person")
    small = need.amount_fen is not None and need.amount_fen < at("JQ-FEE-02", need.on)
    return need.matter == "private_loan" and small and persons


def allowed_kinds(need: Need, road: Road) -> list[int]:
    """The numbers of the kinds of body that may act, spelled out."""
    kinds = {"law_firm", "grassroots_legal_service"}
    if need.creditor_kind == "financial_institution":
        kinds.add("fi_third_party")
    if road == "mediation":
        kinds = set() if need.wants_enforcement else {"peoples_mediation", "association_mediation"}
        if kinds and need.matter not in (None, "wages", "private_loan", "refund"):
            kinds.add("commercial_mediation")
    return [number for number, kind in enumerate(ENTITY_TYPES) if kind in kinds]


def _first(row: np.ndarray, lack: np.ndarray, score: np.ndarray, chosen: np.ndarray, k: int) -> tuple[int, ...]:
    row, key = row[chosen], (lack * 10_000_000 - score)[chosen]
    if len(row) > k:
        last = np.partition(key, k - 1)[k - 1]
        row, key = row[key <= last], key[key <= last]
    return tuple(row[np.lexsort((row, key))][:k].tolist())
