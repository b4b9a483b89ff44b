"""What a creditor needs, without any personal data: nobody's name, number or address can be put in."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from jieqing.agencies.rules.listing import Matter
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

DebtorKind = Literal["person", "company", "government"]
CreditorKind = Literal["person", "company", "financial_institution"]
PLACE = re.compile(r"(?:[0-9]{2}){1,3}")
LARGEST_FEN = 10**15


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """The facts of a claim that choose an agency; None is a fact not known. Raises Refusal for an impossible value.

    `place` is a code of `law.divisions` with two, four or six digits; `wants_enforcement`: the claim is judged; `on` is
    the day as of which licences are looked at.
    """

    on: date
    matter: Matter | None = None
    amount_fen: int | None = None
    place: str | None = None
    debtor_kind: DebtorKind | None = None
    creditor_kind: CreditorKind | None = None
    wants_enforcement: bool = False

    def __post_init__(self) -> None:
        if self.place is not None and not PLACE.fullmatch(self.place):
            raise Refusal(
                "place_unreadable",
                Words(f"地区代码“{self.place}”读不懂。", f"The code of the place, “{self.place}”, cannot be read."),
                remedy=Words("请给两位、四位或六位行政区划代码。", "Give a division code of two, four or six digits."),
                field="place",
            )
        if self.amount_fen is not None and not 0 < self.amount_fen <= LARGEST_FEN:
            raise Refusal(
                "amount_out_of_range",
                Words(
                    "欠款金额须大于零，且不超过十万亿元。",
                    "The amount must be above zero and at most 10 trillion yuan.",
                ),
                remedy=Words("请改正金额，或先留空。", "Correct the amount, or leave it empty for now."),
                field="amount_fen",
            )
