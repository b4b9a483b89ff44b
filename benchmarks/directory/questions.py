"""What is asked: seeded needs and weights, from the usual to the one-sided."""

from typing import Any, get_args

import numpy as np

from jieqing.law.divisions import divisions
from jieqing.matching.columns import MATTERS
from jieqing.matching.rules.need import CreditorKind, DebtorKind, Need
from jieqing.matching.rules.weights import Weights, default_weights, parts

from .made_up import ON

Question = tuple[Need, Weights]


def questions(count: int, seed: int, within: tuple[str, ...] = ()) -> list[Question]:
    """Needs with and without place, amount and matter, and weights: half the default, half anything at all."""
    chance = np.random.default_rng(seed)
    codes = [code for code in divisions() if not within or code[:2] in within]
    by_length = {digits: [code for code in codes if len(code) == digits] for digits in (2, 4, 6)}
    return [(_need(chance, by_length), _weights(chance)) for _ in range(count)]


def _need(chance: np.random.Generator, by_length: dict[int, list[str]]) -> Need:
    def pick(values: Any, none: float) -> Any:
        return None if chance.random() < none else values[int(chance.integers(len(values)))]

    digits = int(chance.choice([0, 2, 4, 6], p=[0.15, 0.1, 0.25, 0.5]))
    return Need(
        on=ON,
        matter=pick(MATTERS, 0.1),
        amount_fen=None if chance.random() < 0.1 else int(10 ** chance.uniform(4.5, 10)),
        place=pick(by_length[digits], 0) if digits else None,
        debtor_kind=pick(get_args(DebtorKind), 0.2),
        creditor_kind=pick(get_args(CreditorKind), 0.4),
        wants_enforcement=bool(chance.random() < 0.12),
    )


def _weights(chance: np.random.Generator) -> Weights:
    names = list(parts())
    match int(chance.integers(6)):
        case 0 | 1 | 2:
            return default_weights()
        case 3:
            return Weights(**{name: int(chance.integers(11)) for name in names})
        case 4:
            only = names[int(chance.integers(len(names)))]
            return Weights(**{name: 100 * (name == only) for name in names})
        case _:
            return Weights(**{name: int(chance.choice([0, 0, 1, 7, 100])) for name in names})
