"""The values of a paper's fields: from the claim, its figures and what the creditor typed. None is not known.

A value of a choice is its id; `filling` writes its words. Nothing is put in for what is missing.
"""

from collections.abc import Mapping
from datetime import date

from jieqing.claims.intake.fields import fields as read_fields
from jieqing.claims.papers import saying
from jieqing.claims.papers.catalogue import fields, relations
from jieqing.claims.papers.material import Material
from jieqing.claims.papers.sums import INTEREST, Sums, fen_in, order_lines, sums, sums_of
from jieqing.claims.rules.assessment import Line
from jieqing.claims.rules.case import Case, Event
from jieqing.claims.rules.event_entry import choices
from jieqing.kit.words import Words

Values = Mapping[str, str | None]
_PAYMENTS = ("part_payment", "set_off")


def values(material: Material) -> dict[str, str | None]:
    """Every field of the catalogue with its value."""
    asked = material.assessment.asked
    settled = sums_of(asked, material.typed)
    found: dict[str, str | None] = dict.fromkeys(fields())
    found |= _typed(material.typed)
    for group in (_sums, _facts, _dates, _kinds, _answers, _order, _title, _reference):
        found |= group(material, settled)
    found |= {name: value for name, value in material.names.items() if value}
    found["cause"] = material.typed.get("cause") or _cause(material)
    found["number"], found["as_of"] = material.number, saying.day(material.on)
    return found


def payments(events: tuple[Event, ...], until: date) -> list[Event]:
    """What was paid or set off up to a day, with its sums."""
    return [event for event in events if event.kind in _PAYMENTS and event.amount_fen and event.on <= until]


def _typed(typed: Mapping[str, str]) -> dict[str, str | None]:
    """What was typed, written as papers write it; choices stay ids."""
    found: dict[str, str | None] = {}
    for field_id, value in typed.items():
        field = fields().get(field_id)
        if field is None or not value:
            continue
        if field.kind == "date":
            found[field_id] = saying.day(date.fromisoformat(value))
        elif field.kind == "money":
            fen = fen_in(value)
            found[field_id] = None if fen is None else saying.money(fen)
        else:
            found[field_id] = value
    return found


def _sums(material: Material, settled: Sums) -> dict[str, str | None]:
    lines = material.assessment.asked.lines
    order = sums(order_lines(material.case, lines), material.typed)
    rules = [rule for line in lines for rule in (*line.low.rules, *line.high.rules)]
    typed_costs = material.typed.get("costs_claimed", "")
    provisional = material.assessment.asked.is_provisional
    return {
        "principal": _money(settled.principal),
        "interest": _money(settled.interest),
        "costs": _money(settled.costs),
        "total": _money(settled.total),
        "order_total": _money(order.total),
        "order_has_interest": "yes" if order.interest_range != (0, 0) else "no",
        "legal_basis": saying.references(rules) or None,
        "until_paid": _until_paid(lines, material.on),
        "has_working": _yes(any(line.high.segments for line in lines if line.kind in INTEREST)),
        "is_provisional": _yes(provisional),
        "provisional": "注：计算用到的贷款市场报价利率（LPR）暂按已知的最后一期计算，提交前请核对最新一期。"
        if provisional
        else "",
        "has_costs": None if not typed_costs else _yes(bool(fen_in(typed_costs))),
    }


def _facts(material: Material, settled: Sums) -> dict[str, str | None]:
    case, typed = material.case, material.typed
    paid = payments(material.events, material.on)
    agent, forum = typed.get("agent", ""), typed.get("forum_terms", "")
    has_security = True if case.has_collateral or case.has_guarantor else None
    if case.has_collateral is False and case.has_guarantor is False:
        has_security = False
    return {
        "kind": case.kind,
        "kind_name": _choice("debt_kind", case.kind),
        "case_name": _between(case)[1],
        "has_parts": _yes(bool(case.parts)),
        "has_payments": _yes(bool(paid)),
        "payments_text": _paid(paid, case) or typed.get("payments_text"),
        "balance": _balance(paid, case, settled.principal),
        "lent": _money(case.lent_fen),
        "received_sum": _money(case.lent_fen - (case.deducted_upfront_fen or 0))
        if case.lent_fen is not None and case.deducted_upfront_fen is not None
        else None,
        "rate": None if case.rate_pct_year is None else f"{saying.percent(case.rate_pct_year)}%",
        "interest_agreed": _yes(True if case.rate_pct_year else case.is_interest_agreed),
        "evidence": _evidence(material),
        "has_forum": _yes(_has_forum(case, forum)),
        "has_agent": None if not agent else _yes(agent.strip() != "无"),
        "has_security": _yes(has_security),
        "has_collateral": _yes(case.has_collateral),
        "has_guarantor": _yes(case.has_guarantor),
        "has_electronic": _yes(any(each.form == "electronic" for each in material.exhibits)),
        "no_answer": "无",
        "answer": saying.BLANK * 2,
    } | dict.fromkeys(
        ("answer_service", "answer_case_no", "answer_payments", "answer_evidence", "answer_offer"), saying.BLANK
    )


def _dates(material: Material, _: Sums) -> dict[str, str | None]:
    case, on = material.case, material.on
    since = [segment.since for line in material.assessment.asked.lines for segment in line.low.segments]
    by_law = min(since) if since and case.kind != "private_loan" else None
    late = _late_since(case) or by_law
    is_due = None if case.due is None else _when(case.due.latest < on, case.due.earliest >= on)
    demands = [event for event in material.events if event.kind == "demand" and event.on <= on]
    delivered = [part.delivered_on for part in case.parts if part.delivered_on]
    return {
        "contract_on": saying.span(case.contract) if case.contract else None,
        "due_on": _due(case) or (f"{saying.day(by_law)}（没有约定，按规定推算）" if by_law else None),
        "late_from": None if late is None else saying.day(date.fromordinal(late.toordinal() + 1)),
        "overdue_days": None if late is None else str((on - late).days),
        "is_due": _yes(is_due),
        "is_overdue": _yes(True if late is not None and late < on else is_due),
        "delivered_on": "、".join(saying.day(each) for each in dict.fromkeys(sorted(delivered)))
        or (saying.span(case.delivered) if case.delivered else None),
        "demanded": _demanded(demands),
        "has_demand": "yes" if demands else None,
        "limitation": material.assessment.limits.proven.status,
        "expiry_warning": EXPIRY_WARNING.zh,
    }


def _kinds(material: Material, _: Sums) -> dict[str, str | None]:
    case = material.case
    return {
        "creditor_kind": case.creditor,
        "debtor_kind": case.debtor,
        "creditor_size": case.creditor_size,
        "debtor_size": case.debtor_size,
    }


def _answers(material: Material, _: Sums) -> dict[str, str | None]:
    case = material.case
    reachable = _both(case.is_debtor_in_mainland, _not(case.is_debtor_missing))
    undisputed = _both(_not(case.is_disputed), _not(case.owes_counter_performance))
    not_frozen = _not(case.is_frozen_before_suit)
    known = all((reachable, undisputed, case.can_be_served, not_frozen))
    return {
        "no_dispute": _yes(undisputed),
        "is_reachable": _yes(reachable),
        "can_be_served": _yes(case.can_be_served),
        "not_frozen": _yes(not_frozen),
        "conditions_known": "yes" if known else "no",
    }


def _order(material: Material, _: Sums) -> dict[str, str | None]:
    """What the creditor typed about freezing, else what the case knows."""
    typed = material.typed.get("frozen_before")
    return {"frozen_before": typed or _yes(material.case.is_frozen_before_suit)}


def _title(material: Material, _: Sums) -> dict[str, str | None]:
    judgment = material.case.judgment
    doubled = [line for line in material.assessment.asked.lines if line.kind == "judgment_extra"]
    enforcement = material.assessment.limits.enforcement
    last = enforcement.last_day if enforcement else None
    perform_by = judgment.perform_by if judgment else None
    return {
        "judgment_money": _money(judgment.money_fen) if judgment else None,
        "effective_on": saying.day(judgment.effective_on) if judgment and judgment.effective_on else None,
        "perform_by": saying.day(perform_by) if perform_by else None,
        "double_from": saying.day(date.fromordinal(perform_by.toordinal() + 1)) if perform_by else None,
        "double_interest": _money(doubled[0].low.fen) if len(doubled) == 1 and _is_settled(doubled[0]) else None,
        "has_double": _yes(bool(doubled and doubled[0].low.segments)),
        "enforcement_day": saying.day(last) if last else None,
    }


def _reference(material: Material, settled: Sums) -> dict[str, str | None]:
    """For the other side's answer: the same figures, as a reference."""
    not_asked = material.assessment.asked.not_asked
    proven, unproven = material.assessment.limits.proven, material.assessment.limits.if_unproven
    days = [saying.day(each.last_day) for each in (proven, unproven) if each.last_day]
    interest = saying.money_range(*settled.interest_range)
    return {
        "ref_principal": "材料不足，算不出"
        if settled.principal is None
        else f"按现有材料为{saying.money(settled.principal)}",
        "ref_interest": f"按现有材料，截至{saying.day(material.on)}可主张的利息（违约金）为{interest}元",
        "ref_not_asked": "；".join(f"{each.name.zh}：{each.why.zh}" for each in not_asked) or "没有发现超出规定的部分",
        "ref_limitation": f"时效届满日（稳妥起诉日）{'；未证明的事实也成立时为'.join(dict.fromkeys(days))}"
        if days
        else "材料不足，算不出时效届满日",
    }


EXPIRY_WARNING = Words(
    "重要提示：按现有材料，这笔款项的诉讼时效可能已经届满。时效届满后，债务人可以拒绝履行；"
    "但债务人签字同意履行，或者自愿履行的，不能再以时效届满为由反悔（《民法典》第一百九十二条）。"
    "是否签字、是否付款，由债务人自愿决定；签字前可以先咨询律师。",
    "Please note: on the papers at hand the time to sue may have run out. The debtor may then refuse to pay; whoever "
    "signs that he will pay, or pays of his own accord, cannot go back on it (Civil Code 192). Whether to sign or to "
    "pay is the debtor's free decision; a lawyer may be asked first.",
)


def _cause(material: Material) -> str | None:
    """What is known of how it arose; None where kind or days are missing."""
    case = material.case
    name = _choice("debt_kind", case.kind)
    began = case.contract or case.delivered
    delivered = [part.delivered_on for part in case.parts if part.delivered_on]
    if not name or (began is None and not delivered):
        return None
    said = []
    if case.contract:
        relation = _between(case)[0] or "合同关系"
        said.append(f"双方于{saying.span(case.contract)}建立{relation}")
    if case.delivered:
        said.append(f"债权人于{saying.span(case.delivered)}{'完成交付' if case.kind != 'private_loan' else '提供款项'}")
    elif delivered:
        first, last = saying.day(min(delivered)), saying.day(max(delivered))
        said.append(f"债权人于{first if first == last else f'{first}至{last}'}完成交付")
    return f"{'，'.join(said)}，对方尚欠{name}未付"


def _between(case: Case) -> tuple[str | None, str | None]:
    """What lies between the two sides, and the cause of action; None where the kind is not known or has no own name."""
    return relations().get(case.kind or "", (None, None))


def _evidence(material: Material) -> str | None:
    """The exhibits by name; else the kinds of paper that the creditor says there are."""
    if material.exhibits:
        return "；".join(f"{no}. {each.name}" for no, each in enumerate(material.exhibits, 1)) + "（详见证据目录）"
    names = read_fields()["evidence"].choices
    return "、".join(names[kind].zh for kind in material.case.evidence if kind in names) or None


def _paid(paid: list[Event], case: Case) -> str | None:
    said = [f"{saying.day(each.on)}付{saying.figures(each.amount_fen or 0)}元" for each in paid]
    booked = sum(part.received_fen for part in case.parts)
    if not said and booked:
        return f"账面已收{saying.figures(booked)}元（日期待补）"
    return "；".join(said) or None


def _demanded(demands: list[Event]) -> str | None:
    channels = choices("channel")
    said = []
    for each in demands:
        how = channels[each.channel].zh if each.channel is not None and each.channel in channels else ""
        said.append(f"{saying.day(each.on)}{f'以{how}' if how else ''}催要")
    return "；".join(said) or None


def _late_since(case: Case) -> date | None:
    """The last day on which payment was in time, where one day is known; of several debts the first."""
    open_parts = [part for part in case.parts if part.amount_fen > part.received_fen]
    dues = [part.due.earliest for part in open_parts if part.due and part.due.is_known]
    if dues:
        return min(dues)
    return case.due.earliest if case.due and case.due.is_known else None


def _due(case: Case) -> str | None:
    dues = dict.fromkeys(saying.span(part.due) for part in case.parts if part.due)
    if len(dues) > 1:
        return "、".join(dues) + "（分笔，见明细）"
    return next(iter(dues), None) or (saying.span(case.due) if case.due else None)


def _balance(paid: list[Event], case: Case, principal: int | None) -> str:
    """How the details lead to the balance, where they do; checks.sums_equal names it where they don't."""
    left = sum(part.amount_fen - part.received_fen for part in case.parts)
    more = sum(each.amount_fen or 0 for each in paid if not each.is_in_principal)
    if principal is None or not case.parts or not more or left - more != principal:
        return ""
    owed, paid_since = saying.figures(left), saying.figures(more)
    return f"明细未付合计{owed}元，减去另列的已付款{paid_since}元，余额{saying.figures(principal)}元。"


def _has_forum(case: Case, typed: str) -> bool | None:
    if case.forum_clause in ("arbitration", "court"):
        return True
    return typed.strip() not in ("无", "没有") if typed else None


def _until_paid(lines: tuple[Line, ...], on: date) -> str:
    growing = [line for line in lines if line.kind in INTEREST and line.grows_by_fen != (0, 0)]
    if not growing:
        return ""
    following = saying.day(date.fromordinal(on.toordinal() + 1))
    said = []
    for line in growing:
        rates = dict.fromkeys(
            saying.rate(working.segments[-1]) for working in (line.low, line.high) if working.segments
        )
        if rates:
            said.append(f"{line.name.zh}按{'至'.join(rates)}")
    base = "以尚未清偿的本金为基数"
    return f"自{following}起，{base}，{'；'.join(said)}继续计算，请求至实际清偿之日止。" if said else ""


def _choice(field: str, value: str | None) -> str | None:
    known = read_fields()[field].choices
    return known[value].zh if value is not None and value in known else None


def _is_settled(line: Line) -> bool:
    return line.low.fen == line.high.fen


def _money(fen: int | None) -> str | None:
    return None if fen is None else saying.money(fen)


def _yes(known: bool | None) -> str | None:
    return None if known is None else "yes" if known else "no"


def _not(known: bool | None) -> bool | None:
    return None if known is None else not known


def _both(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _when(certain: bool, excluded: bool) -> bool | None:
    return True if certain else False if excluded else None
