"""What courts and tribunals charge on a sum: tables in parts, cumulative, exact, rounded once (CN-FEE-01, 03)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, get_args

from jieqing.law.pack import at, rule

CourtFeeKind = Literal["case", "mediated", "withdrawn", "simplified", "payment_order", "enforcement", "preservation"]
KINDS: tuple[CourtFeeKind, ...] = get_args(CourtFeeKind)
_UNIT = 100_000  # of a fen: rates have up to three decimals of a per cent


@dataclass(frozen=True, slots=True)
class Table:
    """A flat fee, then a share of each further part. `steps`: (from fen, fee up to there, share), in 1/100,000 fen."""

    steps: tuple[tuple[int, int, int], ...]
    most: int | None

    @classmethod
    def of(cls, written: dict[str, Any]) -> "Table":
        """As a pack writes it: flat_fen, bands [[upper limit in fen or null, per cent], …], perhaps most_fen."""
        steps, lower, due = [], 0, written["flat_fen"] * _UNIT
        for upper, pct in written["bands"]:
            share = int(Decimal(pct) * _UNIT / 100)
            steps.append((lower, due, share))
            if upper is not None:
                due, lower = due + (upper - lower) * share, upper
        most_fen = written.get("most_fen")
        return cls(tuple(reversed(steps)), None if most_fen is None else most_fen * _UNIT)

    def exact(self, claim_fen: int) -> int:
        """The fee on a sum in fen, in 1/100,000 fen, not rounded."""
        for lower, due, share in self.steps:
            if claim_fen > lower or not lower:
                fee = due + (claim_fen - lower) * share
                return fee if self.most is None else min(fee, self.most)
        raise AssertionError("the lowest step begins at 0")


def court_fee_fen(kind: CourtFeeKind, claim_fen: int, on: date | None = None) -> int:
    """What the court charges on a claim of `claim_fen` (not negative), in fen, rounded half up once.

    By the table of the day, None: by the last one. mediated, withdrawn, simplified are half of `case`, payment_order a
    third. Source: 诉讼费用交纳办法 13–16 (CN-FEE-01). Raises NotInForce before 2007-04-01.
    """
    tables, parts = _court_tables(on)
    part = parts.get(kind)
    if part is None:
        return _half_up(tables[kind].exact(claim_fen), _UNIT)
    return _half_up(tables["case"].exact(claim_fen), part * _UNIT)


def arbitration_fee_fen(claim_fen: int, on: date | None = None) -> tuple[int, int]:
    """The least and the most that an arbitration commission charges for taking a case, in fen (CN-FEE-03)."""
    least, most = _arbitration_tables(on)
    return _half_up(least.exact(claim_fen), _UNIT), _half_up(most.exact(claim_fen), _UNIT)


def _half_up(exact: int, unit: int) -> int:
    """Whole fen of a sum counted in parts of a fen; whole numbers, since a batch asks for millions of fees."""
    return (2 * exact + unit) // (2 * unit)


def _written(rule_id: str, on: date | None) -> Any:
    return rule(rule_id).values[-1].value if on is None else at(rule_id, on)


@lru_cache(maxsize=1024)
def _court_tables(on: date | None) -> tuple[dict[str, Table], dict[str, int]]:
    written = _written("CN-FEE-01", on)
    return {kind: Table.of(written[kind]) for kind in written if kind != "part_of_case"}, written["part_of_case"]


@lru_cache(maxsize=1024)
def _arbitration_tables(on: date | None) -> tuple[Table, Table]:
    written = _written("CN-FEE-03", on)
    return Table.of(written["least"]), Table.of(written["most"])
