"""Who owes and who is owed: a person, a company (any organisation) or a government; names as written; size if said.

The debtor is whoever stands nearest before the words of owing. A boss stands for the organisation named, else for
himself; the writer's own house is the creditor's, but in a claim for wages it is the debtor's.
"""

from dataclasses import dataclass
from typing import Literal

from jieqing.claims.intake.draft import Reading, Span
from jieqing.claims.intake.lexicon import lexicon
from jieqing.claims.intake.readers.pleading import Party, Pleading
from jieqing.claims.intake.readers.turn import is_by_debtor, only_asks
from jieqing.claims.intake.text import Text

READ_LENGTH = 1000
Sort = Literal["person", "boss", "organisation", "government"]


@dataclass(frozen=True, slots=True)
class _Candidate:
    sort: Sort
    start: int
    end: int
    weight: float


def read(text: Text) -> dict[str, Reading]:
    """`debtor_kind`, `creditor_kind`, `debtor_size`, `debtor_name`, `creditor_name`."""
    kind_name = text.kind.value if text.kind else ""
    if text.suit is not None:
        return _of_pleading(text.plain, text.suit, kind_name)
    plain = text.plain[:READ_LENGTH]
    by_debtor = is_by_debtor(text)
    readings = _names(plain)
    words = lexicon("parties.yaml")
    if only_asks(text) or not (kind_name or text.sums or words["owes"].search(plain) or words["court"].search(plain)):
        return readings
    debtor = _writer(plain) if by_debtor else _debtor(plain, kind_name, bool(text.sums))
    if debtor:
        readings["debtor_kind"] = debtor
    creditor = _creditor(plain, kind_name, by_debtor)
    if creditor:
        readings["creditor_kind"] = creditor
    return readings | _size(plain, debtor)


# -- people telling ----------------------------------------------------------------------------------------------------


def _debtor(plain: str, kind: str, has_sum: bool) -> Reading | None:
    found = _candidates(plain, kind)
    best = {sort: max((c for c in found if c.sort == sort), key=lambda c: c.weight, default=None) for sort in _SORTS}
    person, boss, house, office = (best[sort] for sort in _SORTS)
    alone = not person and not boss and not house and kind in ("construction", "trade_receivable", "rent", "other")
    if office and (alone or office.weight >= 3) and all(not c or c.weight <= office.weight for c in (person, house)):
        return _kind("government", office, 0.8)
    if house and house.weight < 0:
        house = None
    if person and house:
        person, house = (person, None) if _outweighs(person, house, kind) else (None, house)
    if house:
        return _kind("company", house, 0.85)
    if person or boss:
        return _kind("person", person or boss, 0.85)
    pronoun = lexicon("parties.yaml")["partner" if kind == "investment" else "pronoun"].search(plain)
    if pronoun and (kind or has_sum or "还钱" in plain):
        return Reading("person", (Span(*pronoun.span()),), 0.6)
    return None


_SORTS: tuple[Sort, ...] = ("person", "boss", "organisation", "government")


def _outweighs(person: _Candidate, house: _Candidate, kind: str) -> bool:
    """Whether the person, not the house, owes: by what stands around them; on a tie by what the debt is for."""
    if person.weight != house.weight:
        return person.weight > house.weight
    return kind == "private_loan"


def _kind(value: str, candidate: _Candidate | None, confidence: float) -> Reading:
    assert candidate is not None
    return Reading(value, (Span(candidate.start, candidate.end),), confidence)


def _candidates(plain: str, kind: str) -> list[_Candidate]:
    words = lexicon("parties.yaml")
    owes = [match.start() for match in words["owes"].finditer(plain)]
    barred = [match.span() for match in words["authority"].finditer(plain)]
    found = []
    sources: tuple[tuple[str, Sort], ...] = (
        ("person", "person"),
        ("called", "person"),
        ("doer", "person"),
        ("insider", "person"),
        ("boss", "boss"),
        ("organisation", "organisation"),
        ("house", "organisation"),
        ("government", "government"),
    )
    for name, sort in sources:
        for match in words[name].finditer(plain):
            if not any(match.start() < end and start < match.end() for start, end in barred):
                weight = _weight(plain, match.start(), match.end(), owes)
                weight += _correction(plain, match.start(), match.end(), sort, kind)
                found.append(_Candidate(sort, match.start(), match.end(), weight))
    return found


def _weight(plain: str, start: int, end: int, owes: list[int]) -> float:
    """1, and more the nearer a word of owing follows, or where something is done for or to the candidate."""
    after = min((at - end for at in owes if at >= end), default=99)
    between = plain[end : end + after] if after < 40 else ""
    weight = 1.0
    if after < 40 and "。" not in between and "我" not in between.replace("我们", ""):
        breaks = between.count(",") + between.count(" ")
        weight += 3 if after <= 4 and not breaks else 2 if after <= 14 and breaks <= 1 else 1 if breaks <= 2 else 0
    if lexicon("parties.yaml")["owed_before"].search(plain[max(0, start - 12) : start]):
        weight += 1
    return weight


def _correction(plain: str, start: int, end: int, sort: Sort, kind: str) -> float:
    """What takes weight away: the writer's own house, a house the debtor runs, a bank as a means."""
    words = lexicon("parties.yaml")
    before, after = plain[max(0, start - 18) : start], plain[end : end + 8]
    if sort == "organisation":
        if words["own"].search(before) and kind != "wages":
            return -9
        if words["own_told"].search(before) and kind != "wages":
            return -9
        if (words["opened"].search(before) and kind != "refund") or words["third"].match(after):
            return -4
        if plain[start:end] in ("银行", "平台", "农商行", "信用社") and kind not in ("refund", "investment"):
            return -9 if kind == "guarantor_recourse" else -3
    if sort == "government" and words["public_works"].match(plain[end : end + 18]):
        return 3
    if sort in ("person", "boss") and words["self"].search(before):
        return -9
    return 3.0 if words["debtor_word"].match(plain[start:end]) else 0.0


def _writer(plain: str) -> Reading:
    """The writer owes: a company where they speak of their own house, else a person."""
    house = lexicon("parties.yaml")["debtor_house"].search(plain)
    return Reading("company" if house else "person", (Span(*house.span()),) if house else (), 0.75)


def _creditor(plain: str, kind: str, by_debtor: bool) -> Reading | None:
    words = lexicon("parties.yaml")
    if by_debtor:
        bank = words["bank"].search(plain)
        return Reading("financial_institution", (Span(*bank.span()),), 0.7) if bank else None
    if kind == "wages":
        return Reading("person", (), 0.8)
    house = words["creditor_house"].search(plain)
    if house:
        return Reading("company", (Span(*house.span()),), 0.75)
    return Reading("person", (), 0.6) if kind == "private_loan" else None


def _size(plain: str, debtor: Reading | None) -> dict[str, Reading]:
    """The debtor's size, only where it is said, or where the debtor evidently is a public body."""
    if debtor is None or (debtor.value == "person" and not debtor.spans):
        return {}
    words = lexicon("parties.yaml")
    if debtor.value != "person":
        at = debtor.spans[0] if debtor.spans else None
        if debtor.value == "government" or (at and words["public_body"].search(plain, max(0, at.start - 1), at.end)):
            return {"debtor_size": Reading("public", debtor.spans, 0.8)}
        for size in ("large", "medium", "micro", "small"):
            said = words[size].search(plain)
            if said and not words["own"].search(plain[max(0, said.start() - 6) : said.start()]):
                return {"debtor_size": Reading(size, (Span(*said.span()),), 0.7)}
    elif (said := words["micro"].search(plain)) is not None:
        return {"debtor_size": Reading("micro", (Span(*said.span()),), 0.6)}
    return {}


def _names(plain: str) -> dict[str, Reading]:
    """Names as written: companies by their full name, people by surname and given name before a word of owing."""
    words = lexicon("parties.yaml")
    readings: dict[str, Reading] = {}
    for match in words["company_name"].finditer(plain):
        own = words["own_told"].search(plain[max(0, match.start() - 8) : match.start()])
        name, start = _trimmed(match[0], match.start())
        key = "creditor_name" if own or name.startswith(("我", "本")) else "debtor_name"
        readings.setdefault(key, Reading(name, (Span(start, match.end()),), 0.7))
    person = words["person_name"].search(plain)
    if person and not words["not_a_name"].search(person["name"]):
        readings.setdefault("debtor_name", Reading(person["name"], (Span(*person.span("name")),), 0.6))
    return readings


def _trimmed(name: str, start: int) -> tuple[str, int]:
    """The company's name without the words that lead to it (我是广州市… → 广州市…)."""
    lead = lexicon("parties.yaml")["lead"].match(name)
    return (name[lead.end() :], start + lead.end()) if lead and lead.end() < len(name) - 4 else (name, start)


# -- complaints and judgments ------------------------------------------------------------------------------------------


def _of_pleading(plain: str, suit: Pleading, kind: str) -> dict[str, Reading]:
    readings: dict[str, Reading] = {}
    debtors, creditors = suit.of("debtor"), suit.of("creditor")
    if _is_employer_suing(plain, creditors, kind):
        debtors, creditors = creditors, debtors
    for key, parties in (("debtor", debtors), ("creditor", creditors)):
        if parties:
            first = parties[0]
            sort = _party_kind(plain, first)
            if sort:
                readings[f"{key}_kind"] = Reading(sort, (Span(first.start, max(first.name_end, first.start + 1)),), 0.9)
            if first.name_end > first.start:
                name = plain[first.start : first.name_end]
                readings[f"{key}_name"] = Reading(name, (Span(first.start, first.name_end),), 0.85)
    if "debtor_kind" not in readings:
        found = _debtor_in_facts(plain, kind)
        if found:
            readings["debtor_kind"] = found
    return readings


def _party_kind(plain: str, party: Party) -> str:
    words = lexicon("parties.yaml")
    name = plain[party.start : party.name_end]
    if words["government"].search(name) and not words["company_marks"].search(name):
        return "government" if not name.endswith(("村民委员会", "村委会", "居委会")) else "company"
    if words["bank"].search(name):
        return "financial_institution" if party.side == "creditor" else "company"
    if words["company_marks"].search(name):
        return "company"
    if name or words["person_marks"].search(plain, party.start, party.end):
        return "person"
    return ""


def _is_employer_suing(plain: str, creditors: list[Party], kind: str) -> bool:
    """A labour case brought by the employer: the worker, though sued, is the creditor."""
    return kind == "wages" and bool(creditors) and _party_kind(plain, creditors[0]) == "company"


def _debtor_in_facts(plain: str, kind: str) -> Reading | None:
    """No head names the debtor: what the facts call the defendant."""
    words = lexicon("parties.yaml")
    found = words["defendant_named"].search(plain, 0, 3000)
    if found:
        company = words["company_marks"].search(found[1])
        return Reading("company" if company else "person", (Span(*found.span(1)),), 0.75)
    if kind == "wages" and words["employed_by_defendant"].search(plain, 0, 3000):
        return Reading("company", (), 0.7)
    return None
