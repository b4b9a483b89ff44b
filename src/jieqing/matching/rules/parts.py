"""The points of each part, 0 to 1000, from the facts of an agency: whole numbers, so that every order is exact.

Each formula takes single numbers and arrays alike; the figures stand in `data/weights.yaml`. A fact not known is -1.
"""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from jieqing.matching.rules.weights import figure

Column = npt.NDArray[np.int64]
Whole = TypeVar("Whole", int, Column)
FULL = 1000
MILLION = 1_000_000
NO_OFFER = 65_535  # the share of a claim where no offer may be asked


@dataclass(frozen=True, slots=True)
class Means:
    """The means of a directory toward which small samples are shrunk."""

    days: int
    complaints_per_million: int
    agreement_permille: int
    performance_permille: int


def experience(closed: Whole) -> Whole:
    """From similar cases closed."""
    return FULL * closed // (closed + figure("experience", "half_cases"))


def speed(median_days: Whole, closed: Whole, mean_days: int) -> Whole:
    """From the median days, shrunk by all cases closed; an unknown median counts as the mean."""
    half, prior = figure("speed", "half_days"), figure("speed", "prior_cases")
    counted = closed * (median_days >= 0)
    days = (counted * median_days + prior * mean_days) // (counted + prior)
    return FULL * half // (half + days)


def conduct(upheld: Whole, closed: Whole, marks: Whole, mean_per_million: int) -> Whole:
    """From upheld complaints for each closed case, shrunk; `marks` are points taken off for records."""
    half, prior = figure("conduct", "half_per_million"), figure("conduct", "prior_cases")
    per_million = (MILLION * upheld + prior * mean_per_million) // (closed + prior)
    return _at_least_0(FULL * half // (half + per_million) - marks)


def readiness(open_places: Whole, reply_hours: Whole, is_named: Whole) -> Whole:
    """Two fifths from open places, two from the reply, one from a named person; nothing without an open place."""
    half_places, half_hours = figure("readiness", "half_places"), figure("readiness", "half_hours")
    hours = reply_hours + (reply_hours < 0) * (figure("readiness", "unstated_hours") + 1)  # -1 becomes the unstated
    places = FULL * open_places // (open_places + half_places)
    reply = FULL * half_hours // (half_hours + hours)
    points: Whole = (2 * places + 2 * reply + FULL * is_named) // 5 * (open_places > 0)
    return points


def cost(share_permille: Whole) -> Whole:
    """From the share of the claim that goes to the agency when all of it comes in."""
    worst = figure("cost", "worst_permille")
    left: Whole = worst - share_permille
    points: Whole = FULL * left // worst
    return _at_least_0(points)


def agreement(agreed: Whole, held: Whole, mean_permille: int) -> Whole:
    """From the share of mediations that ended in an agreement, shrunk."""
    return _shrunk(agreed, held, mean_permille, figure("agreement", "prior"))


def performance(performed: Whole, agreed: Whole, mean_permille: int) -> Whole:
    """From the share of agreements that were performed, shrunk."""
    return _shrunk(performed, agreed, mean_permille, figure("performance", "prior"))


def nearness(level: str) -> int:
    """From how near the agency serves the place: a level of `areas.Level`, or 'unknown'."""
    return 0 if level == "unknown" else figure("nearness", level)


def marks(litigation_record: str, registration: str) -> int:
    """The points taken off conduct for a record found or not yet looked up."""
    record = {"found": "record_found", "not_checked": "record_not_checked"}.get(litigation_record)
    unchecked = registration == "not_checked"
    return (figure("conduct", record) if record else 0) + unchecked * figure("conduct", "registration_not_checked")


def _shrunk(good: Whole, of: Whole, mean_permille: int, prior: int) -> Whole:
    permille: Whole = (FULL * good + prior * mean_permille) // (of + prior)
    return FULL - _at_least_0(FULL - permille)  # a record that says more agreed than were held counts as all


def _at_least_0(points: Whole) -> Whole:
    kept: Whole = points * (points > 0)
    return kept
