"""Tiles and bundles: where they stand, what they hold, and the tree that is read out of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jieqing_verify import Wrong, merkle, tiles
from jieqing_verify.merkle import Frontier, leaf_hash
from jieqing_verify.tiles import bundle_path, pack_bundle, subtree_from, tile_path, tiles_of, unpack_bundle, width_of


def published(leaves: list[bytes]) -> dict[tuple[int, int, int], bytes]:
    """Every tile of a tree, made row by row from the definition."""
    made, row, level = {}, leaves, 0
    while row:
        for n in range(0, len(row), 256):
            part = row[n : n + 256]
            made[level, n // 256, len(part)] = b"".join(part)
        full = len(row) // 256
        row = [tiles.root_within(b"".join(row[n * 256 : (n + 1) * 256])) for n in range(full)]
        level += 1
    return made


def test_paths_are_spelled_as_specified():
    assert tile_path(0, 1234067) == "tile/0/x001/x234/067"
    assert tile_path(3, 0, 12) == "tile/3/000.p/12"
    assert tile_path(0, 1067, 12) == "tile/0/x001/067.p/12"
    assert bundle_path(1000, 1) == "tile/entries/x001/000.p/1"
    for wrong in ((64, 0, 256), (-1, 0, 256), (0, -1, 256), (0, 0, 0), (0, 0, 257)):
        with pytest.raises(ValueError):
            tile_path(*wrong)


def test_the_tree_of_70000_has_the_tiles_that_the_specification_counts():
    made = list(tiles_of(70_000))
    assert sum(level == 0 and width == 256 for level, _, width in made) == 273
    assert made[273:] == [(0, 273, 112), (1, 0, 256), (1, 1, 17), (2, 0, 1)]
    assert list(tiles_of(256)) == [(0, 0, 256), (1, 0, 1)]
    assert list(tiles_of(0)) == []
    assert all(width_of(level, n, 70_000) == width for level, n, width in made)
    assert width_of(2, 1, 70_000) <= 0


@settings(max_examples=25, deadline=None)
@given(st.sampled_from([1, 2, 255, 256, 257, 511, 512, 600, 1000, 65_535, 65_536, 65_537, 70_000]), st.data())
def test_every_proof_can_be_made_from_tiles(size, data):
    leaves = [number.to_bytes(32, "big") for number in range(size)]
    made = published(leaves)
    assert set(made) == set(tiles_of(size))
    subtree = subtree_from(lambda *which: made[which], size)
    frontier = Frontier()
    frontier.extend(leaves)
    assert merkle.root_of(size, subtree) == frontier.root()
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    merkle.verify_inclusion(
        index, size, leaves[index], merkle.inclusion_path(index, size, subtree), frontier.root()
    )  # fmt: skip
    before = Frontier()
    before.extend(leaves[:old])
    path = merkle.consistency_path(old, size, subtree)
    merkle.verify_consistency(old, size, path, before.root(), frontier.root())


def test_a_tile_is_asked_for_once_and_its_length_is_checked():
    made, asked = published([bytes(32)] * 300), []

    def tile(level: int, n: int, width: int) -> bytes:
        asked.append((level, n, width))
        return made[level, n, width]

    subtree = subtree_from(tile, 300)
    for index in range(300):
        merkle.inclusion_path(index, 300, subtree)
    assert sorted(asked) == sorted(set(asked))
    with pytest.raises(Wrong, match="not_tile") as refused:
        subtree_from(lambda *which: made[which][:-1], 300)(0, 299)
    assert "tile/0/001.p/44" in refused.value.en
    for outside in ((0, 300), (8, 1), (0, -1)):
        with pytest.raises(ValueError):
            subtree(*outside)


@settings(deadline=None)
@given(st.lists(st.binary(max_size=600), min_size=1, max_size=256))
def test_a_bundle_reads_back_and_hashes_to_its_leaves(entries):
    assert unpack_bundle(pack_bundle(entries)) == entries


def test_the_largest_entry_fits_and_a_larger_one_does_not():
    assert unpack_bundle(pack_bundle([bytes(65_535)])) == [bytes(65_535)]
    for entries in ([], [b""] * 257, [bytes(65_536)]):
        with pytest.raises(ValueError):
            pack_bundle(entries)


@pytest.mark.parametrize(
    "data",
    [b"", b"\0", b"\0\1", pack_bundle([b"ab"])[:-1], pack_bundle([b"ab"]) + b"\0", b"\0\0" * 257],
    ids=["empty", "half", "missing", "short", "surplus", "many"],
)
def test_a_damaged_bundle_is_refused(data):
    with pytest.raises(Wrong, match="not_bundle"):
        unpack_bundle(data)


def test_a_leaf_hash_is_that_of_rfc_6962():
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
