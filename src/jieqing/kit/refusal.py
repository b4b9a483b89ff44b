"""An expected no: what is refused, by which rule, and what may be done instead."""

from dataclasses import dataclass
from uuid import UUID

from jieqing.kit.words import Words


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a rule decided as it did. `basis` is the id of the law or policy, e.g. 'CN-AG-09'."""

    basis: str
    words: Words


class Refusal(Exception):  # noqa: N818 - a refusal is not an error: it is an answer
    """Raised by services and parsers for an expected no.

    `code` is for machines ('text_empty'), `field` names the input that is wrong (or ''), `remedy` says what may be
    done next, `basis` is the law or policy id (or ''), `about` what it was refused on, where that is to be recorded.
    """

    def __init__(
        self,
        code: str,
        message: Words,
        *,
        remedy: Words,
        field: str = "",
        basis: str = "",
        status: int = 422,
        about: UUID | None = None,
    ) -> None:
        super().__init__(message.en)
        self.code, self.message, self.remedy = code, message, remedy
        self.field, self.basis, self.status, self.about = field, basis, status, about
        self.is_recorded = False  # whether who raised it left the entry already; the door then leaves none
