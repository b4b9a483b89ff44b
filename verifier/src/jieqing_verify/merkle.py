"""Merkle trees of RFC 6962 and RFC 9162, section 2.1: roots, proofs, and their checks.

Hashes are 32 bytes. A `Subtree` answers (level, index) with the hash of the complete subtree over the leaves
[index << level, (index + 1) << level): level 0 is the leaf hashes themselves.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

from jieqing_verify.spelling import LARGEST
from jieqing_verify.wrong import Wrong

HASH_BYTES = 32
EMPTY = hashlib.sha256(b"").digest()

Subtree = Callable[[int, int], bytes]


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00 || data)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Nothing, if the leaf hash stands at `index` of the tree of `size` leaves with that root; else a Wrong."""
    _need_hashes(leaf, root, *proof)
    if not 0 <= index < size <= LARGEST:
        raise Wrong("index_outside_tree", "记录的序号不在日志范围内。", "The entry's index is not inside the tree.")
    position, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise _no_proof()
        if position & 1 or position == last:
            found = node_hash(sibling, found)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        position, last = position >> 1, last >> 1
    if last != 0 or found != root:
        raise _no_proof()


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Nothing, if the tree of `new` leaves is the tree of `old` leaves with leaves added after them; else a Wrong.

    An empty old tree is refused: every tree extends it, so that a proof from it says nothing.
    """
    _need_hashes(old_root, new_root, *proof)
    if not 0 < old <= new <= LARGEST:
        raise Wrong(
            "sizes_out_of_order", "两个检查点的大小不合次序。", "The sizes of the two checkpoints are out of order."
        )
    if old == new:
        if proof or old_root != new_root:
            raise _not_consistent()
        return
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        raise _not_consistent()
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    was = now = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise _not_consistent()
        if position & 1 or position == last:
            was, now = node_hash(sibling, was), node_hash(sibling, now)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            now = node_hash(now, sibling)
        position, last = position >> 1, last >> 1
    if last != 0 or was != old_root or now != new_root:
        raise _not_consistent()


def root_of(size: int, subtree: Subtree) -> bytes:
    """The root of the tree of the first `size` leaves."""
    return _root_between(0, size, subtree) if size else EMPTY


def inclusion_path(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """The proof that `verify_inclusion` takes, from the leaf's sibling up. ValueError for an index outside the tree."""
    if not 0 <= index < size:
        raise ValueError("the index is outside the tree")
    begin, end, path = 0, size, []
    while end - begin > 1:
        middle = _middle(begin, end)
        if index < middle:
            path.append(_root_between(middle, end, subtree))
            end = middle
        else:
            path.append(_root_between(begin, middle, subtree))
            begin = middle
    return path[::-1]


def consistency_path(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """The proof that `verify_consistency` takes; empty from 0 (what a witness expects) and from the same size."""
    if not 0 <= old <= new:
        raise ValueError("the old tree is larger than the new one")
    if old in (0, new):
        return []
    begin, end, path = 0, new, []
    while end != old:
        middle = _middle(begin, end)
        if old <= middle:
            path.append(_root_between(middle, end, subtree))
            end = middle
        else:
            path.append(_root_between(begin, middle, subtree))
            begin = middle
    if begin:  # the old tree's own root is known to who checks; a part of it is not
        path.append(_root_between(begin, end, subtree))
    return path[::-1]


class Frontier:
    """A tree that only grows, as the hashes of its complete subtrees, the largest first: all that its root needs."""

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        self.size, self._hashes = size, list(hashes)
        if size < 0 or len(self._hashes) != size.bit_count():
            raise ValueError("a tree has as many complete subtrees as its size has ones")
        if any(len(one) != HASH_BYTES for one in self._hashes):
            raise ValueError("a hash has 32 bytes")

    @property
    def hashes(self) -> tuple[bytes, ...]:
        return tuple(self._hashes)

    def append(self, leaf: bytes) -> None:
        """Adds one leaf hash."""
        self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Adds leaf hashes in their order."""
        hashes, size, sha256 = self._hashes, self.size, hashlib.sha256
        for leaf in leaves:
            found, full = leaf, size
            while full & 1:
                found = sha256(b"\x01" + hashes.pop() + found).digest()
                full >>= 1
            hashes.append(found)
            size += 1
        self.size = size

    def root(self) -> bytes:
        """The root of the tree as it is now."""
        return _folded(self._hashes) if self._hashes else EMPTY


def _middle(begin: int, end: int) -> int:
    """Where RFC 6962 splits: after the largest power of two of leaves that is smaller than all of them."""
    return begin + (1 << ((end - begin - 1).bit_length() - 1))


def _root_between(begin: int, end: int, subtree: Subtree) -> bytes:
    """The root over leaves [begin, end), where begin is a multiple of a power of two at least as large as the range."""
    hashes = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        hashes.append(subtree(level, begin >> level))
        begin += 1 << level
    return _folded(hashes)


def _folded(hashes: Sequence[bytes]) -> bytes:
    found = hashes[-1]
    for left in hashes[-2::-1]:
        found = node_hash(left, found)
    return found


def _need_hashes(*hashes: bytes) -> None:
    if any(len(one) != HASH_BYTES for one in hashes):
        raise Wrong("hash_length", "哈希值的长度不是 32 字节。", "A hash does not have 32 bytes.")


def _no_proof() -> Wrong:
    return Wrong(
        "inclusion_mismatch",
        "证明路径算不出检查点的根：记录不在这棵树中。",
        "The proof does not lead to the root: the entry is not in this tree.",
    )


def _not_consistent() -> Wrong:
    return Wrong(
        "consistency_mismatch",
        "两个检查点不一致：后者不是前者的延续。",
        "The two checkpoints are not consistent: the later one does not extend the earlier one.",
    )
