"""Run the tests on Debian's PostgreSQL 15: `make test-debian-postgres`, or `python -m tests.debian_postgres [OPTIONS]`.

The server is a throwaway one, started the way the embedded one is, as an ordinary user. Options are pytest's.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from jieqing.site import postgres

BINARIES = Path("/usr/lib/postgresql/15/bin")


def main(options: list[str]) -> int:
    """Pytest's exit code; 1 where that PostgreSQL is not installed."""
    if not (BINARIES / "initdb").exists():
        print(f"PostgreSQL 15 is not in {BINARIES}. On Debian 12: apt-get install postgresql")
        return 1
    with tempfile.TemporaryDirectory(prefix="jieqing-test-") as name:
        state = Path(name)
        state.chmod(0o711)  # `nobody` passes through when root runs the tests
        with postgres.running(state, binaries=BINARIES, is_durable=False) as server:
            with psycopg.connect(server.owner_url) as connection:
                print(f"PostgreSQL {connection.info.parameter_status('server_version')}", flush=True)
            command = [sys.executable, "-m", "pytest", *options]
            return subprocess.run(command, env=os.environ | server.environment(), check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
