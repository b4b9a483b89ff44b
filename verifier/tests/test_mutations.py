"""Whatever is done to a pack: the verifier answers, and says no more in green than it says of the honest pack.

The careless liar changes octets of the archive; the careful one changes a file and writes all hashes anew.
"""

import json
import re
import struct
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from verifier.tests import packs
from verifier.tests.packs import RECORDED, SAVED, Parts

from jieqing_verify.pack import verify_pack
from jieqing_verify.report import Report
from jieqing_verify.zipped import Zipped

CENTRAL, CENTRAL_BYTES = b"PK\1\2", 46
# Of the central directory: who packed it, its notes on the kind of text, its notes on who may read the file. (Of the
# last only the bits that would make it a link, a folder or a device are looked at.)
OUTSIDE_OF_WHAT_MATTERS = {4, 5, 36, 37, 38, 39, 40, 41}
COSTLY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def small() -> Parts:
    """Two entries, one time stamp, a recording: small enough to be changed octet by octet."""
    pack = packs.parts(packs.log(), shown=(SAVED, RECORDED))
    del pack.manifest["timestamps"][1:], pack.manifest["receipts"][1:]
    kept = {"policy.txt", "timestamps/40.checkpoint", "timestamps/40.tsr", "receipts/17.json", "recordings/call.wav"}
    kept |= {path for path in pack.files if path.startswith(("entries/", "proofs/", "opened/"))}
    pack.manifest["summary"] = None
    return Parts(pack.manifest, {path: data for path, data in pack.files.items() if path in kept})


@cache
def archive() -> bytes:
    return small().zip()


def judge(data: bytes) -> Report:
    """As a careful reader does: with the keys and the root got elsewhere."""
    return verify_pack(data, policy=packs.log().policy, roots=[packs.authority().root.certificate])


def said(report: Report) -> set[str]:
    """What it says in green, but for how many files there are and how many entries are opened."""
    told = {one.en for one in report.lines if one.status == "ok" and one.code != "zip_ok"}
    return {re.sub(r"^The [0-9]+ opened entries", "The opened entries", one) for one in told}


@cache
def truth() -> set[str]:
    assert judge(archive()).is_proved
    return said(judge(archive()))


def is_harmless(data: bytes) -> bool:
    """Refused, or nothing is said in green that the honest pack does not say."""
    report = judge(data)
    report.as_json()
    return not report.is_proved or said(report) <= truth()


def flipped(data: bytes, at: int, bit: int = 0) -> bytes:
    return data[:at] + bytes((data[at] ^ 1 << bit,)) + data[at + 1 :]


def contents(data: bytes) -> dict[str, bytes]:
    """What stands in the files: deflate leaves a few bits after the end of a stream that nobody reads."""
    files = Zipped(data)
    return {path: files.read(path) for path in files.paths}


def directory_fields() -> Iterator[tuple[int, int]]:
    """(where in the archive, where in its entry) of each octet of the central directory's fixed part."""
    data = archive()
    (at,) = struct.unpack("<I", data[-6:-2])
    while data[at : at + 4] == CENTRAL:
        yield from ((at + field, field) for field in range(CENTRAL_BYTES))
        (name_bytes,) = struct.unpack_from("<H", data, at + 28)
        at += CENTRAL_BYTES + name_bytes


def test_a_flip_in_the_archive_is_found_wherever_it_matters() -> None:
    """Every octet of headers, names and directory; of the files' data every 29th."""
    data = archive()
    outside = {at for at, field in directory_fields() if field in OUTSIDE_OF_WHAT_MATTERS}
    headers = set(_header_octets(data))
    tried = sorted(headers | set(range(0, len(data), 29)))
    unnoticed = [at for at in tried if at not in outside and judge(flipped(data, at, at % 8)).is_proved]
    assert len(headers) > 1000
    assert all(at not in headers and contents(flipped(data, at, at % 8)) == contents(data) for at in unnoticed)
    assert all(is_harmless(flipped(data, at, at % 7)) for at in outside)


def _header_octets(data: bytes) -> Iterator[int]:
    (directory,) = struct.unpack("<I", data[-6:-2])
    at = 0
    while at < directory:
        packed, _, name_bytes = struct.unpack_from("<IIH", data, at + 18)
        yield from range(at, at + 30 + name_bytes)
        at += 30 + name_bytes + packed
    yield from range(directory, len(data))


@pytest.mark.parametrize(
    ("path", "step"),
    [
        ("entries/3.json", 5),
        ("opened/3.json", 5),
        ("opened/12.json", 7),
        ("proofs/3.tlog-proof", 131),
        ("timestamps/40.checkpoint", 41),
        ("policy.txt", 101),
        ("recordings/call.wav", 401),
    ],
)
def test_a_careful_flip_in_a_file_is_found(path: str, step: int) -> None:
    """Hashes and checksums are written anew; only signatures, proofs and commitments can tell."""
    unnoticed = []
    for at in range(0, len(small().files[path]), step):
        pack = small().copy()
        pack.files[path] = flipped(pack.files[path], at, at % 8)
        if judge(pack.zip()).is_proved:
            unnoticed.append(at)
    assert unnoticed == []


@pytest.mark.filterwarnings("ignore:Parsed a serial number")
def test_a_flip_in_a_time_stamp_never_tells_another_time_or_another_authority() -> None:
    """Outside of what matters: what CMS leaves unsigned, and enclosed roots, as the reader brings the root along."""
    for at in range(0, len(small().files["timestamps/40.tsr"]), 13):
        pack = small().copy()
        pack.files["timestamps/40.tsr"] = flipped(pack.files["timestamps/40.tsr"], at, at % 8)
        assert is_harmless(pack.zip()), at


def test_a_careful_flip_in_the_manifest_changes_nothing_that_is_said_in_green() -> None:
    """What may be changed unnoticed (made_at, the kind of the subject, what a recording is called) is never said."""
    text = canonical_manifest()
    assert all(is_harmless(small().zip(flipped(text, at, at % 8))) for at in range(0, len(text), 5))


def canonical_manifest() -> bytes:
    members = small().members()
    assert members[0].name == b"manifest.json"
    return members[0].data


cuts = st.tuples(st.integers(0, 1 << 20), st.integers(0, 300), st.binary(max_size=60))


@COSTLY
@given(st.lists(cuts, min_size=1, max_size=4))
def test_any_cutting_and_pasting_of_the_archive_gets_an_answer(changes: list[tuple[int, int, bytes]]) -> None:
    data = archive()
    for at, length, pasted in changes:
        place = at % (len(data) + 1)
        data = data[:place] + pasted + data[place + length :]
    assert is_harmless(data)


@COSTLY
@given(st.data(), st.integers(0, 1 << 20), st.integers(0, 40), st.binary(max_size=40))
def test_any_careful_cutting_and_pasting_of_a_file_gets_an_answer(
    data: st.DataObject, at: int, length: int, new: bytes
) -> None:
    pack = small().copy()
    path = data.draw(st.sampled_from(sorted(pack.files)))
    place = at % (len(pack.files[path]) + 1)
    pack.files[path] = pack.files[path][:place] + new + pack.files[path][place + length :]
    assert is_harmless(pack.zip())


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("policy.txt"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


@COSTLY
@given(st.data())
def test_a_manifest_with_anything_anywhere_gets_an_answer(data: st.DataObject) -> None:
    manifest = json.loads(canonical_manifest())
    for _ in range(data.draw(st.integers(1, 2))):
        spot, key = data.draw(st.sampled_from(list(_spots(manifest))))
        spot[key] = data.draw(values)
    text = json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode(
        "utf-8", "surrogatepass"
    )
    assert is_harmless(small().zip(text))


def _spots(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a JSON value that can be set."""
    for key in list(value) if isinstance(value, dict) else range(len(value)):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _spots(value[key])


@COSTLY
@given(st.binary(max_size=400))
def test_any_octets_get_an_answer(data: bytes) -> None:
    assert not verify_pack(data).is_proved


@COSTLY
@given(values, st.sampled_from(["opened/3.json", "receipts/17.json", "entries/3.json"]))
def test_any_json_in_place_of_evidence_gets_an_answer(value: Any, path: str) -> None:
    pack = small().copy()
    pack.files[path] = json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
    assert is_harmless(pack.zip())


@pytest.mark.parametrize("key", ["made_at", "kind", "what", "authority"])
def test_what_a_manifest_merely_claims_is_never_repeated(key: str) -> None:
    pack = small().copy()
    claims: dict[str, tuple[dict[str, Any], str]] = {
        "made_at": (pack.manifest, "1999-01-01T00:00:00Z"),
        "kind": (pack.manifest["subject"], "royal_decree"),
        "what": (pack.manifest["recordings"][0], "a confession"),
        "authority": (pack.manifest["timestamps"][0], "the Supreme Court"),
    }
    spot, claimed = claims[key]
    assert key in spot
    spot[key] = claimed
    report = judge(pack.zip())
    assert report.is_proved and said(report) == truth()
    assert not any(claimed in one.en for one in report.lines)
