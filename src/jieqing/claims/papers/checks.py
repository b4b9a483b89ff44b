"""What is looked at before a paper goes out: each check says nothing, 'look' (it goes out all the same) or 'stop'.

The ids stand in `data/papers.yaml`. A stop names the rule and what may be done instead.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

from jieqing.claims.papers import saying
from jieqing.claims.papers.catalogue import PaperKind, fields, threats
from jieqing.claims.papers.material import Material
from jieqing.claims.papers.schedule import instalments
from jieqing.claims.papers.sums import sums_of
from jieqing.claims.papers.values import payments, values
from jieqing.claims.papers.writ import application
from jieqing.claims.rules.interest.caps import caps
from jieqing.claims.rules.lpr import packed
from jieqing.claims.rules.roads.payment_order import failed_conditions, open_conditions
from jieqing.kit.words import Words
from jieqing.law.pack import NotInForce

Grade = Literal["stop", "look"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. `field`: of the paper's form or of the claim ('')."""

    check: str
    grade: Grade
    words: Words
    remedy: Words
    rule: str = ""
    field: str = ""


def findings(kind: PaperKind, material: Material) -> tuple[Finding, ...]:
    """What stands against this paper for this claim, or is to be looked at; stops first."""
    found = [each for check in kind.checks for each in _CHECKS[check](kind, material)]
    return tuple(sorted(found, key=lambda each: each.grade != "stop"))


def stops(kind: PaperKind, material: Material) -> tuple[Finding, ...]:
    """Those for which it is not made."""
    return tuple(each for each in findings(kind, material) if each.grade == "stop")


def _sums_equal(_: PaperKind, material: Material) -> Iterator[Finding]:
    case, settled = material.case, sums_of(material.assessment.asked, material.typed)
    if settled.principal is None:
        return
    left = sum(part.amount_fen - part.received_fen for part in case.parts)
    left -= sum(each.amount_fen or 0 for each in payments(material.events, material.on) if not each.is_in_principal)
    if case.parts and left != settled.principal:
        words = Words(
            "明细余额 {left} 元，可主张的本金 {principal} 元，对不上。",
            "The details leave {left} yuan, the principal that can be asked is {principal} yuan: they differ.",
        ).filled(left=saying.figures(max(0, left)), principal=saying.figures(settled.principal))
        remedy = Words("核对付款先抵什么，再发出。", "See what payments were counted on before it goes out.")
        yield Finding("sums_equal", "look", words, remedy, "CN-ALLOC-02")


def _within_cap(_: PaperKind, material: Material) -> Iterator[Finding]:
    settled = sums_of(material.assessment.asked, material.typed)
    pairs = (
        ("interest_claimed", settled.interest, settled.interest_range, Words("利息、违约金", "interest and penalty")),
        ("costs_claimed", settled.costs, settled.costs_range, Words("实现债权的费用", "costs of collection")),
    )
    for field, asked, (_low, high), name in pairs:
        if asked is not None and material.typed.get(field) and asked > high:
            words = Words(
                "主张的{name} {asked} 元，超过按现有材料可主张的 {high} 元。",
                "More {name} is asked ({asked} yuan) than the papers at hand allow ({high} yuan).",
            ).filled(name=name, asked=saying.figures(asked), high=saying.figures(high))
            remedy = Words("改成不超过可主张的数。", "Change it to at most that sum.")
            yield Finding("within_cap", "stop", words, remedy, "CN-INT-05", field)


def _schedule_adds_up(_: PaperKind, material: Material) -> Iterator[Finding]:
    settled = sums_of(material.assessment.asked, material.typed)
    planned = sum(fen for _day, fen in instalments(material.typed.get("schedule", "")))
    if not planned or settled.total is None:
        return
    is_reduced = bool(material.typed.get("reduction"))
    if planned > settled.total or (planned < settled.total and not is_reduced):
        words = Words(
            "还款计划合计 {planned} 元，欠款合计 {total} 元。",
            "The plan adds up to {planned} yuan, the debt is {total}.",
        ).filled(planned=saying.figures(planned), total=saying.figures(settled.total))
        remedy = Words(
            "改计划的金额；少收的部分写进“减免”。", "Mend the plan; what is remitted stands under “remitted”."
        )
        yield Finding("schedule_adds_up", "stop", words, remedy, field="schedule")


def _agreed_rate_within_cap(_: PaperKind, material: Material) -> Iterator[Finding]:
    """A loan's default rate stands under four times the LPR of its contract (CN-INT-05)."""
    typed = material.typed.get("default_rate", "").strip().removesuffix("%")
    case = material.case
    if not typed or case.kind != "private_loan":
        return
    try:
        rate, cap = Decimal(typed), caps(case.contract.latest if case.contract else material.on, None, packed())[0]
    except (InvalidOperation, NotInForce):
        return
    if rate > cap.pct_year:
        words = Words("逾期年利率 {rate}% 超过上限 {cap}%。", "The rate of {rate} % is above the cap of {cap} %.")
        remedy = Words("改成不超过上限。", "Change it to at most the cap.")
        filled = words.filled(rate=typed, cap=saying.percent(cap.pct_year))
        yield Finding("agreed_rate_within_cap", "stop", filled, remedy, "CN-INT-05", "default_rate")


def _no_threats(_: PaperKind, material: Material) -> Iterator[Finding]:
    for field, typed in material.typed.items():
        said = "".join(typed.split())
        for words, why in threats():
            if words in said:
                name = fields()[field].name if field in fields() else Words("证明对象", "what it proves")
                found = Words("“{name}”里写了“{words}”：{why}。", "“{name}” says “{words}”: {why}.")
                remedy = Words("删掉这几个字，只写事实和请求。", "Take it out; state facts and requests alone.")
                filled = found.filled(name=name, words=words, why=why)
                yield Finding("no_threats", "stop", filled, remedy, "CN-CT-06", field)


def _signing_after_expiry(_: PaperKind, material: Material) -> Iterator[Finding]:
    """A paper that asks for a signature after expiry carries the warning, and somebody has approved it (CN-LIM-12)."""
    if material.assessment.limits.proven.status != "expired":
        return
    is_approved = bool(material.typed.get("legally_approved_by", "").strip())
    words = Words(
        "按现有材料，时效可能已经届满；这份文书请对方签字，上面会印一段平实的提示。",
        "On the papers at hand the time to sue may have run out; this asks for a signature and carries a warning.",
    )
    remedy = (
        Words("发出前再看一遍。", "Read it once more before it goes out.")
        if is_approved
        else Words(
            "请法务或律师看过，把确认人写进“发出之前”。", "Have a lawyer approve it, and name the lawyer in the form."
        )
    )
    yield Finding(
        "signing_after_expiry", "look" if is_approved else "stop", words, remedy, "CN-LIM-12", "legally_approved_by"
    )


def _demand_after_expiry(kind: PaperKind, material: Material) -> Iterator[Finding]:
    if material.assessment.limits.proven.status != "expired":
        return
    words = Words(
        "按现有材料，时效可能已经届满，不能写成对方必须付。",
        "On the papers at hand the time to sue may have run out: it cannot say that they must pay.",
    )
    remedy = Words("用温和的催款函，上面印有提示。", "Use the soft letter, which carries the warning.")
    yield Finding("demand_after_expiry", "stop" if kind.demands else "look", words, remedy, "CN-LIM-12")


def _seven_conditions(_: PaperKind, material: Material) -> Iterator[Finding]:
    found = application(material)
    for grade, numbers, says in (
        (
            "stop",
            failed_conditions(found),
            Words("支付令的条件不符：{what}。", "A payment order cannot be had: {what}."),
        ),
        ("look", open_conditions(found), Words("还不知道：{what}。", "Not known yet: {what}.")),
    ):
        if numbers:
            what = Words(
                "；".join(_CONDITIONS[no].zh for no in numbers), "; ".join(_CONDITIONS[no].en for no in numbers)
            )
            remedy = (
                Words("可以改走起诉。", "A suit is open instead.")
                if grade == "stop"
                else Words("在欠款页回答；不清楚的，法院会问。", "Answer on the claim's page; the court will ask.")
            )
            yield Finding("seven_conditions", grade, says.filled(what=what), remedy, "CN-RT-01")  # type: ignore[arg-type]


def _delivery_dates(_: PaperKind, material: Material) -> Iterator[Finding]:
    known = values(material)
    if not known["delivered_on"]:
        words = Words("没有交付日期。", "There is no day of delivery.")
        remedy = Words("在欠款页写上交货或完工的日期。", "Add the day of delivery on the claim's page.")
        yield Finding("delivery_dates", "stop", words, remedy, "CN-LIM-14")
    elif not known["delivery_made"]:
        words = Words("没有写验收情况。", "Nothing is said of acceptance.")
        remedy = Words("写上谁在哪天签收、验收。", "Say who accepted the goods and when.")
        yield Finding("delivery_dates", "look", words, remedy, "CN-LIM-14", "delivery_made")


def _has_exhibits(_: PaperKind, material: Material) -> Iterator[Finding]:
    if not material.exhibits:
        words = Words("没有选进目录的材料。", "No papers are chosen for the list.")
        remedy = Words(
            "在欠款页上传材料，再到“整套材料”里选。", "Attach papers to the claim, then choose them for the packet."
        )
        yield Finding("has_exhibits", "stop", words, remedy)


def _has_title(_: PaperKind, material: Material) -> Iterator[Finding]:
    if material.case.judgment is None and material.case.lawsuit != "judged":
        words = Words("还没有生效的判决、调解书或裁决。", "There is no judgment or award yet.")
        remedy = Words("拿到生效文书后再申请。", "Apply once there is one that has taken effect.")
        yield Finding("has_title", "stop", words, remedy, "CN-RT-09")


def _two_years(_: PaperKind, material: Material) -> Iterator[Finding]:
    period = material.assessment.limits.enforcement
    if material.case.judgment is None and material.case.lawsuit != "judged":
        return
    if period is None or period.last_day is None:
        words = Words(
            "不知道履行期限，算不出两年到哪天。", "Without the last day for performance the two years are open."
        )
        remedy = Words("在欠款页补上履行期限或生效日期。", "Add it, or the day of effect, on the claim's page.")
        yield Finding("two_years", "look", words, remedy, "CN-RT-09")
    elif period.last_day < material.on:
        words = Words("申请执行的两年已过（{day}）。", "The two years to apply are over ({day}).").filled(
            day=period.last_day
        )
        remedy = Words(
            "看看两年里有没有申请、要求履行、对方同意等能重新计算的事，记进时间线。",
            "See whether anything in those years restarts them, and add it to the timeline.",
        )
        yield Finding("two_years", "stop", words, remedy, "CN-RT-09")


def _small_firm(_: PaperKind, material: Material) -> Iterator[Finding]:
    """The creditor is a small or middle-sized firm, the debtor a public body or a large one (CN-INT-14)."""
    case = material.case
    sides = (
        (case.creditor_size, ("micro", "small", "medium"), Words("您这一方不是中小企业", "you are no small firm")),
        (
            "public" if case.debtor == "government" else case.debtor_size,
            ("public", "large"),
            Words("对方不是机关、事业单位或大型企业", "they are neither a public body nor a large firm"),
        ),
    )
    for size, wanted, why in sides:
        if size is None:
            words = Words("不知道双方的规模，投诉要写明。", "The sizes of both sides are to be stated.")
            remedy = Words("在欠款页补上规模。", "Add them on the claim's page.")
            yield Finding("small_firm", "look", words, remedy, "CN-INT-14")
        elif size not in wanted:
            words = Words("不适用中小企业投诉：{why}。", "The complaint is not open: {why}.").filled(why=why)
            yield Finding("small_firm", "stop", words, Words("可以走别的路。", "Other roads are open."), "CN-INT-14")


_CONDITIONS: Mapping[int, Words] = {
    1: Words("请求的是金钱或有价证券", "it is about money or securities"),
    2: Words("已经到期、数额确定、有事实和证据", "due, a fixed sum, with facts and evidence"),
    3: Words("没有对待给付、没有其他债务纠纷", "nothing owed in return, no other dispute"),
    4: Words("对方在境内、没有下落不明", "they are in the mainland and not missing"),
    5: Words("支付令能够送达", "the order can be served"),
    6: Words("有管辖权的基层法院", "a basic court with jurisdiction"),
    7: Words("没有申请诉前保全", "nothing was frozen before suit"),
}
_CHECKS: Mapping[str, Callable[[PaperKind, Material], Iterator[Finding]]] = {
    "agreed_rate_within_cap": _agreed_rate_within_cap,
    "delivery_dates": _delivery_dates,
    "demand_after_expiry": _demand_after_expiry,
    "has_exhibits": _has_exhibits,
    "has_title": _has_title,
    "no_threats": _no_threats,
    "schedule_adds_up": _schedule_adds_up,
    "seven_conditions": _seven_conditions,
    "signing_after_expiry": _signing_after_expiry,
    "small_firm": _small_firm,
    "sums_equal": _sums_equal,
    "two_years": _two_years,
    "within_cap": _within_cap,
}
