"""The questions that can turn everything, asked before any road (CN-RT-18, CN-RT-20, CN-RT-23, CN-RT-24, CN-LIM-20)."""

from collections.abc import Mapping
from datetime import date

from jieqing.claims.rules.assessment import Limits, Turning
from jieqing.claims.rules.case import Case
from jieqing.claims.rules.roads.catalogue import TurningText, catalogue
from jieqing.claims.rules.roads.jurisdiction import courts, place_words
from jieqing.kit.words import Words

Answer = tuple[str, Mapping[str, object]] | None  # the answer's key, and what is filled into it


def turning_questions(case: Case, limits: Limits, on: date) -> tuple[Turning, ...]:
    """The questions that concern this case, in their order; `answer` None while nobody knows.

    Days are counted from `on`.
    """
    found = []
    for text in catalogue().turning:
        if _concerns(text, case):
            known = _known(text.id, case, limits, on)
            found.append(Turning(text.id, text.question, _words(text, known), text.means, text.rule))
    return tuple(found)


def _concerns(text: TurningText, case: Case) -> bool:
    """A question for some debtors is asked while the debtor's kind is not known; one for some kinds of debt is not."""
    is_for_debtor = not text.only_for_debtors or case.debtor is None or case.debtor in text.only_for_debtors
    return is_for_debtor and (not text.only_for_kinds or case.kind in text.only_for_kinds)


def _words(text: TurningText, known: Answer) -> Words | None:
    if known is None:
        return None
    words = text.answers[known[0]]
    return words.filled(**known[1]) if known[1] else words


def _known(question: str, case: Case, limits: Limits, on: date) -> Answer:
    match question:
        case "forum":
            return _said(case.forum_clause)
        case "court":
            return _court(case)
        case "bankruptcy":
            return _yes_no(case.is_debtor_bankrupt)
        case "deregistered":
            return _yes_no(case.is_debtor_deregistered)
        case "warning":
            return _said("frozen") if case.is_frozen_before_suit else _yes_no(case.might_hide_assets)
        case "limitation":
            return _limitation(case, limits, on)
        case "lawsuit":
            return _said(case.lawsuit)
        case "elsewhere":
            return _said("company" if case.debtor == "government" else case.debtor)
        case "consumer":
            return _yes_no(case.is_consumer_dispute)
    return None  # nobody but the one who is asked can tell


def _court(case: Case) -> Answer:
    if case.forum_clause in ("arbitration", "court"):
        return ("commission" if case.forum_clause == "arbitration" else "agreed"), {}
    if case.kind == "wages" and case.debtor == "company":
        return "labour", {}
    at = courts(case)
    if at.by_property:
        return "property", {}
    places = {"debtor": at.debtor and place_words(at.debtor), "creditor": at.creditor and place_words(at.creditor)}
    if at.by_property is None:
        return ("lease", places) if at.debtor else None
    if at.debtor and at.creditor and at.debtor != at.creditor:
        return "both", places
    if at.debtor:
        return "debtor", places
    return ("creditor", places) if at.creditor else None


def _limitation(case: Case, limits: Limits, on: date) -> Answer:
    if case.lawsuit == "judged":
        return _said("enforcement")
    period = limits.proven
    if period.last_day is not None and period.status in ("open", "expired"):
        return period.status, {"day": period.last_day, "days": abs((period.last_day - on).days)}
    return None if period.status == "unknown" else _said(period.status)


def _yes_no(known: bool | None) -> Answer:
    return None if known is None else _said("yes" if known else "no")


def _said(known: str | None) -> Answer:
    return None if known is None else (known, {})
