"""Trees: every proof that is made verifies, and nothing else does."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jieqing_verify import Wrong, merkle
from jieqing_verify.merkle import Frontier, Subtree, leaf_hash, node_hash

# RFC 6962's own example tree, of the reference implementation's test data: eight leaves, and the root of each prefix.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def subtree_of(leaves: list[bytes]) -> Subtree:
    def subtree(level: int, index: int) -> bytes:
        row = leaves[index << level : (index + 1) << level]
        assert len(row) == 1 << level, "asked for a subtree that is not complete"
        while len(row) > 1:
            row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
        return row[0]

    return subtree


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + by_definition(leaves[:k]) + by_definition(leaves[k:])).digest()


def hashes(count: int) -> list[bytes]:
    return [leaf_hash(b"%d" % number) for number in range(count)]


def flipped(data: bytes, bit: int) -> bytes:
    return bytes(byte ^ (1 << bit % 8 if at == bit // 8 else 0) for at, byte in enumerate(data))


def test_the_example_tree_has_the_published_roots():
    leaves = [leaf_hash(bytes.fromhex(text)) for text in LEAVES]
    frontier = Frontier()
    assert frontier.root() == merkle.root_of(0, subtree_of([])) == merkle.EMPTY == hashlib.sha256(b"").digest()
    for size, root in enumerate(ROOTS, start=1):
        frontier.append(leaves[size - 1])
        assert frontier.root().hex() == root
        assert merkle.root_of(size, subtree_of(leaves)).hex() == root


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 600), st.data())
def test_every_inclusion_proof_of_a_random_tree_verifies_and_no_neighbour_does(size, data):
    leaves = hashes(size)
    root, index = by_definition(leaves), data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_path(index, size, subtree_of(leaves))
    merkle.verify_inclusion(index, size, leaves[index], proof, root)
    lies = [
        (index + 1, size, leaves[index], proof, root),
        (index - 1, size, leaves[index], proof, root),
        (index, size, leaf_hash(b"x"), proof, root),
        (index, size, leaves[index], [*proof, root], root),
        (index, size, leaves[index], [root, *proof], root),
        (index, size, leaves[index], proof, flipped(root, data.draw(st.integers(0, 255)))),
    ]
    if proof:
        at, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
        lies += [
            (index, size, leaves[index], proof[:-1], root),
            (index, size, leaves[index], proof[1:], root),
            (index, size, leaves[index], [*proof[:at], flipped(proof[at], bit), *proof[at + 1 :]], root),
            (index, size, leaves[index], [*proof[:at], proof[at][:-1], *proof[at + 1 :]], root),
        ]
    for lie in lies:
        with pytest.raises(Wrong):
            merkle.verify_inclusion(*lie)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 600), st.data())
def test_every_consistency_proof_of_a_random_tree_verifies_and_no_neighbour_does(new, data):
    leaves, old = hashes(new), data.draw(st.integers(1, new))
    was, now = by_definition(leaves[:old]), by_definition(leaves)
    proof = merkle.consistency_path(old, new, subtree_of(leaves))
    merkle.verify_consistency(old, new, proof, was, now)
    bit = data.draw(st.integers(0, 255))
    lies = [
        (old, new, proof, flipped(was, bit), now),
        (old, new, proof, was, flipped(now, bit)),
        (old, new, [*proof, now], was, now),
        (old, new, [was, *proof], was, now),
        (0, new, proof, was, now),
        (new + 1, new, proof, was, now),
    ]
    if old < new:
        lies += [(old, new, proof[:-1], was, now), (old, new, proof[1:], was, now), (old, new, proof, now, was)]
        at = data.draw(st.integers(0, len(proof) - 1))
        lies.append((old, new, [*proof[:at], flipped(proof[at], bit), *proof[at + 1 :]], was, now))
    for lie in lies:
        with pytest.raises(Wrong):
            merkle.verify_consistency(*lie)


def test_every_single_bit_of_a_proof_counts():
    leaves = hashes(7)
    subtree, root, was = subtree_of(leaves), by_definition(leaves), by_definition(leaves[:3])
    within, between = merkle.inclusion_path(5, 7, subtree), merkle.consistency_path(3, 7, subtree)
    for proof, verify in (
        (within, lambda proof: merkle.verify_inclusion(5, 7, leaves[5], proof, root)),
        (between, lambda proof: merkle.verify_consistency(3, 7, proof, was, root)),
    ):
        verify(proof)
        for bit in range(256 * len(proof)):
            whole = flipped(b"".join(proof), bit)
            with pytest.raises(Wrong, match="_mismatch"):
                verify([whole[at : at + 32] for at in range(0, len(whole), 32)])


def test_an_inner_node_is_no_leaf_and_a_leaf_no_inner_node():
    """Hashes that do lead to the root, by a path of another length than the tree has."""
    a, b, c, d = leaves = hashes(4)
    left, right, root = node_hash(a, b), node_hash(c, d), by_definition(leaves)
    for index, size, leaf, proof in (
        (0, 4, left, [right]),
        (3, 4, right, [left]),
        (1, 1, b, [a]),
        (0, 1, d, [c, left]),
    ):
        with pytest.raises(Wrong):
            merkle.verify_inclusion(index, size, leaf, proof, root)
    with pytest.raises(Wrong, match="inclusion_mismatch"):
        merkle.verify_inclusion(0, 1, b, [a], left)
    with pytest.raises(Wrong, match="consistency_mismatch"):  # 2 of 4 shown as 1 of 4, and as 2 of 2
        merkle.verify_consistency(1, 4, [right], left, root)
    with pytest.raises(Wrong, match="consistency_mismatch"):
        merkle.verify_consistency(3, 4, [], by_definition([a, b, c]), root)
    with pytest.raises(Wrong, match="consistency_mismatch"):
        merkle.verify_consistency(2, 3, [c, d], left, node_hash(d, node_hash(left, c)))
    with pytest.raises(Wrong, match="consistency_mismatch"):
        merkle.verify_consistency(3, 4, [c, d, left, a], node_hash(a, by_definition([a, b, c])), node_hash(a, root))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 64, 100, 257])
def test_small_trees_are_proved_at_every_index_and_between_all_sizes(size):
    leaves = hashes(size)
    subtree, root = subtree_of(leaves), by_definition(leaves)
    for index in range(size):
        merkle.verify_inclusion(index, size, leaves[index], merkle.inclusion_path(index, size, subtree), root)
    for old in range(1, size + 1):
        path = merkle.consistency_path(old, size, subtree)
        merkle.verify_consistency(old, size, path, by_definition(leaves[:old]), root)


def test_a_grown_tree_is_no_continuation_of_another():
    leaves = hashes(20)
    other = [*leaves[:3], leaf_hash(b"changed"), *leaves[4:]]
    path = merkle.consistency_path(10, 20, subtree_of(other))
    with pytest.raises(Wrong, match="consistency_mismatch"):
        merkle.verify_consistency(10, 20, path, by_definition(leaves[:10]), by_definition(other))


def test_an_empty_old_tree_and_an_empty_tree_prove_nothing():
    root = by_definition(hashes(4))
    with pytest.raises(Wrong, match="sizes_out_of_order"):
        merkle.verify_consistency(0, 4, [], merkle.EMPTY, root)
    with pytest.raises(Wrong, match="index_outside_tree"):
        merkle.verify_inclusion(0, 0, root, [], root)
    assert merkle.consistency_path(0, 4, subtree_of(hashes(4))) == []


def test_hashes_of_another_length_are_refused_even_where_they_would_not_be_looked_at():
    root = by_definition(hashes(1))
    for bad in (b"", root[:-1], root + b"\0"):
        with pytest.raises(Wrong, match="hash_length"):
            merkle.verify_inclusion(0, 1, root, [bad], root)
        with pytest.raises(Wrong, match="hash_length"):
            merkle.verify_consistency(1, 1, [], bad, bad)


def test_a_size_beyond_the_format_is_refused():
    root = by_definition(hashes(1))
    with pytest.raises(Wrong, match="index_outside_tree"):
        merkle.verify_inclusion(0, 1 << 63, root, [root] * 63, root)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 300), st.integers(0, 300))
def test_a_frontier_carried_on_from_its_hashes_is_the_same_tree(first, more):
    leaves = hashes(first + more)
    begun = Frontier()
    begun.extend(leaves[:first])
    carried = Frontier(begun.size, begun.hashes)
    carried.extend(leaves[first:])
    assert (carried.size, carried.root()) == (first + more, by_definition(leaves))


def test_a_frontier_refuses_hashes_that_do_not_fit_its_size():
    for size, parts in ((3, [bytes(32)]), (1, [bytes(31)]), (0, [bytes(32)]), (-1, [])):
        with pytest.raises(ValueError):
            Frontier(size, parts)


def test_paths_outside_a_tree_are_not_made():
    for make in (lambda: merkle.inclusion_path(3, 3, subtree_of([])), lambda: merkle.consistency_path(4, 3, None)):
        with pytest.raises(ValueError):
            make()
