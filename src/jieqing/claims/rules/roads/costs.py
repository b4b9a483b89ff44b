"""What a road costs, who pays it first and who bears it in the end (CN-FEE-01, 02, 03; the rest is assumed, JQ-RD-01).

Court fees are advanced by who sues and borne by who loses; the enforcement fee is not advanced at all; each side pays
its own lawyer.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from jieqing.claims.rules.assessment import CostLine
from jieqing.claims.rules.court_fees import arbitration_fee_fen, court_fee_fen
from jieqing.claims.rules.roads.catalogue import catalogue
from jieqing.kit.words import Words

POST = Words("挂号信或快递", "Registered post or courier")
CASE_FEE = Words("案件受理费（简易程序减半到全额）", "Court fee (half by simplified procedure, to the whole)")
SMALL_FEE = Words("案件受理费（减半）", "Court fee (half)")
ORDER_FEE = Words("支付令申请费（对方异议的，自己承担）", "Fee for the payment order (one's own if the debtor objects)")
FREEZING_FEE = Words("保全申请费", "Fee for freezing")
SECURITY = Words("保全担保（保函）", "Security for freezing (a bond)")
ENFORCEMENT_FEE = Words("执行费（不用预交）", "Enforcement fee (not paid in advance)")
ARBITRATION_FEE = Words("仲裁受理费（另有处理费）", "Arbitration fee (expenses of the case on top)")
MEDIATION_FEE = Words("商事调解费（双方分担）", "Fee of commercial mediation (shared)")
CONFIRMATION = Words("司法确认（不收费）", "Confirmation by a court (free)")
NOTARY_FEE = Words("执行证书公证费", "Notary's fee for the certificate of enforcement")
NO_FEE = Words("办理不收费", "No fee is charged")
LAWYER = Words("律师费（按收回的钱估算，可以不请）", "Lawyer (a share of what comes in; one can do without)")

Sums = tuple[int, int]


def costs_of(road: str, sums_fen: Sums, on: date) -> tuple[CostLine, ...]:
    """The costs of a road on what is asked (low and high, fen), a lawyer apart. Low and high by the ends of the sum."""
    if road in _BY_TABLE:
        return _BY_TABLE[road](sums_fen, on)
    if road in _FREE:
        return _free(road)
    if road == "commercial_mediation":
        fee = _shares(sums_fen, catalogue().costs.commercial_mediation_pct)
        return (CostLine(MEDIATION_FEE, *fee, True, "shared", "JQ-RD-01"), _CONFIRMATION)
    return (CostLine(POST, *catalogue().costs.post_fen, True, "creditor", "JQ-RD-01"),)


def lawyer_line(low_fen: int, high_fen: int) -> CostLine:
    """A lawyer's fee, on what comes in."""
    return CostLine(LAWYER, low_fen, high_fen, False, "creditor", "JQ-RD-01")


def _suit(sums: Sums, on: date) -> tuple[CostLine, ...]:
    fee = (court_fee_fen("simplified", sums[0], on), court_fee_fen("case", sums[1], on))
    return (CostLine(CASE_FEE, *fee, True, "debtor", "CN-FEE-01"), _enforcement(sums, on))


def _suit_with_freezing(sums: Sums, on: date) -> tuple[CostLine, ...]:
    fee = (court_fee_fen("preservation", sums[0], on), court_fee_fen("preservation", sums[1], on))
    assumed = catalogue().costs
    low, high = (max(assumed.security_least_fen, share) for share in _shares(sums, assumed.security_pct))
    return (
        *_suit(sums, on),
        CostLine(FREEZING_FEE, *fee, True, "debtor", "CN-FEE-01"),
        CostLine(SECURITY, low, high, True, "creditor", "JQ-RD-01"),
    )


def _small_claims(sums: Sums, on: date) -> tuple[CostLine, ...]:
    fee = (court_fee_fen("simplified", sums[0], on), court_fee_fen("simplified", sums[1], on))
    return (CostLine(SMALL_FEE, *fee, True, "debtor", "CN-FEE-02"), _enforcement(sums, on))


def _payment_order(sums: Sums, on: date) -> tuple[CostLine, ...]:
    fee = (court_fee_fen("payment_order", sums[0], on), court_fee_fen("payment_order", sums[1], on))
    return (CostLine(ORDER_FEE, *fee, True, "debtor", "CN-FEE-01"), _enforcement(sums, on))


def _arbitration(sums: Sums, on: date) -> tuple[CostLine, ...]:
    fee = (arbitration_fee_fen(sums[0], on)[0], arbitration_fee_fen(sums[1], on)[1])
    return (CostLine(ARBITRATION_FEE, *fee, True, "debtor", "CN-FEE-03"), _enforcement(sums, on))


def _notarised(sums: Sums, on: date) -> tuple[CostLine, ...]:
    fee = _shares(sums, catalogue().costs.notary_pct)
    return (CostLine(NOTARY_FEE, *fee, True, "creditor", "JQ-RD-01"), _enforcement(sums, on))


@lru_cache(maxsize=8)  # the same line of one claim stands in six roads
def _enforcement(sums: Sums, on: date) -> CostLine:
    low, high = court_fee_fen("enforcement", sums[0], on), court_fee_fen("enforcement", sums[1], on)
    return CostLine(ENFORCEMENT_FEE, low, high, False, "debtor", "CN-FEE-02")


def _shares(sums: Sums, pcts: tuple[Decimal, Decimal]) -> Sums:
    """Shares of the low and the high sum, rounded down to the fen."""
    return int(sums[0] * pcts[0] / 100), int(sums[1] * pcts[1] / 100)


_CONFIRMATION = CostLine(CONFIRMATION, 0, 0, False, "nobody", "CN-RT-06")
_BY_TABLE: Mapping[str, Callable[[Sums, date], tuple[CostLine, ...]]] = {
    "enforcement": lambda sums, on: (_enforcement(sums, on),),
    "notarised_enforcement": _notarised,
    "small_claims": _small_claims,
    "payment_order": _payment_order,
    "suit_with_freezing": _suit_with_freezing,
    "suit": _suit,
    "arbitration": _arbitration,
}
# Roads whose office charges nothing, and the rule that says so.
_FREE = {
    "labour_arbitration": "CN-RT-22",
    "sme_complaint": "CN-INT-14",
    "association_mediation": "JQ-RD-01",
    "peoples_mediation": "CN-AG-08",
    "bankruptcy_claim": "CN-RT-23",
}
_CONFIRMED = ("association_mediation", "peoples_mediation")


@cache
def _free(road: str) -> tuple[CostLine, ...]:
    nothing = CostLine(NO_FEE, 0, 0, False, "nobody", _FREE[road])
    return (nothing, _CONFIRMATION) if road in _CONFIRMED else (nothing,)
