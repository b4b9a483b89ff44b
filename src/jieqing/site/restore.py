"""`jieqing restore`: a backup into a fresh database, an empty store and an empty key store; then a proof that it opens.

Everything is checked before anything is written. The database comes last and whole, so a restore that was cut short can
simply be run again.
"""

import os
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections

from jieqing.files import service as files
from jieqing.kit.refusal import Refusal
from jieqing.kit.terminal import say
from jieqing.kit.words import Words
from jieqing.site import house, manifest, pg_programs, upgrade
from jieqing.site.backup import TABLES, backup_url, copy_keys, copy_log_keys, counted, counts
from jieqing.site.log_places import LogPlaces, log_places
from jieqing.site.opening_proof import open_a_value
from jieqing.site.state import KEPT, SECRETS, state_directory

ROLES = ("jieqing_app", "jieqing_vault", "jieqing_evidence", "jieqing_sequencer", "jieqing_backup")


def restore_backup(source: Path, keys_source: Path) -> None:
    """Restores the backup in `source` with the keys in `keys_source`; the database's addresses are in the environment.

    Needs Django set up, after `state.take_secrets`.

    Raises Refusal: backup_missing, backup_incomplete, backup_altered, keys_missing, tables_newer,
    upgrade_skips_a_version, database_url_missing, database_not_empty, roles_missing, store_not_empty,
    keys_not_empty; and counts_differ, or what the vault says, when the restored data are not what was saved.
    """
    saved = manifest.read_manifest(source)
    _refuse_missing_keys(saved, keys_source)
    upgrade.refuse_unknown(saved.migrations, saved.version)
    upgrade.refuse_skip(saved.version, upgrade.own_version(), upgrade.releases())
    owner = _owner_url()
    say(Words("核对备份……", "Checking the backup ..."))
    manifest.check_digests(source, saved.contents, option="--from")
    manifest.check_digests(keys_source, saved.keys, option="--keys-from")
    _refuse_used_database(owner)
    _refuse_used_places(source, saved)

    say(Words("恢复密钥……", "Restoring the keys ..."))
    copy_keys(keys_source / manifest.KEYS, Path(settings.KEY_STORE_DIRECTORY))
    _keep_secrets(keys_source)
    n = sum(name.startswith(f"{manifest.FILES}/") for name in saved.contents)
    with counted(Words("恢复附件……", "Restoring the attachments ..."), n) as each:
        files.copy_in(source / manifest.FILES, each=each)
    say(Words("恢复数据表……", "Restoring the tables ..."))
    pg_programs.load(owner, source / manifest.DUMP)
    _compare_counts(saved)
    house.migrate()
    proven = open_a_value(backup_url())
    connections.close_all()
    _tell(saved, n, is_proven=proven)


def _refuse_missing_keys(saved: manifest.Manifest, keys_source: Path) -> None:
    if saved.keys and not keys_source.is_dir():
        raise Refusal(
            "keys_missing",
            Words(
                "没有密钥：{path} 不是目录。没有密钥，恢复的数据打不开。",
                "The keys are missing: {path} is no directory. Without them what is restored does not open.",
            ).filled(path=keys_source),
            remedy=Words(
                "--keys-from 写 jieqing backup --keys-to 生成的那个目录。",
                "Give --keys-from the directory that jieqing backup --keys-to made.",
            ),
            field="--keys-from",
        )


def _keep_secrets(keys_source: Path) -> None:
    for name in SECRETS:
        saved = keys_source / KEPT[name]
        if saved.is_file() and os.environ.get(name) == saved.read_text().strip():
            manifest.write_private(state_directory() / KEPT[name], saved.read_bytes())
    copy_log_keys(LogPlaces.inside(keys_source), log_places())


def _owner_url() -> str:
    urls = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BACKUP_URL")
    missing = [name for name in urls if not os.environ.get(name)]
    if missing:
        raise Refusal(
            "database_url_missing",
            Words("还缺数据库地址：{names}。", "Addresses of the database are missing: {names}.").filled(
                names=", ".join(missing)
            ),
            remedy=Words(
                "三个都要指向同一个新建的空数据库；或一个都不设，用内置的数据库。",
                "Set all three to the same fresh, empty database; or none of them, to use the embedded one.",
            ),
            field=missing[0],
        )
    return os.environ["DATABASE_OWNER_URL"]


def _refuse_used_database(owner: str) -> None:
    with psycopg.connect(owner) as connection:
        tables = connection.execute(TABLES).fetchall()
        names = connection.execute("SELECT rolname FROM pg_roles").fetchall()
    if tables:
        raise Refusal(
            "database_not_empty",
            Words("数据库不是空的（有 {n} 张表）。", "The database is not empty (it has {n} tables).").filled(
                n=len(tables)
            ),
            remedy=Words(
                "只往新建的空数据库里恢复：新建一个，或用 JIEQING_STATE 指定新的数据目录。",
                "A backup is restored into a fresh database only: create one, or name a new state directory in"
                " JIEQING_STATE.",
            ),
            field="DATABASE_OWNER_URL",
        )
    missing = sorted(set(ROLES) - {name for (name,) in names})
    if missing:
        raise Refusal(
            "roles_missing",
            Words("这台数据库服务器还没有角色 {names}。", "This database server has no roles {names} yet.").filled(
                names=", ".join(missing)
            ),
            remedy=Words("让超级用户先运行一次 site/roles.sql。", "Have a superuser run site/roles.sql once, first."),
            field="DATABASE_OWNER_URL",
        )


def _refuse_used_places(source: Path, saved: manifest.Manifest) -> None:
    """What an earlier try of this same restore left is no hindrance; anything else is somebody's."""
    strangers = files.strangers_in_store(source / manifest.FILES)
    if strangers:
        raise Refusal(
            "store_not_empty",
            Words(
                "附件存放处已经有 {n} 份别的附件。",
                "The store holds {n} attachments already that are not of this backup.",
            ).filled(n=strangers),
            remedy=Words("用 JIEQING_FILES 指定一个新的位置。", "Name a new place in JIEQING_FILES."),
            field="JIEQING_FILES",
        )
    there = manifest.digests(Path(settings.KEY_STORE_DIRECTORY))
    if any(saved.keys.get(f"{manifest.KEYS}/{name}") != digest for name, digest in there.items()):
        raise Refusal(
            "keys_not_empty",
            Words("密钥库 {path} 里已经有别的密钥。", "The key store {path} holds other keys already.").filled(
                path=settings.KEY_STORE_DIRECTORY
            ),
            remedy=Words(
                "用 JIEQING_KEYS 指定一个新目录；那些密钥可能还有用，不要删。",
                "Name a new directory in JIEQING_KEYS; do not delete those keys, they may be needed.",
            ),
            field="JIEQING_KEYS",
        )


def _compare_counts(saved: manifest.Manifest) -> None:
    with psycopg.connect(backup_url()) as connection:
        found = counts(connection)
    differing = [f"{table}: {found.get(table)} ≠ {n}" for table, n in saved.counts.items() if found.get(table) != n]
    if differing:
        raise Refusal(
            "counts_differ",
            Words(
                "恢复后的行数和备份时不同：{tables}", "After the restore the tables count differently: {tables}"
            ).filled(tables="; ".join(differing)),
            remedy=Words(
                "不要使用这个数据库；换一个备份，恢复到另一个空数据库。",
                "Don't use this database; restore another backup into another empty one.",
            ),
            status=500,
        )


def _tell(saved: manifest.Manifest, n: int, *, is_proven: bool) -> None:
    rows = sum(saved.counts.values())
    words = Words(
        "恢复完成：{rows} 行、{files} 份附件，行数与 {at} 的备份相同。",
        "Restored: {rows} rows and {files} attachments, the same counts as in the backup of {at}.",
    )
    say(words.filled(rows=rows, files=n, at=saved.made_at))
    if is_proven:
        say(Words("封存的内容能用这些密钥打开。", "What is sealed opens with these keys."))
    else:
        say(
            Words(
                "库里还没有封存的内容，没有可以试开的。", "Nothing is sealed in it yet, so nothing was opened to try."
            )
        )
