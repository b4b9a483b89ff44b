"""One question about a road as plain JSON, and its answer: `jieqing law check routes`.

A condition fails only where the inputs say so. A fact that is null or absent is missing: where no condition fails,
`fit` is then null and `open_conditions` names what it leaves open.
"""

from collections.abc import Mapping
from typing import Any

from jieqing.claims.rules.inquiries.asking import refused, text, whole_fen, yes_no
from jieqing.claims.rules.roads.objections import is_against_the_debt
from jieqing.claims.rules.roads.payment_order import (
    Application,
    ends_the_order,
    failed_conditions,
    fits,
    open_conditions,
)
from jieqing.law.pack import at, rule

KNOWN = {
    "payment_order": {
        "kind", "subject", "due", "amount_fixed", "facts_and_evidence_stated", "creditor_owes_counter_performance",
        "other_debt_dispute", "debtor_in_mainland", "debtor_missing", "order_can_be_served", "court_level",
        "court_has_jurisdiction", "pre_suit_preservation", "amount_fen",
    },
    "objection": {"kind", "written", "content"},
}  # fmt: skip


def check(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to `kind` payment_order (fit, failed_conditions) or objection (valid_objection, order_ends).

    Raises Refusal naming the field that makes no sense.
    """
    match inputs.get("kind"):
        case "payment_order":
            return _payment_order(inputs)
        case "objection":
            return _objection(inputs)
    raise refused("kind", " / ".join(KNOWN))


def unknown_fields(inputs: Mapping[str, Any]) -> list[str]:
    """Fields that no rule reads: perhaps mistyped, so worth a word to the caller."""
    return sorted(set(inputs) - KNOWN.get(str(inputs.get("kind")), {"kind"}))


def _payment_order(inputs: Mapping[str, Any]) -> dict[str, Any]:
    if inputs.get("amount_fen") is not None:
        whole_fen(inputs, "amount_fen")  # read for sense alone: an order knows no limit of amount
    application = _application(inputs)
    answer = {"fit": fits(application), "failed_conditions": failed_conditions(application)}
    left_open = open_conditions(application)
    return answer | {"open_conditions": left_open} if left_open else answer


def _application(inputs: Mapping[str, Any]) -> Application:
    subject, level = text(inputs, "subject"), text(inputs, "court_level")
    return Application(
        is_money_or_securities=None if subject is None else subject in _subjects(),
        is_due=yes_no(inputs, "due"),
        is_amount_fixed=yes_no(inputs, "amount_fixed"),
        states_facts_and_evidence=yes_no(inputs, "facts_and_evidence_stated"),
        owes_counter_performance=yes_no(inputs, "creditor_owes_counter_performance"),
        has_other_debt_dispute=yes_no(inputs, "other_debt_dispute"),
        is_debtor_in_mainland=yes_no(inputs, "debtor_in_mainland"),
        is_debtor_missing=yes_no(inputs, "debtor_missing"),
        can_be_served=yes_no(inputs, "order_can_be_served"),
        is_basic_court=None if level is None else level == "basic",
        has_jurisdiction=yes_no(inputs, "court_has_jurisdiction"),
        is_frozen_before_suit=yes_no(inputs, "pre_suit_preservation"),
    )


def _subjects() -> list[str]:
    newest = rule("CN-RT-01").values[-1].valid_from
    return at("CN-RT-01", newest)["subjects"]  # type: ignore[no-any-return]


def _objection(inputs: Mapping[str, Any]) -> dict[str, Any]:
    content = text(inputs, "content")
    goes_against = None if content is None else is_against_the_debt(content)
    is_valid = ends_the_order(is_written=yes_no(inputs, "written"), is_against_the_debt=goes_against)
    return {"valid_objection": is_valid, "order_ends": is_valid}
