"""Which version may bring which tables up to date. A code that is too old, or too new by a step, refuses and says so.

data/releases.yaml lists the releases and what each can upgrade from; the database remembers who upgraded it last.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from jieqing.kit.catalogue import read_yaml
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

RELEASES = Path(__file__).parent / "data" / "releases.yaml"
FIRST = "0.1.0"  # its tables do not say their version


@dataclass(frozen=True, slots=True)
class Release:
    """A released version, and the minor versions ('0.1') whose tables it can upgrade."""

    version: str
    upgrades_from: tuple[str, ...]


@cache
def releases() -> tuple[Release, ...]:
    """Every release, the oldest first."""
    rows = read_yaml(RELEASES)
    return tuple(Release(str(row["version"]), tuple(map(str, row["upgrades_from"]))) for row in rows)


def own_version() -> str:
    """The version of this code."""
    return metadata.version("jieqing")


def refuse_wrong_tables(connection: BaseDatabaseWrapper) -> None:
    """Raises Refusal when this code is older than the tables, or the step between them skips a release."""
    applied = MigrationRecorder(connection).applied_migrations()
    if not applied:
        return  # a fresh database
    version = version_of(connection)
    refuse_unknown([f"{app}.{name}" for app, name in applied], version)
    refuse_skip(version, own_version(), releases())


def version_of(connection: BaseDatabaseWrapper) -> str:
    """The version that brought these tables up to date last."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('house.version') IS NOT NULL")
        if not (cursor.fetchone() or (False,))[0]:
            return FIRST
        cursor.execute("SELECT version FROM house.version")
        row = cursor.fetchone()
    return str(row[0]) if row else FIRST


def remember_version(connection: BaseDatabaseWrapper) -> None:
    """Notes in the database that this version brought its tables up to date."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO house.version (version) VALUES (%s) ON CONFLICT (only_row) DO UPDATE"
            " SET version = excluded.version WHERE version.version <> excluded.version",
            [own_version()],
        )


def refuse_unknown(applied: Iterable[str], version: str) -> None:
    """Raises Refusal when tables were changed by migrations ("claims.0002_more") that this code does not know."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    unknown = sorted(set(applied) - known)
    if unknown:
        raise Refusal(
            "tables_newer",
            Words(
                "数据是较新的版本 {theirs} 的，这里是 {own}，不能打开（不认识 {n} 步改动，如 {example}）。",
                "The data are of the newer version {theirs}; this is {own} and cannot open them"
                " ({n} changes unknown, {example} for one).",
            ).filled(theirs=version, own=own_version(), n=len(unknown), example=unknown[-1]),
            remedy=Words("安装 {theirs} 或更新的版本。", "Install version {theirs} or a later one.").filled(
                theirs=version
            ),
            status=503,
        )


def refuse_skip(theirs: str, own: str, known: Sequence[Release]) -> None:
    """Raises Refusal when `own` cannot upgrade the tables of version `theirs` in one step; names the step between."""
    if _minor(theirs) == _minor(own):
        return
    release = next((each for each in known if each.version == own), None)
    if release is not None and _minor(theirs) in release.upgrades_from:
        return
    between = [each.version for each in known if _minor(theirs) in each.upgrades_from]
    message = Words(
        "不能从 {theirs} 直接升级到 {own}：中间的版本不能跳过。",
        "Tables of {theirs} cannot be upgraded to {own} directly: a version between them must not be skipped.",
    )
    remedy = (
        Words("先安装 {step}，运行一次 jieqing migrate，再装 {own}。",
              "Install {step} first, run jieqing migrate once, then install {own}.")
        if between
        else Words("安装 {theirs}；从它到 {own} 没有升级的路。",
                   "Install {theirs}; there is no way of upgrading from it to {own}.")
    )  # fmt: skip
    raise Refusal(
        "upgrade_skips_a_version",
        message.filled(theirs=theirs, own=own),
        remedy=remedy.filled(step=between[-1] if between else "", theirs=theirs, own=own),
        status=503,
    )


def _minor(version: str) -> str:
    return ".".join(version.split(".")[:2])
