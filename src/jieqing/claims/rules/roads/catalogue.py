"""What is said and assumed of the roads (`data/roads.yaml`), read once: names, reasons, questions, assumptions."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jieqing.claims.intake.fields import fields
from jieqing.claims.rules.assessment import Assumptions, Missing, RoadAssumption
from jieqing.claims.rules.case_facts import case_facts
from jieqing.kit.catalogue import read_yaml
from jieqing.kit.words import Words

ROADS = Path(__file__).parents[2] / "data" / "roads.yaml"
# Facts of a case that the reading of a text asks for under another name.
_READ_AS = {
    "kind": "debt_kind", "creditor": "creditor_kind", "debtor": "debtor_kind", "principal_fen": "amount_fen",
    "due": "due_date", "place_code": "city", "lawsuit": "judgment_or_lawsuit",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RoadText:
    """One road: what it is called and what it is, the rules that it rests on, whether the debtor hears of it first.

    `dies_by`: the rule of the shorter period that runs for this road alone; '' where none does.
    """

    id: str
    name: Words
    what: Words
    rules: tuple[str, ...]
    warns: bool
    dies_by: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a road fits or doesn't; `rule` is what it rests on."""

    words: Words
    rule: str


@dataclass(frozen=True, slots=True)
class TurningText:
    """A question that can turn everything, its possible answers, and for whom it is asked (empty: for all)."""

    id: str
    rule: str
    question: Words
    means: Words
    answers: Mapping[str, Words]
    only_for_debtors: frozenset[str]
    only_for_kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class CostAssumptions:
    """Costs that no table of law sets: sums in fen, per cent of the sum in question; a policy (JQ-RD-01)."""

    post_fen: tuple[int, int]
    security_pct: tuple[Decimal, Decimal]
    security_least_fen: int
    commercial_mediation_pct: tuple[Decimal, Decimal]
    notary_pct: tuple[Decimal, Decimal]
    lawyer_most_pct: int


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All of it. `roads` in the order that settles ties."""

    roads: Mapping[str, RoadText]
    reasons: Mapping[str, Reason]
    turning: tuple[TurningText, ...]
    costs: CostAssumptions
    assumptions: Assumptions


@cache
def catalogue() -> Catalogue:
    """The catalogue of the file."""
    written = _written()
    roads = {row["id"]: row for row in written["roads"]}
    return Catalogue(
        roads=MappingProxyType({id_: _road(row) for id_, row in roads.items()}),
        reasons=MappingProxyType({code: _reason(row) for code, row in written["reasons"].items()}),
        turning=tuple(_turning(row) for row in written["turning"]),
        costs=_costs(written["costs"]),
        assumptions=Assumptions(
            {id_: _assumption(row["assumes"]) for id_, row in roads.items()}, written["discount_pct_year"]
        ),
    )


@cache
def missing(field: str) -> Missing:
    """A fact of the case that is not known: the question that asks for it, and what it changes."""
    own = _written()["questions"].get(field)
    if own:
        return Missing(field, Words(**own["question"]), Words(**own["why"]))
    if field in case_facts():
        return Missing(field, case_facts()[field].question, case_facts()[field].why)
    read = fields()[_READ_AS.get(field, field)]
    return Missing(field, read.question, read.why)


@cache
def _written() -> dict[str, Any]:
    return read_yaml(ROADS)  # type: ignore[no-any-return]


def _road(row: dict[str, Any]) -> RoadText:
    name, what = Words(**row["name"]), Words(**row["what"])
    return RoadText(row["id"], name, what, tuple(row["rules"]), row.get("warns", False), row.get("dies_by", ""))


def _reason(row: dict[str, Any]) -> Reason:
    return Reason(Words(row["zh"], row["en"]), row["rule"])


def _turning(row: dict[str, Any]) -> TurningText:
    return TurningText(
        id=row["id"],
        rule=row["rule"],
        question=Words(**row["question"]),
        means=Words(**row["means"]),
        answers={known: Words(**words) for known, words in row["answers"].items()},
        only_for_debtors=frozenset(row.get("only_for_debtors", ())),
        only_for_kinds=frozenset(row.get("only_for_kinds", ())),
    )


def _assumption(row: dict[str, Any]) -> RoadAssumption:
    recovered, months = row["recovered_pct"], row["months"]
    return RoadAssumption((recovered[0], recovered[1]), (months[0], months[1]), row["lawyer_pct"])


def _costs(row: dict[str, Any]) -> CostAssumptions:
    def pcts(name: str) -> tuple[Decimal, Decimal]:
        return Decimal(row[name][0]), Decimal(row[name][1])

    return CostAssumptions(
        post_fen=(row["post_fen"][0], row["post_fen"][1]),
        security_pct=pcts("security_pct"),
        security_least_fen=row["security_least_fen"],
        commercial_mediation_pct=pcts("commercial_mediation_pct"),
        notary_pct=pcts("notary_pct"),
        lawyer_most_pct=row["lawyer_most_pct"],
    )
