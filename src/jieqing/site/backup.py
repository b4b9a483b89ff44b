"""`jieqing backup`: database and attachments into one directory, keys into another, so that neither opens alone.

    --to      database.dump  files/<tenant>/<..>/<id> (sealed)  manifest.json
    --keys-to keys/…  key_passphrase, secret_key (where Jieqing keeps them itself)  log_keys.json, log_policy

Taken while the house is open: tables, counts and the list of attachments come from one snapshot. Made beside its place
and moved there whole.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import typer
from django.conf import settings

from jieqing.files import service as files
from jieqing.kit import clock
from jieqing.kit.refusal import Refusal
from jieqing.kit.terminal import say, say_aside, terminal_language
from jieqing.kit.words import Words
from jieqing.site import manifest, pg_programs
from jieqing.site.backup_places import refuse_places
from jieqing.site.log_places import LogPlaces, log_places
from jieqing.site.state import KEPT, SECRETS, state_directory
from jieqing.site.upgrade import own_version

TABLES = """
    SELECT nspname, relname FROM pg_class JOIN pg_namespace AS space ON space.oid = relnamespace
    WHERE relkind = 'r' AND nspname !~ '^pg_' AND nspname <> 'information_schema'
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e') ORDER BY 1, 2
"""


def make_backup(to: Path, keys_to: Path) -> manifest.Manifest:
    """Makes a backup in two new directories and returns its manifest. Needs DATABASE_BACKUP_URL and Django set up.

    Raises Refusal for directories that cannot be used, and for what pg_dump or the store refuse; then nothing is kept.
    """
    refuse_places(to, keys_to)
    url = backup_url()
    with _fresh(to) as folder, _fresh(keys_to) as keys, psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        say(Words("备份数据表……", "Saving the tables ..."))
        (snapshot,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        pg_programs.dump(url, folder / manifest.DUMP, snapshot=snapshot)
        (folder / manifest.DUMP).chmod(0o600)
        failed = _copy_files(connection, url, folder / manifest.FILES)
        say(Words("备份密钥……", "Saving the keys ..."))
        copy_keys(Path(settings.KEY_STORE_DIRECTORY), keys / manifest.KEYS)
        _copy_secrets(keys)
        copy_log_keys(log_places(), LogPlaces.inside(keys))
        made = manifest.Manifest(
            form=manifest.FORM,
            version=own_version(),
            made_at=clock.now().isoformat(timespec="seconds"),
            migrations=tuple(sorted(applied(connection))),
            counts=counts(connection),
            contents=manifest.digests(folder),
            keys=manifest.digests(keys),
            failed=failed,
        )
        made.write(folder)
    _tell(made, to, keys_to)
    return made


def backup_url() -> str:
    """DATABASE_BACKUP_URL, or Refusal."""
    url = os.environ.get("DATABASE_BACKUP_URL")
    if not url:
        raise Refusal(
            "backup_url_missing",
            Words("没有可以读出全部数据的数据库角色。", "No role of the database is named that may read every row."),
            remedy=Words(
                "把角色 jieqing_backup 的地址放进 DATABASE_BACKUP_URL（site/roles.sql 会建好它）。",
                "Put the address of the role jieqing_backup into DATABASE_BACKUP_URL (site/roles.sql makes it).",
            ),
            field="DATABASE_BACKUP_URL",
        )
    return url


def counts(connection: "psycopg.Connection[tuple[object, ...]]") -> dict[str, int]:
    """Rows of every table, by "schema.table"; the connection must be of a role that row-level security passes by."""
    found = {}
    for schema, table in connection.execute(TABLES).fetchall():
        name = psycopg.sql.Identifier(str(schema), str(table))
        row = connection.execute(psycopg.sql.SQL("SELECT count(*) FROM {}").format(name)).fetchone() or (0,)
        found[f"{schema}.{table}"] = int(str(row[0]))
    return found


def applied(connection: "psycopg.Connection[tuple[object, ...]]") -> list[str]:
    """The migrations that were applied, as "app.name"."""
    return [f"{app}.{name}" for app, name in connection.execute("SELECT app, name FROM django_migrations").fetchall()]


def copy_keys(source: Path, target: Path) -> None:
    """Copies a key store's files, for nobody else to read. An empty store makes an empty folder."""
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in sorted(source.rglob("*")) if source.is_dir() else ():
        if path.is_file() and not path.name.startswith("."):  # a name with a dot is half written
            place = target / path.relative_to(source)
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            manifest.write_private(place, path.read_bytes())


def copy_log_keys(source: LogPlaces, target: LogPlaces) -> None:
    """Copies the log's keys and its policy where they are, and where this process may read them."""
    for path, place in ((source.keys, target.keys), (source.policy, target.policy)):
        if os.access(path, os.R_OK) and not place.exists():
            manifest.write_private(place, path.read_bytes())


@contextmanager
def counted(words: Words, n: int) -> Iterator[Callable[[], None]]:
    """A bar at a terminal, a line elsewhere; call what it gives after each of `n` steps."""
    with typer.progressbar(length=n, label=words.to(terminal_language())) as bar:
        yield lambda: bar.update(1)


def _copy_files(connection: "psycopg.Connection[tuple[object, ...]]", url: str, folder: Path) -> dict[str, str]:
    """Copies the attachments that the snapshot knows; returns those that the store had lost or damaged."""
    folder.mkdir(mode=0o700)
    rows = connection.execute("SELECT tenant_id, id, size, sha256 FROM files_storedfile").fetchall()
    wanted = [files.Wanted(*row) for row in rows]  # type: ignore[arg-type]
    with counted(Words("备份附件……", "Saving the attachments ..."), len(wanted)) as each:
        failed = files.copy_out(wanted, folder, each=each)
    if not failed:
        return {}
    # What people removed since the snapshot is no loss.
    with psycopg.connect(url) as now:
        still = now.execute("SELECT id FROM files_storedfile WHERE id = ANY(%s)", [list(failed)]).fetchall()
    return {str(file_id): failed[file_id] for (file_id,) in still}


def _copy_secrets(keys: Path) -> None:
    """What Jieqing keeps of secrets itself; what the environment gives is kept by whoever gives it."""
    for name in SECRETS:
        kept = state_directory() / KEPT[name]
        if kept.is_file() and kept.read_text().strip() == os.environ.get(name):
            manifest.write_private(keys / KEPT[name], kept.read_bytes())


@contextmanager
def _fresh(place: Path) -> Iterator[Path]:
    """A directory beside its place; it moves there whole, or vanishes."""
    fresh = place.with_name(f".{place.name}.partial")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    try:
        yield fresh
        if place.exists():
            place.rmdir()  # empty, or refuse_places had refused it
        fresh.rename(place)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _tell(made: manifest.Manifest, to: Path, keys_to: Path) -> None:
    words = Words(
        "备份完成：{rows} 行、{files} 份附件在 {to}；密钥在 {keys}。两处分开保管。",
        "Saved: {rows} rows and {files} attachments in {to}; the keys in {keys}. Keep the two apart.",
    )
    n = sum(name.startswith(f"{manifest.FILES}/") for name in made.contents)
    say(words.filled(rows=sum(made.counts.values()), files=n, to=to, keys=keys_to))
    if KEPT["JIEQING_KEY_PASSPHRASE"] not in made.keys:
        say_aside(
            Words(
                "密钥库的口令（JIEQING_KEY_PASSPHRASE）不在备份里：请另外保存好，没有它什么也打不开。",
                "The passphrase of the keys (JIEQING_KEY_PASSPHRASE) is not in the backup: keep it safe elsewhere;"
                " without it nothing opens.",
            )
        )
    if KEPT["JIEQING_LOG_KEYS"] not in made.keys and made.counts.get("evidence.checkpoint"):
        say_aside(
            Words(
                "日志的签名密钥（JIEQING_LOG_KEYS）不在备份里：请用有权读取它的用户另外保存，没有它日志不能接着写。",
                "The log's signing keys (JIEQING_LOG_KEYS) are not in the backup: save them as a user who may read"
                " them; without them the log cannot go on.",
            )
        )
    if made.failed:
        say_aside(
            Words(
                "注意：{n} 份附件在存放处已经丢失或损坏，没能备份；编号在 manifest.json 的 failed 里。",
                "Note: {n} attachments were lost or damaged where they are kept, and could not be saved; their ids are"
                " under failed in manifest.json.",
            ).filled(n=len(made.failed))
        )
