"""What papers of one claim are filled from: facts, figures, names, and what the creditor typed for papers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from jieqing.claims.rules.assessment import Assessment
from jieqing.claims.rules.case import Case, Event


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the evidence list: the paper and what it proves. `pages` as stamped, '' while it is in no packet.

    `form`: original, copy or electronic; `sha256` of the file, hexadecimal, for electronic ones.
    """

    name: str
    proves: str = ""
    form: str = ""
    source: str = ""
    pages: str = ""
    sha256: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """`number` names the papers of this claim, without their own id. `names`: creditor_name, debtor_name and the
    debtor's details as far as they are known; `typed`: field of `data/fields.yaml` → what the creditor typed.
    `marks`: for each part's row of a ledger the contract and invoice numbers in it.
    """

    number: str
    case: Case
    events: tuple[Event, ...]
    assessment: Assessment
    names: Mapping[str, str]
    typed: Mapping[str, str]
    marks: Mapping[int, str] = field(default_factory=dict)
    exhibits: tuple[Listed, ...] = ()

    @property
    def on(self) -> date:
        """The day that all figures are of."""
        return self.assessment.on
