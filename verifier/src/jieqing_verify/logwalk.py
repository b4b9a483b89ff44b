"""Checks a whole published log: who signed its checkpoint, and every tile and every entry under it.

python -m jieqing_verify.logwalk FOLDER-OR-ADDRESS --policy POLICY [--since CHECKPOINT]
"""

import argparse
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from jieqing_verify.checkpoint import Checkpoint, parse_checkpoint
from jieqing_verify.logtree import (
    ALTERED,
    BUNDLE_BYTES,
    DIFFERS,
    MALFORMED,
    MISSING,
    REWRITTEN,
    SURPLUS,
    TILE_BYTES,
    UNSETTLED,
    Fault,
    Tree,
)
from jieqing_verify.merkle import EMPTY, HASH_BYTES, root_of
from jieqing_verify.note import NOTE_BYTES
from jieqing_verify.policy import Policy, Verdict
from jieqing_verify.published import Source, source_of
from jieqing_verify.tiles import WIDTH, bundle_path, subtree_from, tile_path, unpack_bundle, width_of
from jieqing_verify.wrong import Wrong, shown

__all__ = ["Fault", "Walk", "walk"]

FILE = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*)([0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")
WORDS = {
    MISSING: ("文件 {} 缺失。", "The file {} is missing."),
    MALFORMED: ("文件 {} 的长度或格式不对。", "The file {} has the wrong length or form."),
    ALTERED: ("文件 {} 被改动过：与检查点不符。", "The file {} was altered: it is not what the checkpoint says."),
    UNSETTLED: ("文件 {} 及其下的记录无法核对。", "The file {} and what is under it cannot be settled."),
    SURPLUS: ("文件 {} 不属于日志。", "The file {} is no part of a log."),
    DIFFERS: ("日志文件算不出 {} 的根。", "The log's files do not give the root of the {}."),
    REWRITTEN: (
        "{} 不是此前检查点的延续：日志被改写过。",
        "The {} does not extend the earlier one: the log was rewritten.",
    ),
}


@dataclass(frozen=True, slots=True)
class Walk:
    """What was found: who signed (`verdict`), what is wrong (`faults`), which files await a later checkpoint."""

    verdict: Verdict
    faults: tuple[Fault, ...]
    ahead: tuple[str, ...] = ()

    @property
    def checkpoint(self) -> Checkpoint:
        return self.verdict.checkpoint

    @property
    def is_sound(self) -> bool:
        """The log signed, and every file is what it signed. The quorum of witnesses stands in `verdict`."""
        return self.verdict.log_signed and not self.faults


def walk(source: Source, policy: Policy, *, since: Checkpoint | None = None) -> Walk:
    """Reads the log to its end. A Wrong where its checkpoint is none, or is falsely signed (see Policy.judge).

    `since` is a checkpoint seen earlier: the log must extend it.
    """
    note = source.read("checkpoint", NOTE_BYTES)
    if note is None:
        raise Wrong("log_without_checkpoint", "日志没有检查点。", "The log has no checkpoint.")
    verdict = policy.judge(note)
    tree = Tree(source, verdict.checkpoint)
    tree.read()
    faults, ahead = tree.faults, _surplus(source, verdict.checkpoint.size, tree.faults)
    if since is not None and not _extends(source, verdict.checkpoint, since):
        faults.add(Fault("checkpoint", REWRITTEN))
    return Walk(verdict, tuple(sorted(faults)), tuple(sorted(ahead)))


def words(fault: Fault) -> Wrong:
    """A fault in words for people."""
    zh, en = WORDS[fault.code]
    return Wrong(fault.code, zh.format(shown(fault.path)), en.format(shown(fault.path)))


def _extends(source: Source, now: Checkpoint, since: Checkpoint) -> bool:
    """Whether the tiles give the earlier root: sound where they were found to give the present one."""
    if since.origin != now.origin or since.size > now.size:
        return False

    def tile(level: int, n: int, width: int) -> bytes:
        return source.read(tile_path(level, n, width), TILE_BYTES) or b""

    try:
        return since.root == (root_of(since.size, subtree_from(tile, now.size)) if since.size else EMPTY)
    except Wrong:  # a tile that is named already
        return False


def _surplus(source: Source, size: int, faults: set[Fault]) -> list[str]:
    """Names files that no log has, and former partial tiles that say otherwise; gives those of a tree yet to come."""
    ahead = []
    for path in source.names():
        found = FILE.fullmatch(path)
        if not found:
            if path not in ("checkpoint", "policy"):
                faults.add(Fault(path, SURPLUS))
            continue
        level, n, width = _place(found)
        now = width_of(level or 0, n, size)
        if now <= 0:
            ahead.append(path)
        elif width != now and (code := _beside(source, path, level, n, width, now)):
            faults.add(Fault(path, code))
    return ahead


def _place(found: re.Match[str]) -> tuple[int | None, int, int]:
    """(level, None of a bundle; n; width) of a file."""
    kind, before, last, width = found.groups()
    n = int(before.replace("x", "").replace("/", "") + last)
    return (None if kind == "entries" else int(kind)), n, int(width or WIDTH)


def _beside(source: Source, path: str, level: int | None, n: int, width: int, now: int) -> str | None:
    """What is wrong with another width of a tile than the checkpoint's: they begin alike. None where nothing is."""
    limit = BUNDLE_BYTES if level is None else TILE_BYTES
    path_now = bundle_path(n, now) if level is None else tile_path(level, n, now)
    ours, other = source.read(path_now, limit), source.read(path, limit)
    if ours is None or other is None:
        return None  # named already, or gone by now
    if level is None:
        try:
            fits = len(unpack_bundle(other)) == width
        except Wrong:
            fits = False
    else:
        fits = len(other) == width * HASH_BYTES
    if not fits:
        return MALFORMED
    shorter = min(len(ours), len(other))
    return None if ours[:shorter] == other[:shorter] else ALTERED


def main(arguments: list[str] | None = None) -> int:
    """0 where the log is sound and its quorum met, 1 where not."""
    parser = argparse.ArgumentParser(
        prog="python -m jieqing_verify.logwalk", description="Check a whole published log."
    )
    parser.add_argument("where", help="the log's folder or address")
    parser.add_argument("--policy", required=True, type=Path)
    parser.add_argument("--since", type=Path, help="a checkpoint seen earlier")
    asked = parser.parse_args(arguments)
    try:
        policy = Policy.parse(asked.policy.read_bytes())
        since = parse_checkpoint(asked.since.read_bytes())[0] if asked.since else None
        found = walk(source_of(asked.where), policy, since=since)
        found.verdict.require()
    except Wrong as wrong:
        print(f"{wrong.zh} {wrong.en}")
        return 1
    for fault in map(words, found.faults):
        print(f"{fault.zh} {fault.en}")
    print(f"{found.checkpoint.origin}: {found.checkpoint.size} · {'ok' if found.is_sound else 'wrong'}")
    return 0 if found.is_sound else 1


if __name__ == "__main__":
    sys.exit(main())
