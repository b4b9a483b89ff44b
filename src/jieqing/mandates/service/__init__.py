"""What creditor and agency do with a card. Every verb: load under lock, decide, save, record, announce, together.

Verbs take the version that the person saw; where somebody was faster they raise Moved (409) and nothing is changed.
"""

from jieqing.mandates.service.delivering import delete_expired, deliver, note_lapses
from jieqing.mandates.service.handing_over import close_case, end_for_claim, open_case
from jieqing.mandates.service.sending import send
from jieqing.mandates.service.talking import (
    accept,
    answer,
    ask,
    decline,
    take_back_decline,
    take_back_withdrawal,
    withdraw,
)

__all__ = [
    "accept",
    "answer",
    "ask",
    "close_case",
    "decline",
    "delete_expired",
    "deliver",
    "end_for_claim",
    "note_lapses",
    "open_case",
    "send",
    "take_back_decline",
    "take_back_withdrawal",
    "withdraw",
]
