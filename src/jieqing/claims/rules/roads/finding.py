"""What is found of one road: conditions that fail, facts that are missing, what is worth knowing."""

from jieqing.claims.rules.assessment import Missing
from jieqing.claims.rules.roads.catalogue import catalogue, missing
from jieqing.kit.words import Words


class Finding:
    """Collects what speaks for and against a road. Codes are those of `reasons` in data/roads.yaml.

    `sought_fen`: what this road can bring at all (low, high), where it differs from what is asked; None: all of it.
    """

    __slots__ = ("failed", "fields", "is_doubtful", "notes", "rules", "sought_fen")

    def __init__(self) -> None:
        self.failed: list[str] = []
        self.fields: list[str] = []
        self.notes: list[Words] = []
        self.rules: list[str] = []
        self.is_doubtful = False
        self.sought_fen: tuple[int, int] | None = None

    def fail(self, code: str) -> None:
        """A condition fails: the road does not fit."""
        if code not in self.failed:
            self.failed.append(code)

    def lack(self, *fields: str) -> None:
        """Facts that a condition turns on are not known: the road is open."""
        self.fields.extend(field for field in fields if field not in self.fields)

    def doubt(self, code: str) -> None:
        """The law or this product cannot tell, though no fact is missing: the road is open."""
        self.is_doubtful = True
        self.note(code)

    def note(self, code: str, **values: object) -> None:
        """Something worth knowing that decides nothing."""
        reason = catalogue().reasons[code]
        self.notes.append(reason.words.filled(**values) if values else reason.words)
        self.rules.append(reason.rule)

    def turn(self, known: bool | None, field: str, otherwise: str) -> None:
        """A condition that one fact decides: False fails it, None leaves it open."""
        if known is None:
            self.lack(field)
        elif not known:
            self.fail(otherwise)

    @property
    def fits(self) -> bool | None:
        """False where a condition fails, else None where something is open."""
        if self.failed:
            return False
        return None if self.fields or self.is_doubtful else True

    @property
    def why(self) -> tuple[Words, ...]:
        """What failed, in words; of a road that isn't shut, what is worth knowing."""
        if self.failed:
            reasons = catalogue().reasons
            return tuple(reasons[code].words for code in self.failed)
        return tuple(self.notes)

    @property
    def missing(self) -> tuple[Missing, ...]:
        """The facts that would decide it; none of a road that is shut anyway."""
        return () if self.failed else tuple(missing(field) for field in self.fields)
