"""The question of this house: a text in; the claim, what can be asked of it and the agencies that fit out, unstored."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from jieqing.agencies.rules.listing import Listing
from jieqing.claims.intake.correct import correct
from jieqing.claims.intake.draft import Draft, Gap
from jieqing.claims.intake.gaps import gaps
from jieqing.claims.intake.read import read
from jieqing.claims.rules.assess import assess
from jieqing.claims.rules.assessment import Assessment, Assumptions
from jieqing.claims.rules.casing import events_of
from jieqing.claims.rules.lpr import LprTable, packed
from jieqing.claims.rules.roads.ranking import default_assumptions
from jieqing.desks.case_answers import answers_of, case_with, parted
from jieqing.kit.actor import Actor
from jieqing.kit.clock import ticks_ms
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.mandates.rules.fees import Cost, costs
from jieqing.matching.index import DirectoryIndex
from jieqing.matching.queries import Match, WhyNot, match, why_not
from jieqing.matching.rules.need import Need
from jieqing.matching.rules.weights import weights_of

Turn = Literal["creditor", "debtor"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody asks: their text, their corrections as typed, and the weights that they moved.

    A correction under `case.<field>` answers a fact that no text is read for (`claims/data/case_facts.yaml`).
    """

    text: str
    today: date
    corrections: Mapping[str, str]
    weights: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a computation rests on beside the facts: the rates, and what the comparison of roads assumes."""

    rates: LprTable
    assumptions: Assumptions


@dataclass(frozen=True, slots=True)
class Answer:
    """The claim as understood, its gaps, the corrections that were not applied; what can be asked; the match.

    `said` holds the answers beyond the text as a case stores them. A debtor gets no match.
    """

    draft: Draft
    gaps: tuple[Gap, ...]
    refusals: tuple[Refusal, ...]
    said: Mapping[str, Any]
    assessment: Assessment
    turn: Turn
    need: Need
    match: Match | None
    elapsed_ms: float


def packed_grounds() -> Grounds:
    """The rates of the pack and the product's own assumptions: what holds where no database is."""
    return Grounds(packed(), default_assumptions())


def answer(
    actor: Actor, question: Question, index: Callable[[], DirectoryIndex], grounds: Grounds | None = None
) -> Answer:
    """Reads the text, applies the corrections, computes what can be asked and finds the agencies that fit.

    `index` is asked only if it is needed. Raises Refusal where the text cannot be read or tells of no debt.
    """
    started = ticks_ms()
    draft, refusals = understood(question)
    if draft.value("is_debt") is False:
        raise _no_debt()
    turn: Turn = "debtor" if draft.value("writer_is_debtor") else "creditor"
    need = need_of(draft, question.today)
    said, unread = answers_of(parted(question.corrections)[1], question.today)
    assessment = assessed(draft, said, question.today, grounds or packed_grounds())
    found = match(index(), need, weights_of(question.weights)) if turn == "creditor" else None
    elapsed_ms = ticks_ms() - started
    return Answer(draft, gaps(draft), (*refusals, *unread), said, assessment, turn, need, found, elapsed_ms)


def assessed(draft: Draft, said: Mapping[str, Any], on: date, grounds: Grounds) -> Assessment:
    """What can be asked of a draft with the answers beyond it, until when and by which road, as of a day."""
    case = case_with(draft, said, on)
    return assess(case, events_of(draft, on), on, grounds.rates, grounds.assumptions)


def why(actor: Actor, question: Question, index: DirectoryIndex, agency_id: str) -> WhyNot:
    """Why this agency is not among those listed for the question; raises Refusal for an unknown id."""
    draft, _ = understood(question)
    return why_not(index, need_of(draft, question.today), weights_of(question.weights), agency_id)


def understood(question: Question) -> tuple[Draft, tuple[Refusal, ...]]:
    """The draft with the corrections that could be read, and the refusals of those that could not."""
    draft = read(question.text, question.today)
    refusals = []
    for field, raw in parted(question.corrections)[0].items():
        try:
            draft = correct(draft, field, raw)
        except Refusal as no:
            refusals.append(no)
    return draft, tuple(refusals)


def need_of(draft: Draft, on: date) -> Need:
    """The facts that choose an agency. Without the debtor's place the creditor's serves: its court often may decide."""
    return Need(
        on=on,
        matter=draft.value("debt_kind"),
        amount_fen=draft.value("amount_fen") or None,
        place=draft.value("place_code") or draft.value("creditor_place_code"),
        debtor_kind=draft.value("debtor_kind"),
        creditor_kind=draft.value("creditor_kind"),
        wants_enforcement=draft.value("judgment_or_lawsuit") == "judged",
    )


def costs_of(listing: Listing, need: Need) -> tuple[Cost, ...]:
    """What each of its lawful offers costs on this claim, the one shown first in front; empty without an amount."""
    if need.amount_fen is None:
        return ()
    asked = costs(
        listing.fee_offers,
        entity_type=listing.entity_type,
        name=listing.name,
        matter=need.matter,
        claim_fen=need.amount_fen,
        on=need.on,
    )
    return tuple(cost for cost in asked if cost.verdict == "ALLOW")


def _no_debt() -> Refusal:
    return Refusal(
        "no_debt_read",
        Words("没读到有人欠钱。", "We read of no debt in this."),
        remedy=Words(
            "写一句谁欠谁、为什么事、欠多少；写了还读不到，就点下面的“这是一笔欠款”。",
            "Say who owes whom, what for and how much; if you did, press “This is a debt” below.",
        ),
        field="text",
    )
