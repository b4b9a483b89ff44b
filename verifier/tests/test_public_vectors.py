"""Vectors of others: transparency-dev/merkle's proofs and Tessera's golden log. Skipped, saying so, where absent."""

import base64
import json
from pathlib import Path

import pytest

from jieqing_verify import Wrong, merkle, tiles
from jieqing_verify.checkpoint import parse_checkpoint
from jieqing_verify.merkle import Frontier, leaf_hash
from jieqing_verify.note import VerifierKey

DATA = Path(__file__).resolve().parents[3] / "shared/data/evidence"
TESSERA_KEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
JUDGED = {
    "inclusion": {"accepted": 6, "refused": 92, "refused for strictness": 0},
    "consistency": {"accepted": 5, "refused": 92, "refused for strictness": 1},
    "subtreeinclusion": {"accepted": 6, "refused": 95, "refused for strictness": 0},
    "subtreeconsistency": {"accepted": 5, "refused": 94, "refused for strictness": 3},
}
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"the public vectors are not at {DATA}")


def hashes(texts: list[str] | None) -> list[bytes]:
    return [base64.b64decode(text or "") for text in texts or []]


def inclusion(case: dict) -> None:
    leaf, root = hashes([case["leafHash"], case["root"]])
    merkle.verify_inclusion(case["leafIdx"], case["treeSize"], leaf, hashes(case["proof"]), root)


def consistency(case: dict) -> None:
    was, now = hashes([case["root1"], case["root2"]])
    merkle.verify_consistency(case["size1"], case["size2"], hashes(case["proof"]), was, now)


def whole_tree(case: dict) -> dict:
    """A vector of a subtree that begins at leaf 0, as the plain proof that it is."""
    if "leafIdx" in case:
        return {"treeSize": case["end"], **case}
    return {"size1": case["end"], "size2": case["size"], **case}


def is_strictly_refused(case: dict) -> bool:
    """What RFC 6962's code accepts and we do not: hashes of another length than 32, proofs from size 0."""
    roots = [case[name] for name in ("root", "root1", "root2", "leafHash") if name in case]
    return case.get("size1") == 0 or any(len(one) != 32 for one in hashes([*roots, *(case["proof"] or [])]))


@needs_data
@pytest.mark.parametrize("kind", ["inclusion", "consistency", "subtreeinclusion", "subtreeconsistency"])
def test_the_vectors_of_the_merkle_library_are_judged_as_they_say(kind):
    verify = inclusion if "inclusion" in kind else consistency
    judged = {"accepted": 0, "refused": 0, "refused for strictness": 0}
    for path in sorted((DATA / "merkle" / kind).rglob("*.json")):
        case = json.loads(path.read_bytes())
        if case.get("start"):
            continue  # a subtree in the middle of a tree: we make and read no such proofs
        case = whole_tree(case) if "start" in case else case
        is_wrong = case["wantErr"] or is_strictly_refused(case)
        try:
            verify(case)
        except Wrong:
            assert is_wrong, path
            judged["refused" if case["wantErr"] else "refused for strictness"] += 1
        else:
            assert not is_wrong, path
            judged["accepted"] += 1
    assert judged == JUDGED[kind]


@needs_data
@pytest.mark.parametrize("size", range(16))
def test_each_checkpoint_of_the_golden_log_is_signed_and_is_the_tree_of_its_files(size):
    log = DATA / "tessera-log"
    checkpoint, signed = parse_checkpoint((log / f"checkpoint.{size}").read_bytes())
    key = VerifierKey.parse(TESSERA_KEY)
    (line,) = signed.signatures
    assert key.made(line) and key.verify(signed.text, line.blob) is None
    assert (checkpoint.origin, checkpoint.size) == ("example.com/log/testdata", size)
    frontier = Frontier()
    if size:
        tile = (log / tiles.tile_path(0, 0, size)).read_bytes()
        entries = tiles.unpack_bundle((log / tiles.bundle_path(0, size)).read_bytes())
        frontier.extend(map(leaf_hash, entries))
        assert b"".join(map(leaf_hash, entries)) == tile
        subtree = tiles.subtree_from(lambda *_: tile, size)
        assert merkle.root_of(size, subtree) == checkpoint.root
        for index, entry in enumerate(entries):
            path = merkle.inclusion_path(index, size, subtree)
            merkle.verify_inclusion(index, size, leaf_hash(entry), path, checkpoint.root)
    assert frontier.root() == checkpoint.root


@needs_data
def test_all_checkpoints_of_the_golden_log_extend_each_other():
    log = DATA / "tessera-log"
    heads = [parse_checkpoint((log / f"checkpoint.{size}").read_bytes())[0] for size in range(16)]
    subtree = tiles.subtree_from(lambda *which: (log / tiles.tile_path(*which)).read_bytes(), 15)
    leaves = [subtree(0, index) for index in range(15)]
    for new in heads[1:]:
        for old in heads[1 : new.size + 1]:
            path = merkle.consistency_path(
                old.size, new.size, tiles.subtree_from(lambda *_, n=new.size: b"".join(leaves[:n]), new.size)
            )
            merkle.verify_consistency(old.size, new.size, path, old.root, new.root)
