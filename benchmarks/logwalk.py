"""How fast an outsider checks a whole published log: every entry, every tile, both signatures, on one core.

    .venv-bench/bin/python benchmarks/logwalk.py [--entries 500000] [--repeat 5]

The limit, measured in the same run: Python's hashlib over the same leaves and as many nodes, and nothing else. Seconds
are of the processor, so that whoever shares the machine does not count; entries are leaves as the house writes them.
"""

import argparse
import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

REPOSITORY = Path(__file__).parents[1]
sys.path.insert(0, str(REPOSITORY / "verifier/tests"))

from logs import POLICY, publish  # noqa: E402

from jieqing_verify.entry import leaf  # noqa: E402
from jieqing_verify.logwalk import walk  # noqa: E402
from jieqing_verify.published import Folder  # noqa: E402

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def main() -> None:
    """Prints the best of some runs, and its part of the limit."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--entries", type=int, default=500_000)
    asked.add_argument("--repeat", type=int, default=5)
    options = asked.parse_args()
    entries = [_leaf(number) for number in range(options.entries)]
    with tempfile.TemporaryDirectory() as name:
        publish(Path(name), entries)
        walked = min(_seconds(lambda: _sound(Path(name))) for _ in range(options.repeat))
    limit = min(_seconds(lambda: _hashes(entries)) for _ in range(options.repeat))
    print(f"{options.entries:,} entries of {len(entries[0])} bytes, best of {options.repeat}, one core")
    print(f"  walk of the log   {options.entries / walked:>9,.0f} entries/s")
    print(f"  hashlib alone     {options.entries / limit:>9,.0f} entries/s  (the limit; reached: {limit / walked:.0%})")


def _leaf(number: int) -> bytes:
    owner, about = str(UUID(int=number % 100)), str(UUID(int=number))
    return leaf(
        id=str(UUID(int=number)), at=AT, event="claims.claim_saved", code="", clock="host:synced",
        device="node-1a2b3c4d", owner=owner, actor="user:17", about=about, salt=os.urandom(16),
        commitment=os.urandom(32), sealed=os.urandom(32),
    )  # fmt: skip


def _sound(folder: Path) -> None:
    if not walk(Folder(folder), POLICY).is_sound:
        raise SystemExit("the log is not sound")


def _hashes(entries: list[bytes]) -> None:
    sha256, node = hashlib.sha256, bytes(65)
    for entry in entries:
        sha256(entry).digest()
        sha256(node).digest()


def _seconds(work: Callable[[], None]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


if __name__ == "__main__":
    main()
