"""An assessment written by hand, to look at pages with: a private loan, interest open, a guarantor, two roads."""

from datetime import date
from decimal import Decimal

from jieqing.claims.rules.assessment import (
    Asked,
    Assessment,
    CostLine,
    Limits,
    Line,
    Missing,
    NotAsked,
    Period,
    Road,
    ShorterPeriod,
    Step,
    Turning,
)
from jieqing.claims.rules.working import Segment, stated, summed
from jieqing.kit.words import Words

ON = date(2026, 11, 22)


def segment(since: date, until: date, base_fen: int, pct: str) -> Segment:
    return Segment(since, until, base_fen, Decimal(pct), "year", "CN-INT-04", Words("逾期利息", "late interest"))


PRINCIPAL = Line("principal", Words("本金", "Principal"), stated(3_000_000), stated(3_000_000))
TWO_STRETCHES = [
    segment(date(2025, 5, 1), date(2025, 6, 1), 3_000_000, "3.10"),
    segment(date(2025, 6, 1), ON, 3_000_000, "3.00"),
]
INTEREST = Line(
    "late_interest",
    Words("逾期利息", "Late interest"),
    summed(TWO_STRETCHES, rules=["CN-INT-19"], is_provisional=True),
    summed([segment(date(2025, 5, 1), ON, 3_000_000, "12.40")], rules=["CN-INT-05"]),
    grows_by_fen=(247, 1019),
)
DEMAND_KNOWN = Missing(
    "first_demand_on",
    Words("哪天第一次要的？", "When was it first asked for?"),
    Words("从那天起算。", "It runs from then."),
)
RATE_KNOWN = Missing(
    "rate_pct_year", Words("说好利息没有？", "Was interest agreed?"), Words("利息会变。", "Interest changes.")
)
OPEN = Period(
    last_day=date(2028, 5, 1), status="open", days_left=526, warn=None, counted=(),
    steps=(Step(date(2025, 5, 1), Words("到期。", "It fell due."), "CN-LIM-01"),),
)  # fmt: skip
LATER = Period(last_day=date(2029, 3, 1), status="open", days_left=830, warn=None, counted=(0,), steps=())
EXPIRED = Period(last_day=date(2026, 11, 21), status="expired", days_left=-1, warn="expired", counted=(), steps=())
UNKNOWN = Period(last_day=None, status="unknown", days_left=None, warn=None, counted=(), steps=())
GUARANTEE = ShorterPeriod(
    "CN-LIM-21", Words("保证期间", "Guarantee period"), True, date(2026, 12, 1), 9,
    Words("过了就不能再要保证人还。", "After it the guarantor is free."),
)  # fmt: skip
BILLS = ShorterPeriod(
    "CN-LIM-21", Words("票据权利", "Bill of exchange"), None, None, None, Words("拿的是票据吗？", "Is it a bill?")
)
WAGES = ShorterPeriod("CN-LIM-21", Words("工资", "Wages"), False, date(2026, 1, 1), -325, Words("不适用", "not here"))
COURT_FEE = CostLine(
    Words("案件受理费", "Court fee"), 55_000, 55_000, is_advanced=True, borne_by="debtor", rule="CN-LIM-01"
)
LAWYER = CostLine(Words("律师费", "Lawyer"), 0, 300_000, is_advanced=False, borne_by="creditor", rule="CN-LIM-20")
ORDER = Road(
    "payment_order", Words("支付令", "Payment order"), True, (Words("有借条，数目定了。", "An IOU, a fixed sum."),), (),
    ("CN-RT-01",), (COURT_FEE, LAWYER), (1, 2), (2_400_000, 2_900_000),
)  # fmt: skip
SUIT = Road("suit", Words("起诉", "Suit"), None, (), (), (), (COURT_FEE,), (6, 6), None, missing=(RATE_KNOWN,))
NOTARY = Road(
    "notarised", Words("公证执行", "Notarised deed"), False, (Words("没有公证。", "No deed."),), (), (), (), None, None
)


def limits(proven: Period = OPEN, if_unproven: Period = LATER, **more: object) -> Limits:
    kept: dict[str, object] = {
        "shorter": (BILLS, GUARANTEE, WAGES),
        "enforcement": None,
        "next_act": Words("寄一封挂号信，留好回执。", "Send a registered letter and keep the slip."),
        "missing": (DEMAND_KNOWN,),
    }
    return Limits(proven, if_unproven, **(kept | more))  # type: ignore[arg-type]


def assessment(until: Limits | None = None, lines: tuple[Line, ...] = (PRINCIPAL, INTEREST)) -> Assessment:
    above = NotAsked(
        Words("超过上限的利息", "Interest above the cap"), 12_345, Words("上限四倍。", "Four times."), "CN-INT-02"
    )
    clause = Words("约定了仲裁没有？", "Is there an arbitration clause?")
    court = Words("由哪个法院管？", "Which court?")
    return Assessment(
        ON,
        Asked(ON, lines, (above,), (RATE_KNOWN,)),
        until or limits(),
        (
            Turning("court", court, Words("吴江法院", "Wujiang"), Words("可以选。", "There is a choice."), "CN-RT-01"),
            Turning("clause", clause, None, Words("有就不能起诉。", "Then no court hears it."), "CN-RT-01"),
        ),
        (ORDER, SUIT, NOTARY),
    )
