"""The question of this house: a text in, the claim as understood and the agencies that fit out. Nothing is stored."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from jieqing.agencies.rules.listing import Listing
from jieqing.claims.intake.correct import correct
from jieqing.claims.intake.draft import Draft, Gap
from jieqing.claims.intake.gaps import gaps
from jieqing.claims.intake.read import read
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
    """What somebody asks: their text, their corrections as typed, and the weights that they moved."""

    text: str
    today: date
    corrections: Mapping[str, str]
    weights: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Answer:
    """The claim as understood, its gaps, the corrections that were not applied, and the match; none for a debtor."""

    draft: Draft
    gaps: tuple[Gap, ...]
    refusals: tuple[Refusal, ...]
    turn: Turn
    need: Need
    match: Match | None
    elapsed_ms: float


def answer(actor: Actor, question: Question, index: Callable[[], DirectoryIndex]) -> Answer:
    """Reads the text, applies the corrections and finds the agencies that fit. `index` is asked only if it is needed.

    Raises Refusal where the text cannot be read or tells of no debt.
    """
    started = ticks_ms()
    draft, refusals = understood(question)
    if draft.value("is_debt") is False:
        raise _no_debt()
    turn: Turn = "debtor" if draft.value("writer_is_debtor") else "creditor"
    need = need_of(draft, question.today)
    found = match(index(), need, weights_of(question.weights)) if turn == "creditor" else None
    return Answer(draft, gaps(draft), refusals, turn, need, found, ticks_ms() - started)


def why(actor: Actor, question: Question, index: DirectoryIndex, agency_id: str) -> WhyNot:
    """Why this agency is not among those listed for the question; raises Refusal for an unknown id."""
    draft, _ = understood(question)
    return why_not(index, need_of(draft, question.today), weights_of(question.weights), agency_id)


def understood(question: Question) -> tuple[Draft, tuple[Refusal, ...]]:
    """The draft with the corrections that could be read, and the refusals of those that could not."""
    draft = read(question.text, question.today)
    refusals = []
    for field, raw in question.corrections.items():
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
