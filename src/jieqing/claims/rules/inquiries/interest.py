"""One question about interest or about what a payment goes to, as plain JSON: `jieqing law check interest`.

Sums in fen, rates as decimal text in per cent a year (a day where the name says so), days in ISO form. `provisional`
is true in an answer that rests on a loan prime rate older than CN-LPR-01 allows, else absent.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from jieqing.claims.rules import allocation
from jieqing.claims.rules.inquiries.asking import refused, text, whole_fen, yes_no
from jieqing.claims.rules.inquiries.interest_fields import (
    KNOWN,
    agreed_order,
    days_count,
    designated,
    needed_day,
    needed_fen,
    needed_rows,
    optional_day,
    optional_fen,
    payments,
    pct,
    spans,
)  # fmt: skip
from jieqing.claims.rules.interest import private_lending, small_creditor
from jieqing.claims.rules.interest.caps import Cap, caps, new_rule_from
from jieqing.claims.rules.interest.default_interest import default_interest, late_rate
from jieqing.claims.rules.interest.judgment import standing
from jieqing.claims.rules.interest.rollover import Stage, rolled_over
from jieqing.claims.rules.interest.sale_late import sale_late, sale_rates
from jieqing.claims.rules.interest.total_cap import LateCharges, under_total_cap
from jieqing.claims.rules.lpr import LprTable, packed
from jieqing.claims.rules.working import Segment, Working, summed
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.law.pack import NotInForce

Inputs = Mapping[str, Any]
Answer = dict[str, Any]


def check(inputs: Inputs, lpr: LprTable | None = None) -> Answer:
    """The answer to one question; `kind` says which. The keys of the answer depend on the kind.

    private_loan: principal_fen, interest_fen, cap_pct_year, and segments where two regimes meet; default_interest:
    days, rate_pct_year, interest_fen; total_cap: days, claimed_fen, cap_fen, allowed_fen, excess_fen; rollover:
    claimed_total_fen, cap_total_fen, allowed_total_fen; sale_late: days, lpr_pct_year, low_fen, high_fen; sme_late:
    due_on, days, interest_fen; judgment: splits, money_left_fen, extra_left_fen; allocation: splits, left;
    several_debts: applied_fen, over_fen. Raises Refusal naming the field.
    """
    kind = inputs.get("kind")
    if not isinstance(kind, str) or kind not in _ANSWERS:
        raise refused("kind", " / ".join(_ANSWERS))
    if kind in _OF_LOANS and _is_licensed(inputs):
        return {"outside_private_lending_rules": True}
    try:
        return _ANSWERS[kind](inputs, lpr or packed())
    except NotInForce as gone:
        raise _no_rate(gone) from None


def unknown_fields(inputs: Inputs) -> list[str]:
    """Fields that no rule of that kind reads: perhaps mistyped, so worth a word to the caller."""
    kind = inputs.get("kind")
    known = KNOWN.get(kind, frozenset()) if isinstance(kind, str) else frozenset()
    return sorted(set(inputs) - known - {"kind"})


def _private_loan(inputs: Inputs, lpr: LprTable) -> Answer:
    principal = _received(inputs)
    start, end = needed_day(inputs, "start"), needed_day(inputs, "end", since="start")
    rate = pct(inputs, "rate_pct_year")
    due = optional_day(inputs, "due_on")
    if rate is None:
        return _no_clear_rate(inputs, principal, start, end, due, lpr)
    held = _caps(inputs, lpr, needs_filing=True)
    working = private_lending.term_interest(principal, start, end, rate, held)
    met = working.segments
    answer = {
        "principal_fen": principal,
        "interest_fen": working.fen,
        "cap_pct_year": _plain(_cap_at_end(held, end).pct_year),
    }
    if len(held) > 1:
        answer["segments"] = [{"days": each.days, "fen": each.fen} for each in met]
    return _marked(answer, working)


def _no_clear_rate(inputs: Inputs, principal: int, start: date, end: date, due: date | None, lpr: LprTable) -> Answer:
    """No rate: none during the term, or, where a firm agreed unclearly, LPR; after a due day that is given, LPR."""
    term_end = min(end, due) if due else end
    term = private_lending.no_interest()
    is_between_people = inputs.get("lender", "natural") == inputs.get("borrower", "natural") == "natural"
    if not is_between_people and text(inputs, "interest_clause"):
        contract = needed_day(inputs, "contract_on")
        term = private_lending.unclear_interest(principal, start, term_end, contract, lpr)
    late: tuple[Segment, ...] = ()
    is_provisional = term.is_provisional
    if due and end > due:
        after = default_interest(principal, due, end, late_rate(due, None, None, lpr), ())
        late, is_provisional = after.segments, is_provisional or after.is_provisional
    whole = summed((*term.segments, *late), is_provisional=is_provisional)
    return _marked({"principal_fen": principal, "interest_fen": whole.fen, "cap_pct_year": None}, whole)


def _default_interest(inputs: Inputs, lpr: LprTable) -> Answer:
    due, paid = needed_day(inputs, "due_on"), needed_day(inputs, "paid_on")
    term = pct(inputs, "rate_pct_year", "term_rate_pct_year", "in_term_rate_pct_year")
    agreed = pct(inputs, "default_rate_pct_year")
    rate = late_rate(due, term, agreed, lpr)
    held = _caps(inputs, lpr) if rate.is_agreed else ()
    working = default_interest(_received(inputs), due, paid, rate, held)
    applied = min(rate.pct_year, _cap_at_end(held, paid).pct_year) if held else rate.pct_year
    answer = {"days": _days(due, paid), "rate_pct_year": _plain(applied), "interest_fen": working.fen}
    return _marked(answer, working)


def _total_cap(inputs: Inputs, lpr: LprTable) -> Answer:
    charges = LateCharges(
        pct(inputs, "default_rate_pct_year"),
        pct(inputs, "penalty_pct_day"),
        optional_fen(inputs, "penalty_fen"),
        optional_fen(inputs, "other_fees_fen"),
    )
    due, paid = needed_day(inputs, "due_on"), needed_day(inputs, "paid_on")
    found = under_total_cap(_received(inputs), due, paid, charges, _caps(inputs, lpr))
    answer = {
        "days": found.days,
        "claimed_fen": found.claimed.fen,
        "cap_fen": found.cap.fen,
        "allowed_fen": found.allowed_fen,
        "excess_fen": found.excess_fen,
    }
    return _marked(answer, found.cap)


def _rollover(inputs: Inputs, lpr: LprTable) -> Answer:
    stages: list[Stage] = []
    for number, row in enumerate(needed_rows(inputs, "stages")):
        where = f"stages[{number}]."
        start = needed_day(row, "start", path=where)
        end = needed_day(row, "end", since="start", path=where)
        rate = pct(row, "rate_pct_year", path=where)
        if rate is None:
            raise refused(where + "rate_pct_year", 'a decimal, as in "12.5"')
        if stages and start < stages[-1].end:
            raise refused(where + "start", "not before the end of the stage before it")
        stages.append(Stage(start, end, rate))
    held = _caps(inputs, lpr)
    found = rolled_over(_received(inputs), stages, held)
    answer = {
        "claimed_total_fen": found.claimed_total_fen,
        "cap_total_fen": found.cap_total_fen,
        "allowed_total_fen": found.allowed_total_fen,
    }
    return answer | _provisional(any(cap.is_provisional for cap in held))


def _sale_late(inputs: Inputs, lpr: LprTable) -> Answer:
    due, paid = needed_day(inputs, "due_on"), needed_day(inputs, "paid_on")
    return _lpr_range(whole_fen(inputs, "price_fen"), due, paid, lpr)


def _sme_late(inputs: Inputs, lpr: LprTable) -> Answer:
    price, delivered = whole_fen(inputs, "price_fen"), needed_day(inputs, "delivered_on")
    paid, contract = needed_day(inputs, "paid_on"), optional_day(inputs, "contract_on")
    agreed_days = days_count(inputs, "agreed_term_days")
    debtor = _BIG.get(text(inputs, "debtor_kind") or "")
    is_small_creditor = text(inputs, "creditor_size") not in _NOT_SMALL
    due = small_creditor.due_on(debtor, delivered, agreed_days) if debtor else None
    if debtor is None or not is_small_creditor or small_creditor.term_on(delivered) is None:
        # outside the regulation: payable on receipt or as agreed, at the range of a sale (CN-INT-18)
        due = small_creditor.due_on("large", delivered, agreed_days or 0) or delivered
        return {"due_on": due.isoformat()} | _lpr_range(price, due, paid, lpr)
    due = due or delivered  # a large firm before 2025-06-01 and no term: on receipt (Civil Code 628)
    agreed = _agreed_rate(inputs)
    if agreed is not None and contract is None:
        raise refused("contract_on", 'a date, as in "2026-06-01"')
    rate = small_creditor.late_rate(contract, agreed, max(delivered, due), lpr)
    working = summed((rate.segment(price, due, paid),), is_provisional=rate.is_provisional)
    answer = {"due_on": due.isoformat(), "days": _days(due, paid), "interest_fen": working.fen}
    return _marked(answer, working)


def _agreed_rate(inputs: Inputs) -> small_creditor.DayRate | None:
    a_day = pct(inputs, "agreed_rate_pct_day", "rate_pct_day", "late_rate_pct_day", "penalty_pct_day")
    if a_day is not None:
        return small_creditor.DayRate(a_day, "day", small_creditor.AS_AGREED)
    a_year = pct(
        inputs, "agreed_rate_pct_year", "rate_pct_year", "late_rate_pct_year", "agreed_late_rate_pct_year",
        "default_rate_pct_year",
    )  # fmt: skip
    return None if a_year is None else small_creditor.DayRate(a_year, "year", small_creditor.AS_AGREED)


def _judgment(inputs: Inputs, _: LprTable) -> Answer:
    money, perform_by = whole_fen(inputs, "money_fen"), needed_day(inputs, "perform_by")
    paid, excluded, until = payments(inputs), spans(inputs, "excluded"), optional_day(inputs, "as_of")
    try:
        found = standing(money, perform_by, paid, excluded, until)
    except NotInForce:
        raise refused("perform_by", "2014-07-31 or later: older rates are not kept here") from None
    splits = [
        {"to_money_fen": each.to_money_fen, "to_extra_fen": each.to_extra_fen, "over_fen": each.over_fen}
        for each in found.splits
    ]
    return {"splits": splits, "money_left_fen": found.money_left_fen, "extra_left_fen": found.extra_left_fen}


def _allocation(inputs: Inputs, _: LprTable) -> Answer:
    owed = allocation.Owed(
        optional_fen(inputs, "costs_fen"), optional_fen(inputs, "interest_fen"), whole_fen(inputs, "principal_fen")
    )
    paid = payments(inputs)
    rate = pct(inputs, "rate_pct_year")
    since = optional_day(inputs, "as_of")
    if since is None:
        since = min((each.on for each in paid), default=date.max)  # interest was stated as of the first payment

    def accrue(base_fen: int, start: date, end: date) -> tuple[Segment, ...]:
        return (Segment(start, end, base_fen, rate, "year", "CN-ALLOC-02", _ON_LEFT),) if rate else ()

    found = allocation.account(owed, paid, accrue, since, agreed_order(inputs))
    return {"splits": [_split(each) for each in found.splits], "left": _split(found.left)}


def _split(found: allocation.Split | allocation.Owed) -> Answer:
    keys = ("costs_fen", "interest_fen", "principal_fen", "over_fen")
    return {key: getattr(found, key) for key in keys if hasattr(found, key)}


def _several_debts(inputs: Inputs, _: LprTable) -> Answer:
    debts: list[allocation.Debt] = []
    for number, row in enumerate(needed_rows(inputs, "debts")):
        where = f"debts[{number}]."
        name, rank = row.get("id"), row.get("security_rank", 0)
        if not isinstance(name, str) or name in {debt.id for debt in debts}:
            raise refused(where + "id", "a text that no other debt has")
        if type(rank) is not int or rank < 0:
            raise refused(where + "security_rank", "a whole number from 0 (no security) on")
        burden = pct(row, "burden_pct_year", path=where) or Decimal(0)
        fen, due = needed_fen(row, "fen", path=where), optional_day(row, "due_on", path=where)
        debts.append(allocation.Debt(name, fen, due, security_rank=rank, burden_pct_year=burden))
    named = designated(inputs, [debt.id for debt in debts])
    applied, over = allocation.spread(whole_fen(inputs, "payment_fen"), needed_day(inputs, "paid_on"), debts, named)
    return {"applied_fen": applied, "over_fen": over}


def _lpr_range(price: int, due: date, paid: date, lpr: LprTable) -> Answer:
    rates = sale_rates(due, lpr)
    low, high = sale_late(price, due, paid, rates)
    answer = {
        "days": _days(due, paid),
        "lpr_pct_year": _plain(rates.lpr_pct_year),
        "low_fen": low.fen,
        "high_fen": high.fen,
    }
    return _marked(answer, high)


def _caps(inputs: Inputs, lpr: LprTable, *, needs_filing: bool = False) -> tuple[Cap, ...]:
    contract, filed = needed_day(inputs, "contract_on"), optional_day(inputs, "filed_on")
    is_old = contract < new_rule_from()
    if is_old and filed is None and (needs_filing or contract < lpr.rows[0][0]):
        raise refused("filed_on", "the day of filing: two regimes meet in a contract before 2020-08-20")
    if is_old and filed and yes_no(inputs, "asks_old_rule") is False and filed >= new_rule_from():
        return caps(filed, None, lpr)
    return caps(contract, filed, lpr)


def _cap_at_end(held: tuple[Cap, ...], end: date) -> Cap:
    """The cap that held last before `end`."""
    return next((cap for cap in held if cap.until is None or end <= cap.until), held[-1])


def _received(inputs: Inputs) -> int:
    paper, kept_back = whole_fen(inputs, "principal_fen"), optional_fen(inputs, "deducted_upfront_fen")
    if kept_back > paper:
        raise refused("deducted_upfront_fen", "no more than principal_fen")
    return private_lending.received_fen(paper, kept_back)


def _is_licensed(inputs: Inputs) -> bool:
    said = yes_no(inputs, "lender_licensed_fi")
    return private_lending.is_licensed_kind(text(inputs, "lender") or "") if said is None else said


def _days(due: date, paid: date) -> int:
    return max(0, (paid - due).days)


def _plain(rate: Decimal) -> str:
    return format(rate.normalize(), "f")


def _marked(answer: Answer, working: Working) -> Answer:
    return answer | _provisional(working.is_provisional)


def _provisional(is_so: bool) -> Answer:
    return {"provisional": True} if is_so else {}


def _no_rate(gone: NotInForce) -> Refusal:
    return Refusal(
        "rate_unknown",
        Words("这一天还没有LPR，或规则还没施行。", f"No rate or rule is kept here for that day: {gone}."),
        remedy=Words(
            "2019年8月20日以前按人民银行贷款基准利率，请另行查询。",
            "Before 2019-08-20 the central bank's benchmark lending rates count; look them up.",
        ),
        field="due_on",
        basis="CN-LPR",
    )


_ON_LEFT = Words("按未还本金计息", "interest on the principal left")
_NOT_SMALL = ("large", "large_enterprise", "大型企业")
_BIG: Mapping[str, small_creditor.BigDebtor] = {
    **dict.fromkeys(("government", "public", "public_body", "public_institution", "institution"), "public"),
    **dict.fromkeys(("机关", "事业单位", "政府", "机关、事业单位"), "public"),
    **dict.fromkeys(("large_enterprise", "large", "大型企业"), "large"),
}
_OF_LOANS = ("private_loan", "default_interest", "total_cap", "rollover")
_ANSWERS: Mapping[str, Callable[[Inputs, LprTable], Answer]] = {
    "private_loan": _private_loan,
    "default_interest": _default_interest,
    "total_cap": _total_cap,
    "rollover": _rollover,
    "sale_late": _sale_late,
    "sme_late": _sme_late,
    "judgment": _judgment,
    "allocation": _allocation,
    "several_debts": _several_debts,
}
