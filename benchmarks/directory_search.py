"""Search of the directory by name, place, kind and telephone at a large size, beside two ways of plain PostgreSQL.

    .venv-bench/bin/python benchmarks/directory_search.py [--agencies 100000] [--repeat 20] [--plans]

Peers, on the same rows in the same run: ILIKE over name and telephone without an index, and with pg_trgm's GIN indexes.
A trigram index cannot look up two Chinese characters, which is what most names are known by; hence pairs of our own.
Both peers give the first 20 by name and no more; ours counts up to 1,000 as well and falls back on near names.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median

REPOSITORY = Path(__file__).parents[1]
sys.path.insert(0, str(REPOSITORY))
os.environ.setdefault("JIEQING_SECRET_KEY", "a-bench-signs-nothing-that-matters-to-anybody")

import psycopg  # noqa: E402
from benchmarks.directory.made_up import directory  # noqa: E402

from jieqing.agencies.rules.listing import Listing  # noqa: E402
from jieqing.law.divisions import divisions  # noqa: E402
from jieqing.site import house, postgres  # noqa: E402

ENDINGS = {
    "law_firm": "律师事务所", "grassroots_legal_service": "法律服务所", "notary": "公证处",
    "commercial_mediation": "商事调解中心", "peoples_mediation": "人民调解委员会",
    "association_mediation": "商会调解中心", "fi_third_party": "信用服务有限公司",
}  # fmt: skip
BRANDS = [chr(code) for code in range(0x5000, 0x5000 + 1500)]
FREQUENCY = [1 / (rank + 10) for rank in range(len(BRANDS))]
BATCH = 2_000
PLAIN = (
    "SELECT id FROM agencies_agency WHERE name_key ILIKE %(like)s OR phone_digits ILIKE %(like)s ORDER BY name LIMIT 20"
)


def main() -> None:
    """Prints a line a question: ours, and the peers where the question is one that they can answer."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--agencies", type=int, default=100_000)
    asked.add_argument("--repeat", type=int, default=20)
    asked.add_argument("--plans", action="store_true", help="print how PostgreSQL answers each question")
    options = asked.parse_args()
    with _directory(options.agencies) as sample:
        questions = _questions(sample)
        ours = {name: _timed(options.repeat, _ours(asking)) for name, (asking, _) in questions.items()}
        unindexed = {name: _peer(like, 5) for name, (_, like) in questions.items()}
        _with_trigrams()
        trigrams = {name: _peer(like, options.repeat) for name, (_, like) in questions.items()}
        print(f"{options.agencies:,} agencies; median and largest of {options.repeat}, in ms, one connection")
        print(f"{'question':<34} {'ours':>8} {'max':>8} {'pg_trgm':>9} {'no index':>9}")
        for name in questions:
            print(f"{name:<34} {ours[name][0]:>8.1f} {ours[name][1]:>8.1f} {trigrams[name]:>9} {unindexed[name]:>9}")
        if options.plans:
            _print_plans(questions)


def _questions(sample: Listing) -> dict[str, tuple[dict[str, str], str]]:
    """What is asked -> (our question, what a peer looks for, or '' where it cannot)."""
    stem = sample.name.removesuffix("（虚构）").removesuffix(ENDINGS[sample.entity_type])
    brand = stem[-2:]
    digits = sample.phone.replace("-", "")
    return {
        "all, by name": ({}, ""),
        "a whole name": ({"q": sample.name}, f"%{sample.name}%"),
        "two characters of a name": ({"q": brand}, f"%{brand}%"),
        "one of them wrong": ({"q": brand[0] + "饕"}, ""),
        "a common character": ({"q": BRANDS[0]}, f"%{BRANDS[0]}%"),
        "a telephone": ({"q": sample.phone}, f"%{digits}%"),
        "its last four digits": ({"q": digits[-4:]}, f"%{digits[-4:]}%"),
        "a county": ({"place": "昆山"}, ""),
        "a province": ({"place": "江苏"}, ""),
        "a kind in a city": ({"q": "苏州 公证处"}, ""),
        "a kind": ({"kind": "律所"}, ""),
    }


def _ours(asking: dict[str, str]) -> Callable[[], object]:
    from jieqing.agencies import queries  # noqa: PLC0415 - after Django is set up
    from jieqing.kit.actor import ANYONE  # noqa: PLC0415

    return lambda: queries.search(ANYONE, **asking)  # type: ignore[arg-type]


def _peer(like: str, repeat: int) -> str:
    return f"{_timed(repeat, lambda: _all(PLAIN, like=like))[0]:.1f}" if like else "-"


def _timed(repeat: int, act: Callable[[], object]) -> tuple[float, float]:
    """(median, largest) in ms, after one run to warm up."""
    act()
    taken = []
    for _ in range(repeat):
        begun = time.perf_counter()
        act()
        taken.append((time.perf_counter() - begun) * 1000)
    return median(taken), max(taken)


def _all(sql: str, **values: str) -> list[tuple[object, ...]]:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


def _with_trigrams() -> None:
    _all("CREATE INDEX peer_name ON agencies_agency USING gin (name_key gin_trgm_ops)")
    _all("CREATE INDEX peer_phone ON agencies_agency USING gin (phone_digits gin_trgm_ops)")
    _all("VACUUM ANALYZE agencies_agency")


def _print_plans(questions: dict[str, tuple[dict[str, str], str]]) -> None:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    _all("DROP INDEX peer_name, peer_phone")
    for name, (asking, _) in questions.items():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            _ours(asking)()
        print(f"\n== {name}")
        for query in captured.captured_queries:
            print(
                "\n".join(
                    str(row[0]) for row in _all("EXPLAIN " + query["sql"].replace("%", "%%")) if "Scan" in str(row[0])
                )
            )


@contextmanager
def _directory(size: int) -> Iterator[Listing]:
    """A throwaway PostgreSQL with a made-up directory; gives one agency of it."""
    with tempfile.TemporaryDirectory(prefix="jieqing-bench-") as name:
        state = Path(name)
        state.chmod(0o711)  # `nobody` passes through when root runs this
        with postgres.running(state, is_durable=False) as server:
            os.environ.update(server.environment())
            house.migrate()
            from django.db import connections  # noqa: PLC0415

            from jieqing.agencies.models import Agency  # noqa: PLC0415
            from jieqing.agencies.records import row  # noqa: PLC0415

            made_up, chance = directory(size, seed=1), random.Random(1)
            for start in range(0, size, BATCH):
                listings = [_named(made_up.listing(i), i, chance) for i in range(start, min(start + BATCH, size))]
                Agency.objects.bulk_create(map(row, listings))
            with psycopg.connect(server.owner_url, autocommit=True) as owner:
                owner.execute("VACUUM ANALYZE agencies_agency")
            yield listings[len(listings) // 2]
            connections.close_all()


def _named(listing: Listing, number: int, chance: random.Random) -> Listing:
    """The listing with a name and a telephone of its own; brands are as unevenly used as characters are."""
    place = divisions()[listing.place]
    brand = "".join(chance.choices(BRANDS, FREQUENCY, k=3 if number % 3 == 0 else 2))
    name = f"{(place.city or place.province).removesuffix('市')}{brand}{ENDINGS[listing.entity_type]}（虚构）"
    phone = f"0000-{chance.randrange(10**8):08d}" if number % 2 else f"109{chance.randrange(10**8):08d}"
    is_law_firm = listing.entity_type == "law_firm"
    mediations = None if is_law_firm else listing.mediations
    return replace(listing, name=name, phone=phone, address="（虚构）", mediations=mediations, amount_to_fen=None)


if __name__ == "__main__":
    main()
