"""Writes a published log with real keys, for the tests that read one."""

from collections.abc import Sequence
from pathlib import Path

from jieqing_verify.checkpoint import Checkpoint
from jieqing_verify.keys import Cosigner, LogSigner
from jieqing_verify.merkle import Frontier, leaf_hash
from jieqing_verify.policy import Policy, policy_text
from jieqing_verify.tiles import WIDTH, bundle_path, pack_bundle, root_within, tile_path

ORIGIN, AT_S = "log.example/jieqing", 1_795_000_000
LOG = LogSigner.generate(ORIGIN)
WITNESSES = [Cosigner.generate(f"witness.example/w{number}") for number in (1, 2, 3)]
LISTED = [(f"w{number}", one.vkeys(), "") for number, one in enumerate(WITNESSES, start=1)]
POLICY = Policy.parse(policy_text(LOG.vkeys(), LISTED, 2))


def entries_of(size: int) -> list[bytes]:
    return [b"entry %d" % number for number in range(size)]


def publish(folder: Path, entries: Sequence[bytes]) -> Checkpoint:
    """Every tile, every bundle, and a checkpoint that two witnesses signed."""
    leaves = [leaf_hash(entry) for entry in entries]
    for n in range(0, len(entries), WIDTH):
        part = entries[n : n + WIDTH]
        write(folder / bundle_path(n // WIDTH, len(part)), pack_bundle(part))
    row, level = leaves, 0
    while row:
        parts = [b"".join(row[n : n + WIDTH]) for n in range(0, len(row), WIDTH)]
        for n, part in enumerate(parts):
            write(folder / tile_path(level, n, len(part) // 32), part)
        row, level = [root_within(part) for part in parts if len(part) == WIDTH * 32], level + 1
    frontier = Frontier()
    frontier.extend(leaves)
    head = Checkpoint(ORIGIN, len(entries), frontier.root())
    signed = LOG.sign(head, AT_S) + WITNESSES[0].cosign(head, AT_S) + WITNESSES[2].cosign(head, AT_S)
    write(folder / "checkpoint", signed)
    return head


def write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
