"""What can be asked of a case, until when it is safe to sue, and by which road: the shapes of the answer.

`asked` answers with sums, `limitation` with days, `roads` with ways; `assess` puts them together.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from jieqing.claims.rules.working import Working
from jieqing.kit.words import Words

Status = Literal["open", "suspended", "expired", "defence_waived", "unknown"]
LineKind = Literal["principal", "interest", "late_interest", "penalty", "costs", "judgment_extra"]
Bearer = Literal["creditor", "debtor", "shared", "nobody"]


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that nobody knows yet. `field` of Case; `changes` says what would be different."""

    field: str
    question: Words
    changes: Words


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that can be asked on the papers at hand. `low` and `high` are one working where nothing is open.

    `grows_by_fen` a day from `on` until payment, low and high; 0 where it stands still.
    """

    kind: LineKind
    name: Words
    low: Working
    high: Working
    grows_by_fen: tuple[int, int] = (0, 0)
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotAsked:
    """What the papers say but the law does not let ask, or what nobody agreed; `fen` None where no sum is known."""

    name: Words
    fen: int | None
    why: Words
    rule: str


@dataclass(frozen=True, slots=True)
class Asked:
    """All that can be asked as of a day. Sums are low to high; never the sum that a court will grant (CN-WORD-01)."""

    on: date
    lines: tuple[Line, ...]
    not_asked: tuple[NotAsked, ...]
    missing: tuple[Missing, ...]

    @property
    def low_fen(self) -> int:
        """The sum of the lines' lower ends."""
        return sum(line.low.fen for line in self.lines)

    @property
    def high_fen(self) -> int:
        """The sum of the lines' upper ends."""
        return sum(line.high.fen for line in self.lines)

    @property
    def is_provisional(self) -> bool:
        """Whether any figure rests on a rate older than CN-LPR-01 allows."""
        return any(line.low.is_provisional or line.high.is_provisional for line in self.lines)


@dataclass(frozen=True, slots=True)
class Step:
    """A day in the life of a period and what it did to it; `event` is the index of the event, None for the start."""

    on: date
    what: Words
    rule: str
    event: int | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """A period of time that runs out. `last_day` is 时效届满日（稳妥起诉日）; None where it doesn't run or isn't known.

    `days_left` negative when expired; `warn` the smallest of 30, 90, 180 not under it, 'expired', or None.
    `counted` are indexes of the events that count; `steps` the way to the last day. Of separate debts it is the
    first open one to run out, that of `part`; `expired_parts` numbers those that have run out.
    """

    last_day: date | None
    status: Status
    days_left: int | None
    warn: Literal[30, 90, 180, "expired"] | None
    counted: tuple[int, ...]
    steps: tuple[Step, ...]
    expired_parts: tuple[int, ...] = ()
    part: int | None = None


@dataclass(frozen=True, slots=True)
class ShorterPeriod:
    """A period that may kill first (CN-LIM-21): `applies` None where a fact is missing. Its id is the rule's."""

    rule: str
    name: Words
    applies: bool | None
    last_day: date | None
    days_left: int | None
    what: Words


@dataclass(frozen=True, slots=True)
class Limits:
    """Until when: with proven events alone, and if the unproven ones hold; what is shorter; two years to enforce.

    Limitation is the debtor's defence, which courts don't raise (CN-LIM-20). `next_act` is the cheap act that restarts
    the clock, None where none would help.
    """

    proven: Period
    if_unproven: Period
    shorter: tuple[ShorterPeriod, ...]
    enforcement: Period | None
    next_act: Words | None
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class Turning:
    """A question that can turn everything (a clause, the court, bankruptcy): `answer` None while it is open."""

    id: str
    question: Words
    answer: Words | None
    means: Words
    rule: str


@dataclass(frozen=True, slots=True)
class CostLine:
    """A cost of a road: paid by the creditor at first where `is_advanced`, in the end by `borne_by` if he wins."""

    name: Words
    low_fen: int
    high_fen: int
    is_advanced: bool
    borne_by: Bearer
    rule: str


@dataclass(frozen=True, slots=True)
class Road:
    """One way to the money. `fits` None where a fact is missing. Net and months rest on assumptions that the user sets.

    `expected_net_fen` (low, high) is a comparison of roads, not a forecast; None where the road does not fit or the
    sum is not known.
    """

    id: str
    name: Words
    fits: bool | None
    why: tuple[Words, ...]
    failed: tuple[str, ...]
    rules: tuple[str, ...]
    costs: tuple[CostLine, ...]
    months: tuple[int, int] | None
    expected_net_fen: tuple[int, int] | None
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What the comparison of roads assumes: a product policy (`data/roads.yaml`) that the user may change.

    `recovered_pct` of what is asked comes in, `months` it takes, `lawyer_pct` of what comes in; `discount_pct_year`.
    """

    roads: "dict[str, RoadAssumption]"
    discount_pct_year: int


@dataclass(frozen=True, slots=True)
class RoadAssumption:
    """Whole per cent, low and high; months, low and high."""

    recovered_pct: tuple[int, int]
    months: tuple[int, int]
    lawyer_pct: int


@dataclass(frozen=True, slots=True)
class Assessment:
    """All of it as of a day. `roads` in order: fitting ones by expected net, then open ones, then those that don't."""

    on: date
    asked: Asked
    limits: Limits
    turning: tuple[Turning, ...]
    roads: tuple[Road, ...]

    @property
    def missing(self) -> tuple[Missing, ...]:
        """Every missing fact once, in the order of weight: days first, then sums, then roads."""
        each = (*self.limits.missing, *self.asked.missing, *(one for road in self.roads for one in road.missing))
        first: dict[str, Missing] = {}
        for one in each:
            first.setdefault(one.field, one)
        return tuple(first.values())
