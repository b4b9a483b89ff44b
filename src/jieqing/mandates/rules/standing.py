"""Whether the body may act in this matter at all, whatever it asks: CN-AG-01, 02, 02a, 03, 05, 05a."""

import unicodedata
from collections.abc import Iterator

from jieqing.mandates.rules.facts import TRANSITION, VALID, Facts, value_on
from jieqing.mandates.rules.findings import Finding, finding


def standing(facts: Facts) -> Iterator[Finding]:
    """What stands against this body acting in this matter."""
    if word := forbidden_word(facts):
        yield finding("forbidden_name", word=word)
    if facts.entity_type not in (value_on("CN-AG-02", facts.on) or ()):
        yield finding("unlisted_type", entity_type=facts.entity_type)
    if facts.entity_type == "fi_third_party" and not facts.is_on_fi_white_list:
        yield finding("off_white_list")
    if facts.entity_type == "commercial_mediation":
        yield from _commercial_mediation(facts)


def forbidden_word(facts: Facts) -> str | None:
    """The first word in the name that says debt collecting (CN-AG-01), or None; blanks between characters hide none."""
    plain = "".join(unicodedata.normalize("NFKC", facts.name).split())
    return next((word for word in value_on("CN-AG-01", facts.on) or () if word in plain), None)


def _commercial_mediation(facts: Facts) -> Iterator[Finding]:
    last_day = value_on("CN-AG-03", facts.on)
    if last_day is not None and not _is_certified(facts, converting=facts.on <= last_day):
        yield finding("no_certificate", last_day=last_day)
    kinds = {facts.dispute, facts.matter} - {None}
    disputes = value_on("CN-AG-05", facts.on) or {"excluded": (), "doubtful": ()}
    if kinds & set(disputes["excluded"]):
        yield finding("excluded_dispute")
    elif facts.dispute == "commercial":
        return  # somebody looked and said so: the doubts below are settled
    elif kinds & set(disputes["doubtful"]):
        yield finding("perhaps_consumer")
    elif kinds & set(value_on("CN-AG-05a", facts.on) or ()):
        yield finding("loan_between_friends")


def _is_certified(facts: Facts, *, converting: bool) -> bool:
    return facts.certificate == VALID or (facts.certificate == TRANSITION and converting)
