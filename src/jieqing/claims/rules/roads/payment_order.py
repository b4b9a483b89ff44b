"""The payment order: its seven conditions, and which answer of the debtor ends it (CN-RT-01, CN-RT-02)."""

from dataclasses import dataclass

CONDITIONS = range(1, 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What the seven conditions look at; None is not known.

    1 money or securities · 2 due, fixed, facts and evidence stated · 3 no counter-performance, no other debt dispute ·
    4 debtor in the mainland and not missing · 5 the order can be served · 6 a basic court with jurisdiction · 7 no
    freezing before suit. Source: 民事诉讼法（2023）225, 民诉法解释（2022）427.
    """

    is_money_or_securities: bool | None = None
    is_due: bool | None = None
    is_amount_fixed: bool | None = None
    states_facts_and_evidence: bool | None = None
    owes_counter_performance: bool | None = None
    has_other_debt_dispute: bool | None = None
    is_debtor_in_mainland: bool | None = None
    is_debtor_missing: bool | None = None
    can_be_served: bool | None = None
    is_basic_court: bool | None = None
    has_jurisdiction: bool | None = None
    is_frozen_before_suit: bool | None = None

    def met(self) -> tuple[bool | None, ...]:
        """For each of the seven conditions in order: met, failed, or None where a fact is missing and none fails."""
        return (
            self.is_money_or_securities,
            _all(self.is_due, self.is_amount_fixed, self.states_facts_and_evidence),
            _all(_no(self.owes_counter_performance), _no(self.has_other_debt_dispute)),
            _all(self.is_debtor_in_mainland, _no(self.is_debtor_missing)),
            self.can_be_served,
            _all(self.is_basic_court, self.has_jurisdiction),
            _no(self.is_frozen_before_suit),
        )


def failed_conditions(application: Application) -> list[int]:
    """The numbers of the conditions that are known to fail; a missing fact fails none."""
    return [number for number, met in zip(CONDITIONS, application.met(), strict=True) if met is False]


def open_conditions(application: Application) -> list[int]:
    """The numbers of the conditions that a missing fact leaves open."""
    return [number for number, met in zip(CONDITIONS, application.met(), strict=True) if met is None]


def fits(application: Application) -> bool | None:
    """Whether an order may be asked for: False where a condition fails, else None where a fact is missing."""
    return _all(*application.met())


def ends_the_order(*, is_written: bool | None, is_against_the_debt: bool | None) -> bool | None:
    """Whether the debtor's objection is valid, so that the order ends: it must be written and go against the debt.

    None where one of the two is not known and the other holds. Source: 民诉法解释（2022）436.
    """
    return _all(is_written, is_against_the_debt)


def _no(known: bool | None) -> bool | None:
    return None if known is None else not known


def _all(*known: bool | None) -> bool | None:
    if False in known:
        return False
    return None if None in known else True
