"""A made-up directory as columns: seeded, plausible, of any size; `listing(row)` gives one of it back as a listing.

Fees are judged by the rules of the house: each row asks as one of a few dozen bodies made up in full.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial

import numpy as np

from jieqing.agencies.rules.catalogue import entity_kinds
from jieqing.agencies.rules.listing import EntityType, FeeOffer, Licence, Listing, Mediations
from jieqing.agencies.rules.places import provinces
from jieqing.law.divisions import divisions
from jieqing.matching.columns import ENFORCES, LITIGATES, MATTERS, NEVER, Columns, columns_of
from jieqing.matching.rules.fees import NO_LIMIT_FEN
from jieqing.matching.rules.parts import marks
from jieqing.matching.rules.roads import ENTITY_TYPES

ON = date(2026, 11, 22)
KINDS: dict[EntityType, float] = {
    "law_firm": 0.42, "grassroots_legal_service": 0.2, "fi_third_party": 0.04, "peoples_mediation": 0.22,
    "association_mediation": 0.05, "commercial_mediation": 0.03, "notary": 0.04,
}  # fmt: skip
TAKES = np.array([0.7, 0.75, 0.35, 0.45, 0.5, 0.45, 0.5, 0.3, 0.3, 0.35, 0.4])  # share that takes each matter
RECORDS = ("none_found", "found", "not_checked")
REGISTRATIONS = ("active", "not_checked", "suspended", "revoked")
FROM_YUAN, TO_YUAN = (
    (0, 0, 0, 1_000, 10_000, 50_000, 300_000),
    (50_000, 200_000, 1_000_000, 10_000_000, None, None, None),
)
HOURS = (2, 4, 8, 12, 24, 48, 72, None)


@dataclass(frozen=True)
class MadeUp:
    """The columns, and the way back from a row to a listing."""

    columns: Columns
    listing: Callable[[int], Listing]


def directory(size: int, seed: int, within: tuple[str, ...] = ()) -> MadeUp:
    """A directory of `size` agencies, seated in the provinces of `within` (two-digit codes; all by default)."""
    chance = np.random.default_rng(seed)
    districts = [c for c in divisions() if len(c) == 6 and (not within or c[:2] in within)]
    weight = chance.lognormal(0, 1, len(districts))
    seat = np.array([int("1" + c) for c in districts])[chance.choice(len(districts), size, p=weight / weight.sum())]
    kind = chance.choice(len(ENTITY_TYPES), size, p=[KINDS[k] for k in ENTITY_TYPES])
    asking, asks = _asking(kind, chance)
    fees = columns_of(asking, ON)
    facts = _facts(size, kind, chance)
    reach = _reach(seat, kind, chance)
    area_row, area = _areas(seat, reach)
    columns = Columns(
        entity_type=kind.astype(np.uint8),
        area_row=area_row,
        area=area,
        matter_class=fees.matter_class,
        limit_fen=fees.limit_fen[:, asks],
        no_advance_limit_fen=fees.no_advance_limit_fen[asks],
        shares_permille=fees.shares_permille[:, :, asks],
        **{name: facts[name] for name in Columns.__slots__ if name in facts},
    )
    return MadeUp(columns, partial(_listing, columns, facts, seat, reach, asking, asks))


def _facts(size: int, kind: np.ndarray, chance: np.random.Generator) -> dict[str, np.ndarray]:
    takes = chance.random((size, len(MATTERS))) < TAKES
    busy = chance.lognormal(2.3, 1.2, size)
    closed = np.minimum((busy[:, None] * chance.lognormal(0, 0.8, takes.shape)).astype(np.int64), 5000) * takes
    total = closed.sum(1)
    kinds = entity_kinds()
    mediates = np.isin(kind, [i for i, k in enumerate(ENTITY_TYPES) if kinds[k].road == "mediation"])
    courts = np.isin(kind, [i for i, k in enumerate(ENTITY_TYPES) if kinds[k].may_litigate])
    record, registration = (
        chance.choice(3, size, p=[0.82, 0.05, 0.13]),
        chance.choice(4, size, p=[0.9, 0.07, 0.02, 0.01]),
    )
    is_named, enforces = courts & (chance.random(size) < 0.7), courts & (chance.random(size) < 0.55)
    flags = (takes * (1 << np.arange(len(MATTERS)))).sum(1) | ENFORCES * enforces | LITIGATES * courts
    until = ON.toordinal() + chance.integers(-120, 1800, size)
    days = chance.lognormal(4.4, 0.5, size).astype(np.int64)
    agreed = np.floor(total * mediates * chance.beta(6, 3, size)).astype(np.int64)
    to_yuan = np.array([NO_LIMIT_FEN if y is None else y * 100 for y in TO_YUAN])
    hours = np.array([-1 if h is None else h for h in HOURS])
    marked = np.array([[marks(r, g) for g in REGISTRATIONS] for r in RECORDS])
    return {
        "flags": flags.astype(np.uint32),
        "valid_until": np.where(registration >= 2, NEVER, until).astype(np.int32),
        "amount_from_fen": np.array(FROM_YUAN)[chance.choice(len(FROM_YUAN), size)] * 100,
        "amount_to_fen": to_yuan[chance.choice(len(TO_YUAN), size)],
        "closed": np.concatenate([closed.T, total[None]]),
        "median_days": np.where((total == 0) | (chance.random(size) < 0.08), -1, days),
        "upheld": chance.poisson(total * chance.gamma(0.5, 0.01, size)),
        "marks": marked[record, registration],
        "open_places": chance.poisson(chance.gamma(1.2, 5, size)),
        "reply_hours": hours[chance.choice(len(HOURS), size)],
        "is_named": is_named.astype(np.int64),
        "held": total * mediates,
        "agreed": agreed,
        "performed": np.floor(agreed * chance.beta(7, 2, size)).astype(np.int64),
        "_until": until, "_record": record, "_registration": registration,
    }  # fmt: skip


def _asking(kind: np.ndarray, chance: np.random.Generator) -> tuple[list[Listing], np.ndarray]:
    """A few dozen bodies with fee offers of all forms, and for each row the one that it asks like."""
    bodies = [_body(k, offers) for k in ENTITY_TYPES for offers in _offers(k, np.random.default_rng(7))]
    of_kind = [[i for i, body in enumerate(bodies) if body.entity_type == k] for k in ENTITY_TYPES]
    turn = chance.random(len(kind))
    width = np.array([len(which) for which in of_kind])[kind]
    first = np.array([which[0] for which in of_kind])[kind]
    return bodies, first + (turn * width).astype(int)


def _offers(kind: EntityType, chance: np.random.Generator) -> list[tuple[FeeOffer, ...]]:
    if kind == "peoples_mediation":
        return [(FeeOffer("none"),)] * 19 + [(FeeOffer("fixed", fixed_fen=30_000, prepaid=True),)]
    found = [
        (FeeOffer("fixed", fixed_fen=int(chance.integers(5, 90)) * 10_000, prepaid=bool(i % 3)),) for i in range(12)
    ]
    if kind in ("commercial_mediation", "association_mediation"):
        return [*found, (FeeOffer("success_pct", pct=Decimal(5)),)]
    for _ in range(28):
        pct = Decimal(int(chance.integers(8, 44))) / 2
        by_result = FeeOffer("success_pct", pct=pct, travel_pct=Decimal(5), separate_contract_with_notice=True)
        tiers = ((20_000_000, min(pct, Decimal(16))), (None, min(pct, Decimal(16)) / 4))
        stepped = FeeOffer("success_tiers", tiers=tiers, separate_contract_with_notice=bool(chance.random() < 0.9))
        hourly = FeeOffer("hourly", hourly_fen=int(chance.integers(3, 20)) * 10_000, hours_expected=10, prepaid=True)
        found += [(by_result,), (by_result, found[int(chance.integers(12))][0]), (stepped, hourly)]
    return found


def _body(kind: EntityType, offers: tuple[FeeOffer, ...]) -> Listing:
    licence = Licence(entity_kinds()[kind].licences[0].id, "（虚构）", None)
    return Listing(
        id="", name="（虚构）", registration_code="", phone="", address="", place="320508", entity_type=kind,
        licences=(licence,), matters=MATTERS, districts=("320508",), amount_from_fen=0, amount_to_fen=None,
        fee_offers=offers,
    )  # fmt: skip


def _reach(seat: np.ndarray, kind: np.ndarray, chance: np.random.Generator) -> list[np.ndarray]:
    """The areas that each row serves, as two columns of keys, 0 for none: its district, city, province, the country."""
    how = chance.choice(6, len(seat), p=[0.34, 0.12, 0.33, 0.13, 0.06, 0.02])
    how = np.where(np.isin(kind, [1, 3]), np.minimum(how, 2), how)  # grassroots offices and committees stay near home
    city, province = seat // 100, seat // 10_000
    other = np.array([int("1" + p) for p in provinces()])[chance.integers(len(provinces()), size=len(seat))]
    neighbour = city * 100 + chance.integers(1, 40, len(seat))
    return [
        np.select([how <= 1, how == 2, how <= 4, how == 5], [seat, city, province, 1]),
        np.where(how == 1, neighbour, np.where((how == 4) & (other != province), other, 0)),
    ]


def _areas(seat: np.ndarray, reach: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """As `rules.areas.areas_of` has it: areas served, and within them the own district, city and province."""
    near = [seat // step for step in (1, 100, 10_000)]
    held = [np.any([_is_within(area, served) for served in reach], axis=0) * area for area in near]
    table = np.stack([*reach, *held])
    row = np.broadcast_to(np.arange(len(seat)), table.shape)
    pair = np.unique((row.astype(np.int64) << 24 | table)[table > 0])
    return (pair >> 24).astype(np.int32), (pair & 0xFFFFFF).astype(np.int32)


def _is_within(area: np.ndarray, served: np.ndarray) -> np.ndarray:
    return np.any([area // step == served for step in (1, 100, 10_000, 1_000_000)], axis=0) & (served > 0)


def _listing(columns, facts, seat, reach, asking, asks, row: int) -> Listing:  # type: ignore[no-untyped-def]
    def code(key: int) -> str:
        return str(key)[1:]

    c, body = columns, asking[asks[row]]
    places = [provinces() if served[row] == 1 else (code(served[row]),) for served in reach if served[row]]
    upper, days, hours = int(c.amount_to_fen[row]), int(c.median_days[row]), int(c.reply_hours[row])
    courts = entity_kinds()[body.entity_type].may_litigate
    return replace(
        body,
        id=f"{row:07d}",
        place=code(seat[row]),
        districts=tuple(dict.fromkeys(p for some in places for p in some)),
        licences=(replace(body.licences[0], valid_until=date.fromordinal(int(facts["_until"][row]))),),
        matters=tuple(m for i, m in enumerate(MATTERS) if c.flags[row] >> i & 1),
        amount_from_fen=int(c.amount_from_fen[row]),
        amount_to_fen=None if upper == NO_LIMIT_FEN else upper,
        similar_closed={m: int(c.closed[i, row]) for i, m in enumerate(MATTERS) if c.closed[i, row]},
        median_days=None if days < 0 else days,
        upheld_complaints=int(c.upheld[row]),
        open_places=int(c.open_places[row]),
        reply_hours=None if hours < 0 else hours,
        named_lawyer="（虚构）" if c.is_named[row] and courts else None,
        does_enforcement=bool(c.flags[row] & ENFORCES),
        litigation_record=RECORDS[facts["_record"][row]],
        registration=REGISTRATIONS[facts["_registration"][row]],
        mediations=Mediations(int(c.held[row]), int(c.agreed[row]), int(c.performed[row])),
    )
