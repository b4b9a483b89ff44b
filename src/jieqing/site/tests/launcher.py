"""A process that runs the embedded PostgreSQL and commits rows without end, for tests that kill it.

    python launcher.py STATE [BINARIES USER]

Prints the server's process id and address, then the number of each row once it is committed.
"""

import os
import pwd
import signal
import sys
from itertools import count
from pathlib import Path

import psycopg

from jieqing.site import postgres


def become(user: str) -> None:
    """Drops to that user. What is imported late is imported now: the interpreter may lie where the user can't read."""
    try:
        psycopg.connect("host=127.0.0.1 port=1")
    except psycopg.OperationalError:
        person = pwd.getpwnam(user)
        os.setgroups([])
        os.setgid(person.pw_gid)
        os.setuid(person.pw_uid)


def main(state: str, binaries: str | None = None, user: str | None = None) -> None:
    if user:
        become(user)
    with postgres.running(Path(state), binaries=Path(binaries) if binaries else None) as server:
        print(server.process.pid, server.owner_url, flush=True)
        with psycopg.connect(server.owner_url, autocommit=True) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS row (number int PRIMARY KEY)")
            row = connection.execute("SELECT coalesce(max(number), 0) + 1 FROM row").fetchone()
            for number in count(row[0] if row else 1):
                connection.execute("INSERT INTO row VALUES (%s)", [number])
                print(number, flush=True)


if __name__ == "__main__":
    # A shell that runs the tests in the background has Ctrl-C ignored, and its children inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    main(*sys.argv[1:])
