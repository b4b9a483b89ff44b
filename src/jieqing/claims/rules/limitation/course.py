"""The course of a period: from its first day through all that restarts or halts it to its last day."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date

from jieqing.claims.rules.assessment import Period, Status, Step
from jieqing.claims.rules.case import Event
from jieqing.claims.rules.event_kinds import event_kinds
from jieqing.claims.rules.limitation.interruption import COUNTING, Reading, Verdict, restarts_on
from jieqing.claims.rules.limitation.period import NO_DAYS, Term, months_after, moved, standing, twenty_years
from jieqing.claims.rules.limitation.phrases import filled, term_words
from jieqing.claims.rules.limitation.suspension import Halt, Reach, reach
from jieqing.kit.words import Words

SATURDAY = 5
ENDS = {"ends": "CN-LIM-20", "ends_for_enforcement": "CN-RT-09", "ends_for_arbitration": "CN-LIM-21"}


@dataclass(frozen=True, slots=True)
class Base:
    """The day from which a period runs, why that one (a sentence), and by which rule."""

    on: date
    why: Words
    rule: str


def course(
    base: Base,
    events: Sequence[Event],
    on: date,
    reading: Reading,
    *,
    term: Term,
    harm_on: date | None = None,
    non_working_days: frozenset[date] = NO_DAYS,
    ends: str = "ends",
) -> Period:
    """How a period stands on a day, by a reading of its events; their order does not matter.

    `harm_on`: twenty years from it stop everything (None: nothing does). `non_working_days`: the last day moves over
    them only. `ends`: which of ENDS the last day is, a sentence and its rule.
    """
    stop = months_after(harm_on, twenty_years()) if harm_on else None
    found = _Course(base, on, term, harm_on, stop, non_working_days, base.on)
    found.begin()
    for index, event, verdict in found.sort(events, reading):
        found.take(index, event, verdict)
    return found.period(ends)


@dataclass(slots=True)
class _Course:
    base: Base
    on: date
    term: Term
    harm_on: date | None
    stop: date | None
    non_working_days: frozenset[date]
    start: date
    obstacles: dict[int, Event] = field(default_factory=dict)
    counted: set[int] = field(default_factory=set)
    steps: list[Step] = field(default_factory=list)
    is_running: bool = False
    is_waived: bool = False

    def begin(self) -> None:
        """The first step: why the period runs from its base."""
        phrase = "begins_old" if self.term.over_in_old_law(self.start) else "begins"
        end = self.term.end(self.start)
        words = filled("steps", phrase, why=self.base.why, term=self.term_words, end=end)
        self.steps.append(Step(self.start, words, self.base.rule))

    @property
    def term_words(self) -> Words:
        """How long the period that began last is."""
        return term_words(self.term.months_from(self.start))

    def sort(self, events: Sequence[Event], reading: Reading) -> list[tuple[int, Event, Verdict]]:
        """What can restart the period, by its day; obstacles are put aside, what does not count is told."""
        found: list[tuple[int, Event, Verdict]] = []
        for index, event in sorted(enumerate(events), key=lambda pair: (pair[1].on, pair[0])):
            verdict: Verdict = reading(index, event)
            if verdict == "elsewhere":
                continue
            if verdict not in COUNTING:
                self.tell(verdict, index, event)
            elif event.on > self.on:
                self.tell("future", index, event)
            elif event_kinds()[event.kind].restarts == "halts":
                self.obstacles[index] = event
            else:
                found.append((index, event, verdict))
        return found

    def tell(self, phrase: str, index: int, event: Event, *, rule: str = "", **more: Hashable) -> None:
        """A step about an event."""
        kind = event_kinds()[event.kind]
        words = filled("steps", phrase, name=kind.name, **more)
        self.steps.append(Step(event.on, words, rule or kind.rule, index))

    def reach(self) -> Reach:
        """How far the period that began last runs."""
        return reach(self.term.end(self.start), self.obstacles, self.on, self.non_working_days)

    def last_of(self, last: date | None) -> date | None:
        """That day or the twenty years, whichever comes first, moved over days off."""
        day = self.earlier(last)
        return moved(day, self.non_working_days) if day else None

    def earlier(self, last: date | None) -> date | None:
        """That day or the twenty years, whichever comes first."""
        if last is None or self.stop is None:
            return last or self.stop
        return min(last, self.stop)

    def take(self, index: int, event: Event, verdict: Verdict) -> None:
        """What one event does to the period."""
        anew = restarts_on(event, self.on)
        reached = self.reach()
        last = self.last_of(reached.last)
        if anew is not None and anew <= self.base.on:
            self.take_early(index, event, anew)
        elif self.is_running:
            self.counted.add(index)
            self.tell("within", index, event)
        elif last is not None and event.on > last:
            self.take_late(index, event, last)
        else:
            self.tell_obstacles([halt for halt in reached.halts if halt[1] < event.on])
            self.restart(index, event, verdict, anew)

    def take_early(self, index: int, event: Event, anew: date) -> None:
        """An event before the period ran: no effect, but where no term was agreed the first demand is its start."""
        is_first_demand = anew == self.base.on and self.base.rule == "CN-LIM-15"
        if is_first_demand:
            self.counted.add(index)
        self.tell("starts" if is_first_demand else "early", index, event)

    def restart(self, index: int, event: Event, verdict: Verdict, anew: date | None) -> None:
        """An event in time: the period runs anew from its day or from the end of the proceedings."""
        self.counted.add(index)
        if anew is None:
            self.is_running = True
            self.tell("runs", index, event)
        elif anew <= self.start:
            self.tell("within", index, event)
        else:
            self.start = anew
            phrase = "restarts_at_end" if anew == event.ended_on else "restarts"
            phrase = "restarts_if" if verdict == "supposed" else phrase
            self.tell(phrase, index, event, term=self.term_words, end=self.term.end(anew), ended=anew)

    def take_late(self, index: int, event: Event, last: date) -> None:
        """An event after the last day: nothing starts anew, but a debtor who clearly agrees to pay waives."""
        is_stopped = self.stop is not None and event.on > moved(self.stop, self.non_working_days)
        if event_kinds()[event.kind].does_waive and not is_stopped:
            self.is_waived = True
            self.counted.add(index)
            phrase = "waives_if_agreed" if event.kind == "debtor_signs" else "waives"
            self.tell(phrase, index, event, rule="CN-LIM-12", end=last)
        elif event.kind == "part_payment":
            self.tell("late_payment", index, event, rule="CN-LIM-22", end=last)
        else:
            self.tell("late", index, event, end=last)

    def period(self, ends: str) -> Period:
        """The period as it stands when all events were taken."""
        reached = self.reach()
        stop = self.last_of(None)
        is_stopped = stop is not None and self.on > stop
        if not self.is_running:
            self.tell_obstacles(reached.halts)
        for index in sorted(self.obstacles.keys() - self.counted):
            self.tell("over_before", index, self.obstacles[index])
        if self.is_running or (reached.last is None and not is_stopped):
            return self.standing(None, "suspended")
        if self.is_waived and not is_stopped:
            return self.standing(None, "defence_waived")
        return self.standing(self.tell_end(reached.last, ends), "open")

    def standing(self, last: date | None, status: Status) -> Period:
        """The period with its steps in the order of their days."""
        self.steps.sort(key=lambda step: step.on)
        return standing(last, status, self.on, self.counted, self.steps)

    def tell_obstacles(self, halts: Sequence[Halt]) -> None:
        """Steps for the obstacles that had effect."""
        for index, _, end in halts:
            if index not in self.counted:
                event = self.obstacles[index]
                self.tell("halts" if end is None else "halted", index, event, ended=event.ended_on, end=end)
            self.counted.add(index)

    def tell_end(self, reached: date | None, ends: str) -> date:
        """The last day, and how the twenty years and days off bear on it."""
        unmoved = self.earlier(reached) or date.max  # no obstacle lasts beyond the twenty years, so one is known
        if unmoved != reached:
            words = filled("steps", "stops", harm=self.harm_on, end=unmoved)
            self.steps.append(Step(unmoved, words, "CN-LIM-01"))
        last = moved(unmoved, self.non_working_days)
        if last != unmoved:
            self.steps.append(Step(unmoved, filled("steps", "moves", end=unmoved, moved=last), "CN-TIME-01"))
        elif not self.non_working_days and last.weekday() >= SATURDAY:
            self.steps.append(Step(last, filled("steps", "weekend", end=last), "CN-TIME-01"))
        self.steps.append(Step(last, filled("steps", ends, end=last), ENDS[ends]))
        return last
