"""What has been found of a case while its sums are reckoned."""

from dataclasses import dataclass, field

from jieqing.claims.rules.assessment import Line, Missing, NotAsked
from jieqing.claims.rules.sums import catalogue


@dataclass(slots=True)
class Found:
    """What has been found so far: lines, what is not asked, missing facts by field, remarks by id."""

    lines: list[Line] = field(default_factory=list)
    not_asked: list[NotAsked] = field(default_factory=list)
    missing: dict[str, Missing] = field(default_factory=dict)

    def lacks(self, name: str) -> None:
        """Notes that a fact is missing."""
        self.missing[name] = catalogue.missing(name)

    def say_once(self, reason_id: str) -> None:
        """Notes what is not asked, without a sum, unless that was said before."""
        reason = catalogue.not_asked(reason_id)
        if reason not in self.not_asked:
            self.not_asked.append(reason)
