"""polars, DuckDB and PostgreSQL answering the same questions: the first three on the road of recovery, exactly.

Each gets the same columns and points, ready made, and the areas served as a table of its own, sorted (polars, DuckDB)
or indexed (PostgreSQL); one thread each.
"""

import os

os.environ.setdefault("POLARS_MAX_THREADS", "1")

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import psycopg

from jieqing.matching.columns import MATTERS, Columns
from jieqing.matching.points import Points
from jieqing.matching.rules.firsts import firsts
from jieqing.matching.rules.need import Need
from jieqing.matching.rules.weights import Weights, figure, parts_of
from jieqing.matching.scan import FLAGS
from jieqing.site import postgres

from .brute_force import NEAR, allowed_kinds

Peer = Callable[[Need, Weights], tuple[int, ...]]
K = 3


def agencies_of(columns: Columns, points: Points) -> dict[str, np.ndarray]:
    """The table of agencies: facts and points by name of column."""
    c = columns
    facts = {
        "id": np.arange(len(c), dtype=np.int32), "kind": c.entity_type.astype(np.int16),
        "flags": c.flags.astype(np.int32), "valid_until": c.valid_until,
        "amount_from": c.amount_from_fen, "amount_to": c.amount_to_fen, "no_advance": c.no_advance_limit_fen,
    }  # fmt: skip
    limits = {f"limit_{number}": limit for number, limit in enumerate(c.limit_fen)}
    parts = {f"p{row}": of.astype(np.int16) for row, of in enumerate(points.table[:, :-1])}
    return facts | limits | parts


def areas_of(columns: Columns) -> dict[str, np.ndarray]:
    """The table of areas served, in order of areas."""
    order = np.argsort(columns.area, kind="stable")
    return {"area": columns.area[order], "agency": columns.area_row[order]}


def sql(points: Points, need: Need, weights: Weights) -> str:
    """The question in SQL; the numbers of a need are whole numbers of our own, so they stand in the text."""
    kinds = ", ".join(map(str, allowed_kinds(need, "recovery")))
    conditions = [f"kind IN ({kinds})", f"valid_until > {need.on.toordinal()}"]
    limit = f"limit_{points.matter_class[need.matter]}"
    if need.matter is not None:
        conditions.append(f"flags & {1 << MATTERS.index(need.matter)} <> 0")
    if need.amount_fen is None:
        conditions.append(f"{limit} > 0")
    else:
        conditions += [f"{column} {need.amount_fen}" for column in ("amount_from <=", "amount_to >=", f"{limit} >=")]
    rows = ((points.row_of(part, need), weights.of(part)) for part in parts_of("recovery"))
    terms = [f"p{row}::int * {weight}" for row, weight in rows if row is not None] or ["0"]
    near, source = "0", "agency"
    if need.place is not None:
        near, source = f"near * {weights.nearness}", f"({_near_sql(need.place)}) AS served JOIN agency ON id = agency"
    order = [f"{_has_sql(first, need)} DESC" for first in firsts(need, "recovery")]
    by = ", ".join([*order, f"{' + '.join([near, *terms])} DESC", "id"])
    return f"SELECT id FROM {source} WHERE {' AND '.join(conditions)} ORDER BY {by} LIMIT {K}"


def _near_sql(place: str) -> str:
    levels = {int("1" + place[:digits]): figure("nearness", NEAR[digits]) for digits in NEAR if digits <= len(place)}
    cases = " ".join(f"WHEN {area} THEN {points}" for area, points in levels.items())
    near = f"max(CASE area {cases} ELSE {figure('nearness', 'part')} END) AS near"
    where = " OR ".join([f"area IN ({', '.join(map(str, levels))})", *_parts(place)])
    return f"SELECT agency, {near} FROM area WHERE {where} GROUP BY agency"


def _parts(place: str) -> list[str]:
    key = int("1" + place)
    steps = [100 ** (step + 1) for step in range((6 - len(place)) // 2)]
    return [f"area BETWEEN {key * step} AND {key * step + step - 1}" for step in steps]


def _has_sql(first: str, need: Need) -> str:
    if first == "nothing_in_advance":
        return f"(no_advance >= {need.amount_fen})"
    return f"(flags & {FLAGS[first]} = {FLAGS[first]})"  # type: ignore[index]


def duckdb_peer(columns: Columns, points: Points) -> Peer:
    """DuckDB in memory."""
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    for name, table in (("agency", agencies_of(columns, points)), ("area", areas_of(columns))):
        connection.register("given", table)
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
        connection.unregister("given")
    return lambda need, weights: tuple(row for (row,) in connection.execute(sql(points, need, weights)).fetchall())


@contextmanager
def postgres_peer(columns: Columns, points: Points, state: Path) -> Iterator[Peer]:
    """PostgreSQL of the product's own launcher, over its socket, with covering indexes and fresh statistics."""
    with (
        postgres.running(state, is_durable=False) as server,
        psycopg.connect(server.owner_url, autocommit=True) as connection,
    ):
        for name, table in (("agency", agencies_of(columns, points)), ("area", areas_of(columns))):
            _copy(connection, name, table)
        connection.execute("ALTER TABLE agency ADD PRIMARY KEY (id)")
        connection.execute("CREATE INDEX ON area (area) INCLUDE (agency)")
        connection.execute("VACUUM ANALYZE")
        connection.execute("SET max_parallel_workers_per_gather = 0")
        connection.execute("SET jit = off")
        connection.execute("SET work_mem = '256MB'")
        yield lambda need, weights: tuple(row for (row,) in connection.execute(sql(points, need, weights)).fetchall())


def _copy(connection: psycopg.Connection, name: str, table: dict[str, np.ndarray]) -> None:
    types = {"int16": "smallint", "int32": "integer", "int64": "bigint"}
    columns = ", ".join(f"{column} {types[str(values.dtype)]}" for column, values in table.items())
    connection.execute(f"CREATE UNLOGGED TABLE {name} ({columns})")
    text = io.BytesIO()
    pl.DataFrame(table).write_csv(text, include_header=False)
    with connection.cursor().copy(f"COPY {name} FROM STDIN (FORMAT csv)") as copy:
        copy.write(text.getbuffer())


def polars_peer(columns: Columns, points: Points) -> Peer:
    """polars, lazily."""
    agency = pl.DataFrame(agencies_of(columns, points)).with_columns(pl.col("id").set_sorted()).lazy()
    area = pl.DataFrame(areas_of(columns)).with_columns(pl.col("area").set_sorted()).lazy()
    return lambda need, weights: _polars(agency, area, points, need, weights)


def _polars(agency: pl.LazyFrame, area: pl.LazyFrame, points: Points, need: Need, weights: Weights) -> tuple[int, ...]:
    c = pl.col
    limit = c(f"limit_{points.matter_class[need.matter]}")
    fits = c("kind").is_in(allowed_kinds(need, "recovery")) & (c("valid_until") > need.on.toordinal())
    if need.matter is not None:
        fits &= (c("flags") & (1 << MATTERS.index(need.matter))) != 0
    if need.amount_fen is None:
        fits &= limit > 0
    else:
        fits &= (c("amount_from") <= need.amount_fen) & (c("amount_to") >= need.amount_fen) & (limit >= need.amount_fen)
    rows = ((points.row_of(part, need), weights.of(part)) for part in parts_of("recovery"))
    score = pl.sum_horizontal(
        pl.lit(0), *(c(f"p{row}").cast(pl.Int32) * weight for row, weight in rows if row is not None)
    )
    found = agency.filter(fits)
    if need.place is not None:
        found = found.join(_near_polars(area, need.place), left_on="id", right_on="agency", maintain_order="none")
        score += c("near") * weights.nearness
    firsts_ = [_has_polars(first, need) for first in firsts(need, "recovery")]
    by = [*firsts_, score, -c("id")]
    keyed = found.select("id", *(key.alias(f"k{number}") for number, key in enumerate(by)))
    top = keyed.top_k(K, by=[f"k{number}" for number in range(len(by))]).collect()
    return tuple(top.sort([f"k{number}" for number in range(len(by))], descending=True)["id"].to_list())


def _near_polars(area: pl.LazyFrame, place: str) -> pl.LazyFrame:
    levels = {int("1" + place[:digits]): figure("nearness", NEAR[digits]) for digits in NEAR if digits <= len(place)}
    key = int("1" + place)
    held = pl.col("area").is_in(list(levels))
    for step in (100 ** (number + 1) for number in range((6 - len(place)) // 2)):
        held |= pl.col("area").is_between(key * step, key * step + step - 1)
    points = pl.col("area").replace_strict(levels, default=figure("nearness", "part"), return_dtype=pl.Int32)
    return area.filter(held).group_by("agency").agg(points.max().alias("near"))


def _has_polars(first: str, need: Need) -> pl.Expr:
    if first == "nothing_in_advance":
        return pl.col("no_advance") >= need.amount_fen
    return (pl.col("flags") & FLAGS[first]) == FLAGS[first]  # type: ignore[index]
