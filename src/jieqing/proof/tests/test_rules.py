"""Codes, the manifest and the log's addresses: pure, and without a database."""

import os
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieqing.proof.rules import codes
from jieqing.proof.rules.manifest import Contents, Proved, Receipt, Recording, Stamp, packed
from jieqing.proof.rules.recordings import recordings
from jieqing.proof.rules.served import FOR_EVER, NOT_AT_ALL, OCTETS, TEXT, served
from jieqing.proof.rules.telling import what
from jieqing_verify.entry import Opening
from jieqing_verify.tiles import bundle_path, tile_path
from jieqing_verify.zipped import Zipped

SUBJECT = UUID("0190a000-0000-7000-8000-0000000000c1")
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
CHANCE = st.binary(min_size=10, max_size=10)


@given(CHANCE)
def test_a_code_is_read_as_it_was_written(chance: bytes) -> None:
    code = codes.code_of(chance)
    assert len(code) == 19 and code.count("-") == 3
    assert codes.read(code) == code.replace("-", "")


@given(CHANCE, st.integers(0, 15), st.sampled_from(codes.SIGNS))
def test_one_wrong_sign_is_always_found(chance: bytes, at: int, sign: str) -> None:
    signs = codes.code_of(chance).replace("-", "")
    wrong = signs[:at] + sign + signs[at + 1 :]
    assert (codes.read(wrong) is None) == (wrong != signs)


@given(CHANCE, st.integers(0, 14))
def test_two_neighbours_that_changed_places_are_found(chance: bytes, at: int) -> None:
    signs = codes.code_of(chance).replace("-", "")
    pair = {signs[at], signs[at + 1]}
    swapped = signs[:at] + signs[at + 1] + signs[at] + signs[at + 2 :]
    if len(pair) == 2 and pair != {"0", "Z"}:
        assert codes.read(swapped) is None


@pytest.mark.parametrize(
    "change", [str.lower, lambda code: code.replace("-", " "), lambda code: code.replace("-", "—")]
)
def test_a_code_is_read_however_it_is_written(change) -> None:
    code = codes.code_of(bytes(range(10)))
    assert codes.read(change(code)) == code.replace("-", "")


def test_signs_that_look_alike_are_taken_for_what_was_meant() -> None:
    code = codes.code_of(bytes(10))
    assert code == "0000-0000-0000-0000"
    assert codes.read("oOOo-0000-０００0-0000") == "0" * 16
    ones = codes.code_of(int("00001" * 15, 2).to_bytes(10, "big"))
    assert codes.read(ones.replace("1", "l")) == codes.read(ones.replace("1", "I")) == ones.replace("-", "")


@pytest.mark.parametrize(
    "typed", ["", "-", "0" * 15, "0" * 17, "U" * 16, "../../etc/passwd", "０" * 5000, "𝟎" * 16, "0000\x00" * 4],
    ids=["empty", "dash", "short", "long", "no-sign", "path", "flood", "mathematical", "null"],
)  # fmt: skip
def test_what_is_no_code_is_none(typed: str) -> None:
    assert codes.read(typed) is None


def test_codes_do_not_repeat_and_their_digest_is_labelled() -> None:
    made = {codes.code_of(os.urandom(10)) for _each in range(500)}
    assert len(made) == 500
    assert len(codes.digest("0" * 16)) == 64
    with pytest.raises(ValueError, match="ten"):
        codes.code_of(b"short")


def contents(**more: object) -> Contents:
    opening = Opening(bytes(16), str(SUBJECT), "user:1", str(SUBJECT), bytes(32), '{"文":"一"}'.encode())
    given = {
        "entries": (Proved(3, b'{"a":1}', b"proof", opening, None), Proved(9, b"{}", b"p", None, date(2026, 11, 1))),
        "stamps": (Stamp(10, b"note", b"token", (bytes(32),), "一家机构"),),
        "receipts": (Receipt(10, "evm", b"{}"),),
        "recordings": (Recording(3, "材料", "ab" * 32),),
        "summary": b"%PDF",
    }
    return Contents("log.example/1", NOW, "claim", SUBJECT, policy=b"policy\n", **given | more)  # type: ignore[arg-type]


def test_a_pack_is_the_same_bytes_for_the_same_contents_and_lists_every_file() -> None:
    made = packed(contents())
    assert made == packed(contents())
    assert made != packed(contents(summary=None))
    archive = Zipped(made)  # as strict as verifiers are
    assert set(archive.paths) == {
        "manifest.json", "policy.txt", "summary.pdf", "receipts/10-0.json", "timestamps/10-0.checkpoint",
        "timestamps/10-0.tsr", "entries/3.json", "proofs/3.tlog-proof", "opened/3.json", "entries/9.json",
        "proofs/9.tlog-proof",
    }  # fmt: skip
    assert Opening.parse(archive.read("opened/3.json")).body == '{"文":"一"}'.encode()


def test_the_manifest_is_what_the_verifier_reads() -> None:
    from jieqing_verify import manifest

    read = manifest.parse(Zipped(packed(contents())).read("manifest.json"))
    assert [(row.index, row.erased_on) for row in read.entries] == [(3, None), (9, "2026-11-01")]
    assert (read.subject_id, read.summary, read.timestamps[0].size) == (str(SUBJECT), "summary.pdf", 10)


def test_files_are_listed_for_those_events_whose_bodies_hold_their_hash() -> None:
    stored = {"content_sha256": "ab" * 32, "sha256": "cd" * 32, "content_type": "application/pdf"}
    found = recordings(
        [(1, "files.file_stored", stored), (2, "files.file_removed", stored), (3, "claims.paper_made", {"paper": "D1"})]
    )
    assert found == (Recording(1, "材料 PDF 文件", "ab" * 32),)


def test_entries_are_told_in_plain_words() -> None:
    assert what("claims.claim_saved", "", NOW).zh == "存下这笔欠款"
    assert what("mandates.card_sent", "", NOW).zh.startswith("发出卡片")
    assert "nobody.knows_it" in what("nobody.knows_it", "", NOW).en


@pytest.mark.parametrize(
    "place",
    [
        *(tile_path(level, n, width) for level in (0, 1, 63) for n in (0, 1, 999, 1000, 1234067) for width in (1, 256)),
        *(bundle_path(n, width) for n in (0, 67, 1_000_000) for width in (9, 255, 256)),
    ],
    ids=str,
)
def test_every_tile_and_bundle_that_a_log_has_is_served(place: str) -> None:
    found = served(place)
    assert found is not None
    assert (found.place, found.content_type, found.caching) == (place, OCTETS, FOR_EVER)


def test_the_checkpoint_is_text_and_never_kept() -> None:
    for name in ("checkpoint", "policy"):
        found = served(name)
        assert found is not None
        assert (found.content_type, found.caching) == (TEXT, NOT_AT_ALL)


HOSTILE = [
    "", "checkpoint/", "/checkpoint", "CHECKPOINT", "checkpoint\n", "policy.txt", ".lock", "tile", "tile/", "tile/0",
    "tile/0/", "tile/0/../checkpoint", "../log_keys.json", "tile/0/000/..", "tile/0/000.p/0", "tile/0/000.p/256",
    "tile/0/000.p/01", "tile/0/000.p", "tile/00/000", "tile/64/000", "tile/-1/000", "tile/0/0", "tile/0/0000",
    "tile/0/x000/000", "tile/0/x001/x002", "tile/0/1/000", "tile/0/X001/000", "tile/0/000\n", "tile/0/000\x00",
    "tile/0/٠٠٠", "tile/entries/.000.fresh", "tile/data/000", "tile/0//000", "tile/entries/000.p/1/2",
    "tile/0/" + "x001/" * 40 + "000", "%2e%2e/log_keys.json", "tile\\0\\000",
]  # fmt: skip


@pytest.mark.parametrize("asked", HOSTILE, ids=[f"h{n}" for n in range(len(HOSTILE))])
def test_nothing_else_is_served(asked: str) -> None:
    assert served(asked) is None
