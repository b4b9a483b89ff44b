"""What was sealed comes back whole, for its owner, subject and file, or not at all."""

import secrets
import tracemalloc
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jieqing.files.sealing import CHUNK_BYTES, MAGIC, TAG_BYTES, Damaged, seal, sealed_size, unseal

KEY = secrets.token_bytes(32)
OWNER, SUBJECT, FILE = (UUID(int=n) for n in (1, 2, 3))
BOUND = (OWNER, SUBJECT, FILE)
SIZES = (1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES + 7)


def _sealed(data: bytes) -> bytes:
    return b"".join(seal(data, KEY, *BOUND))


@pytest.mark.parametrize("size", SIZES)
def test_comes_back_whole_in_pieces_of_any_size(size: int) -> None:
    data = secrets.token_bytes(size)
    sealed = _sealed(data)
    assert len(sealed) == sealed_size(size)
    assert data[:64] not in sealed or size < 16
    for piece in (1 if size < 10 else 1000, CHUNK_BYTES, len(sealed)):
        pieces = [sealed[at : at + piece] for at in range(0, len(sealed), piece)]
        assert b"".join(unseal(pieces, KEY, *BOUND)) == data


@settings(max_examples=200, deadline=None)
@given(st.binary(min_size=1, max_size=300), st.data())
def test_a_single_changed_bit_is_noticed(data: bytes, draw: st.DataObject) -> None:
    sealed = bytearray(_sealed(data))
    at, bit = draw.draw(st.integers(0, len(sealed) - 1)), draw.draw(st.integers(0, 7))
    sealed[at] ^= 1 << bit
    with pytest.raises(Damaged):
        list(unseal([bytes(sealed)], KEY, *BOUND))


def test_no_chunk_can_be_left_out_moved_repeated_or_cut_off() -> None:
    whole = CHUNK_BYTES + TAG_BYTES
    sealed = _sealed(secrets.token_bytes(3 * CHUNK_BYTES))[len(MAGIC) :]
    first, second, third = (sealed[n * whole : (n + 1) * whole] for n in range(3))
    for chunks in (
        (first, second), (first, third), (second, first, third), (first, first, second, third),
        (first, second, third, third), (first,), (), (first, second, third[:-1]),
    ):  # fmt: skip
        with pytest.raises(Damaged):
            list(unseal([MAGIC, *chunks], KEY, *BOUND))


def test_opens_for_nothing_else_than_what_it_was_sealed_for() -> None:
    sealed = _sealed(b"paper")
    for place in range(3):
        with pytest.raises(Damaged):
            list(unseal([sealed], KEY, *(uuid4() if n == place else each for n, each in enumerate(BOUND))))
    with pytest.raises(Damaged):
        list(unseal([sealed], secrets.token_bytes(32), *BOUND))


def test_fifty_megabytes_pass_with_a_few_chunks_in_memory() -> None:
    data = bytes(50_000_000)
    tracemalloc.start()
    size = sum(map(len, unseal(seal(data, KEY, *BOUND), KEY, *BOUND)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size == len(data)
    assert peak < 8 * CHUNK_BYTES
