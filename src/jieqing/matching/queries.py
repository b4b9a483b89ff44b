"""The questions of this room: the agencies that fit a need, and why not a certain one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from jieqing.agencies.rules.listing import Listing
from jieqing.kit.refusal import Reason, Refusal
from jieqing.kit.words import Words
from jieqing.law.pack import at
from jieqing.matching import reasons
from jieqing.matching.index import DirectoryIndex
from jieqing.matching.question import Question, question
from jieqing.matching.rules.filters import Failure, failures, fee_refusals
from jieqing.matching.rules.firsts import tier
from jieqing.matching.rules.need import Need
from jieqing.matching.rules.parts import nearness
from jieqing.matching.rules.phrases import phrase
from jieqing.matching.rules.roads import ENTITY_TYPES, closed_to, road_of
from jieqing.matching.rules.weights import Road, Weights, parts, parts_of
from jieqing.matching.scan import better_than, has_first, search


@dataclass(frozen=True, slots=True)
class PartScore:
    """One part of an agency's place in the order: 0 to 1000 points, times the weight."""

    part: str
    points: int
    weight: int


@dataclass(frozen=True)
class Recommendation:
    """An agency that fits. `tier` is 0 where it has all that comes first."""

    listing: Listing
    tier: int
    parts: tuple[PartScore, ...]
    _say: Callable[[], tuple[Reason, ...]] = field(repr=False, compare=False)

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it stands here: verified facts in words, put together when they are first read."""
        return self._say()

    @property
    def total(self) -> int:
        """Points times weights; within a tier, a higher total stands first, equal totals by id."""
        return sum(score.points * score.weight for score in self.parts)


@dataclass(frozen=True)
class Refused:
    """An agency that would fit but for its fee."""

    listing: Listing
    need: Need

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Why none of its offers may be asked, with the article; put together when first read."""
        return fee_refusals(self.listing, self.need)


@dataclass(frozen=True, slots=True)
class Considered:
    """How many agencies the directory holds, and how many of the kinds that may act serve the place."""

    in_directory: int
    serving_place: int


@dataclass(frozen=True, slots=True)
class Match:
    """The answer to a need: two roads, side by side. `notes` say what holds for the whole answer."""

    recommendations: tuple[Recommendation, ...]
    mediation: tuple[Recommendation, ...]
    refused: tuple[Refused, ...]
    considered: Considered
    notes: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why an agency is not listed: the conditions it fails, or its rank (1 is first) with the facts behind it."""

    listing: Listing
    failures: tuple[Failure, ...]
    rank: int | None
    reasons: tuple[Reason, ...]


def match(index: DirectoryIndex, need: Need, weights: Weights, k: int | None = None) -> Match:
    """The first k agencies that fit (JQ-MATCH-01: three) on each road, with reasons, and near misses by their fee.

    Exact: the same as scoring every agency of the directory. Raises ValueError where the index judges fees by another
    law than that of `need.on` (`DirectoryIndex.holds_on`).
    """
    _check_law(index, need)
    k = at("JQ-MATCH-01", need.on) if k is None else k
    listed: dict[Road, tuple[Recommendation, ...]] = {}
    refused: list[Refused] = []
    serving = 0
    for road in ("recovery", "mediation"):
        asked = question(index, need, weights, road)
        found = search(index, asked, k)
        listed[road] = tuple(_recommendation(index, need, weights, road, asked, row) for row in found.fit)
        refused += [Refused(index.listing(row), need) for row in found.refused]
        serving += asked.serving
    return Match(
        recommendations=listed["recovery"],
        mediation=listed["mediation"],
        refused=tuple(refused),
        considered=Considered(index.size, serving),
        notes=_notes(need),
    )


def why_not(index: DirectoryIndex, need: Need, weights: Weights, agency_id: str, k: int | None = None) -> WhyNot:
    """Why this agency is not among the first k: each condition that it fails, or its rank by the user's weights.

    Where it or the last one listed is a law firm, only facts of its own are said (CN-AG-20). Raises Refusal for an id
    that the directory lacks, and ValueError as `match` does.
    """
    _check_law(index, need)
    row = index.row(agency_id)
    if row is None:
        raise _unknown(agency_id)
    listing = index.listing(row)
    road = road_of(listing.entity_type)
    failed = failures(listing, need)
    if failed or road is None:
        return WhyNot(listing, failed, None, tuple(failure.reason for failure in failed))
    k = at("JQ-MATCH-01", need.on) if k is None else k
    asked = question(index, need, weights, road)
    own = _recommendation(index, need, weights, road, asked, row)
    ahead = better_than(index, asked, row)
    if ahead is None:  # its listing was corrected after the index was built; the next index will have it
        return WhyNot(listing, (), None, own.reasons)
    rank = ahead + 1
    if rank <= k:
        return WhyNot(listing, (), rank, (phrase("is_listed", rank=rank), *own.reasons))
    last = _recommendation(index, need, weights, road, asked, search(index, asked, k).fit[-1])
    said = (phrase("stands_at", rank=rank, shown=k), *own.reasons, *_compared(own, last, k))
    return WhyNot(listing, (), rank, said)


def _check_law(index: DirectoryIndex, need: Need) -> None:
    if not index.holds_on(need.on):
        raise ValueError(f"the index judges fees by the law of {index.on}, which is not that of {need.on}")


def _recommendation(
    index: DirectoryIndex, need: Need, weights: Weights, road: Road, asked: Question, row: int
) -> Recommendation:
    listing, ids = index.listing(row), parts_of(road)
    has = {first for first in asked.needed if has_first(index, asked, first, row)}
    points = (_points(index, need, listing, part, row) for part in ids)
    scores = tuple(PartScore(part, its, weights.of(part)) for part, its in zip(ids, points, strict=True))

    def say() -> tuple[Reason, ...]:
        facts = (reason for part in ids for reason in reasons.reason(part, listing, need, index.means))
        consent = (phrase("needs_consent"),) if road == "mediation" else ()
        return (*reasons.about_first(asked.needed, has, need), *facts, *consent)

    return Recommendation(listing, tier(asked.needed, has), scores, say)


def _points(index: DirectoryIndex, need: Need, listing: Listing, part: str, row: int) -> int:
    if part == "nearness":
        return nearness(reasons.level(listing, need.place) or "unknown")
    at_row = index.points.row_of(part, need)
    return 0 if at_row is None else int(index.points.table[at_row, index.slot[row]])


def _compared(own: Recommendation, last: Recommendation, k: int) -> tuple[Reason, ...]:
    """Both numbers of each part that counts; nothing where a law firm would be compared."""
    if "law_firm" in (own.listing.entity_type, last.listing.entity_type):
        return ()
    pairs = (pair for pair in zip(own.parts, last.parts, strict=True) if pair[0].weight)
    return tuple(
        phrase("compared", part=parts()[mine.part].title, own=mine.points, shown=k, third=theirs.points)
        for mine, theirs in pairs
    )


def _notes(need: Need) -> tuple[Reason, ...]:
    """What holds for the whole answer: facts not known, and the roads that the law closes."""
    unknown = [("place_unknown", need.place), ("amount_unknown", need.amount_fen)]
    closed = (closed_to(kind, need) for kind in ENTITY_TYPES if road_of(kind) == "mediation")
    notes = [
        *(phrase(situation) for situation, fact in unknown if fact is None),
        *(reason for reason in closed if reason),
    ]
    return tuple(dict.fromkeys(notes))


def _unknown(agency_id: str) -> Refusal:
    return Refusal(
        "agency_unknown",
        Words(f"名录里没有编号为“{agency_id}”的机构。", f"The directory has no agency with the id “{agency_id}”."),
        remedy=Words("请在机构名录里搜索名称。", "Search the directory by name."),
        field="agency_id",
        status=404,
    )
