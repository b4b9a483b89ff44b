"""What one payment went to (Civil Code 561): each line as of its day, with the payment and without it."""

from collections.abc import Sequence
from dataclasses import dataclass

from jieqing.claims.rules.asked import asked_of
from jieqing.claims.rules.assessment import Asked
from jieqing.claims.rules.case import Case, Event
from jieqing.claims.rules.lpr import LprTable
from jieqing.kit.words import Words


@dataclass(frozen=True, slots=True)
class Share:
    """What of a payment went to one line; two figures where the line is a range. They sum to the payment."""

    name: Words
    low_fen: int
    high_fen: int


def went_to(case: Case, events: Sequence[Event], index: int, lpr: LprTable) -> tuple[Share, ...]:
    """The shares of the payment that stands at `index`; none for one that the principal has already lost."""
    payment = events[index]
    if not payment.amount_fen or payment.is_in_principal:
        return ()
    earlier = tuple(each for place, each in enumerate(events) if each.on <= payment.on and place < index)
    before = _fen(asked_of(case, earlier, payment.on, lpr))
    after = _fen(asked_of(case, (*earlier, payment), payment.on, lpr))
    shares = []
    for key, (name, low, high) in before.items():
        _name, low_left, high_left = after.get(key, (name, 0, 0))
        fell = sorted((low - low_left, high - high_left))
        if any(fell):
            shares.append(Share(name, *fell))
    return tuple(shares)


def _fen(asked: Asked) -> dict[str, tuple[Words, int, int]]:
    return {line.kind: (line.name, line.low.fen, line.high.fen) for line in asked.lines}
