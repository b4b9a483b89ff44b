"""Material for papers, computed by the rules themselves: invented people, a sale by a small firm and a private loan."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from jieqing.claims.papers.material import Listed, Material
from jieqing.claims.rules.assess import assess
from jieqing.claims.rules.case import Case, DaySpan, Event, Judgment, Part
from jieqing.claims.rules.lpr import packed
from jieqing.claims.rules.roads.assumptions import default_assumptions

TODAY = date(2026, 11, 22)

SALE = Case(
    kind="trade_receivable", creditor="company", creditor_size="small", debtor="company", debtor_size="medium",
    principal_fen=9_630_000, contract=DaySpan.of("2025-03-01"), due=DaySpan.of("2025-06-30"),
    delivered=DaySpan.of("2025-04-02"), has_written_evidence=True, evidence=("contract", "delivery_note", "invoice"),
    parts=(
        Part(no=1, amount_fen=7_000_000, received_fen=1_370_000, due=DaySpan.of("2025-05-31"),
             delivered_on=date(2025, 4, 2), is_separate=True, row=4),
        Part(no=2, amount_fen=4_000_000, due=DaySpan.of("2025-06-30"), delivered_on=date(2025, 5, 6),
             is_separate=True, row=5),
    ),
)  # fmt: skip
LOAN = Case(
    kind="private_loan", creditor="person", debtor="person", principal_fen=10_000_000, lent_fen=10_000_000,
    deducted_upfront_fen=0, contract=DaySpan.of("2024-01-10"), due=DaySpan.of("2025-01-10"),
    rate_pct_year=Decimal(12), is_interest_agreed=True, has_guarantor=False, has_collateral=False,
    has_written_evidence=True, evidence=("iou", "transfer"), is_disputed=False, owes_counter_performance=False,
    is_debtor_missing=False, is_debtor_in_mainland=True, can_be_served=True, is_frozen_before_suit=False,
)  # fmt: skip
JUDGED = Case(
    kind="private_loan", creditor="person", debtor="person", principal_fen=10_000_000, lawsuit="judged",
    judgment=Judgment(money_fen=10_000_000, perform_by=date(2026, 1, 31), effective_on=date(2026, 1, 16)),
)  # fmt: skip
PUBLIC = replace(SALE, debtor="government", debtor_size="public", parts=(), contract=DaySpan.of("2026-01-05"),
                 delivered=DaySpan.of("2026-03-01"), due=None)  # fmt: skip
EVENTS = (
    Event(kind="demand", on=date(2025, 9, 1), proof="held", reached=True, channel="registered_letter"),
    Event(kind="part_payment", on=date(2025, 12, 24), proof="held", amount_fen=500_000),
)
NAMES = {
    "creditor_name": "江苏松柏五金有限公司", "debtor_name": "东台市云栖厨具有限公司", "debtor_phone": "0000-8888 1234",
    "debtor_id_number": "91990000MA00000000", "debtor_address": "江苏省盐城市东台市某某路1号",
}  # fmt: skip
PEOPLE = {"creditor_name": "沈一", "debtor_name": "陆二", "debtor_phone": "10900001234"}
TYPED = {
    "creditor_id_number": "91990000MA11111111", "creditor_address": "江苏省盐城市某某区某某路2号",
    "creditor_representative": "沈一，执行董事", "creditor_contact": "沈一，0000-8888 4321",
    "creditor_phone": "0000-8888 4321", "legally_approved_by": "",
    "creditor_account": "江苏松柏五金有限公司，某某银行盐城支行，0000 1111 2222", "pay_by": "2026-12-15",
    "object_until": "2026-12-10", "court": "江苏省东台市人民法院", "agent": "无", "interest_claimed": "5000",
    "contract_signing": "《购销合同》，编号 HT-2025-031，盐城市", "goods": "不锈钢灶具，1.2 毫米，120 台",
    "e_service": "yes", "freezing": "no", "frozen_before": "no", "mediation_known": "yes", "mediation_wished": "unsure",
    "quality_dispute": "no", "costs_claimed": "0", "schedule": "2026-12-31 50000\n2027-01-31 46300",
    "default_rate": "8", "notarised": "no", "title_paper": "（2025）苏0981民初0001号民事判决书，东台市人民法院",
    "complaint_body": "盐城市工业和信息化局", "complaint_before": "否",
}  # fmt: skip
EXHIBITS = (
    Listed("购销合同", "双方约定货款和付款日", "original", "双方签订", "1–3"),
    Listed("送货单", "已经交付 120 台", "copy", "被告签收", "4"),
    Listed("聊天记录", "对方承认欠款", "electronic", "原告手机", "5–9", "ab" * 32, "某品牌手机，微信聊天导出"),
)


def material(case: Case = SALE, events: tuple[Event, ...] = EVENTS, on: date = TODAY, **more: object) -> Material:
    """The material of a case, assessed as of a day."""
    assessment = assess(case, events, on, packed(), default_assumptions())
    names = PEOPLE if case.creditor == "person" else NAMES
    kept: dict[str, object] = {
        "number": "20261122-0193AB12", "case": case, "events": events, "assessment": assessment, "names": names,
        "typed": TYPED, "marks": {4: "HT-2025-031／发票0001", 5: "HT-2025-031／发票0002"}, "exhibits": EXHIBITS,
    }  # fmt: skip
    return Material(**kept | more)  # type: ignore[arg-type]
