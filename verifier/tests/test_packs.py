"""Packs: an honest one is proved, and whoever lies in one is found out, in words that the table has."""

import json
import re
import string
import tracemalloc
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from verifier.tests import lies, packs
from verifier.tests.archive import Member, zipped

from jieqing_verify import Wrong, report
from jieqing_verify import zipped as zip_reader
from jieqing_verify.pack import verify_pack
from jieqing_verify.report import Report
from jieqing_verify.zipped import Zipped

WORDS = json.loads(files("jieqing_verify").joinpath("words.json").read_text("utf-8"))
SOURCES = Path(report.__file__).parent


@cache
def corpus() -> list[lies.Lie]:
    return list(lies.corpus())


@cache
def judged() -> dict[str, Report]:
    return {name: verify_pack(data) for name, data, _ in corpus()}


def wrongs(name: str) -> list[str]:
    return [one.code for one in judged()[name].lines if one.status == "wrong"]


def codes(archive: bytes, status: str | None = None, **given: Any) -> list[str]:
    return [one.code for one in verify_pack(archive, **given).lines if status in (None, one.status)]


def test_a_pack_in_which_all_is_true_is_proved() -> None:
    assert {name: wrongs(name) for name, _, must in corpus() if not must and not judged()[name].is_proved} == {}
    assert judged()["honest.zip"].is_proved


def test_every_lie_is_found_and_nothing_else_is_said_to_be_wrong() -> None:
    assert {name: (must, wrongs(name)) for name, _, must in corpus() if must and set(wrongs(name)) != set(must)} == {}
    assert not any(judged()[name].is_proved for name, _, must in corpus() if must)


def test_says_of_each_piece_what_holds_and_what_it_could_not_check() -> None:
    assert codes(packs.honest().zip(), "ok") == [
        *("zip_ok", "log_signed", "quorum_met"),
        *("entry_in_log", "opened_ok", "entry_in_log", "opened_ok", "entry_in_log", "opened_who"),
        *("entry_in_log", "opened_bare", "entry_in_log", "opened_who", "entry_in_log"),
        *("subject_same", "recording_ok"),
    ]
    assert codes(packs.honest().zip(), "unchecked") == [
        *("policy_unchecked", "erased", "not_opened"),
        *("timestamp_unrooted", "timestamp_unrooted", "timestamp_unrooted"),
        *("receipt_recorded", "receipt_recorded", "recording_absent", "summary_unchecked"),
    ]


def test_the_keys_got_elsewhere_must_be_those_of_the_pack() -> None:
    data, policy = packs.honest().zip(), packs.log().policy
    assert "policy_same" in codes(data, "ok", policy=policy)
    assert codes(data, policy=policy + b"# a later edition\n") == ["zip_ok", "policy_stale"]
    assert codes(data, policy=b"") == ["zip_ok", "policy_stale"]


def test_a_liar_with_keys_of_his_own_is_proved_to_nobody_who_has_the_true_keys() -> None:
    forged = packs.parts(packs.Log()).zip()
    assert verify_pack(forged).is_proved, "without the true keys a pack can only be what it says of itself"
    assert "policy_unchecked" in codes(forged, "unchecked")
    assert not verify_pack(forged, policy=packs.log().policy).is_proved


def test_a_time_stamp_counts_under_a_root_that_the_reader_trusts() -> None:
    data = packs.honest().zip()
    assert codes(data, "ok", roots=[packs.authority().root.certificate]).count("timestamp_ok") == 3
    stranger = packs.authority("a stranger").root.certificate
    assert codes(data, "wrong", roots=[stranger]) == ["timestamp_untrusted"] * 3


def test_what_cannot_be_told_is_never_green() -> None:
    cannot = {
        "honest-without-witnesses.zip": {"quorum_none"},
        "honest-closed.zip": {"not_opened", "subject_unchecked", "recording_unopened"},
        "honest-stamped-strangely.zip": {"timestamp_unsupported"},
    }
    for name, expected in cannot.items():
        assert expected <= {one.code for one in judged()[name].lines if one.status == "unchecked"}


def test_every_code_of_the_table_is_reached_and_every_code_reached_stands_in_it() -> None:
    """The browser page is held against the same packs: a code that none of them reaches would be held against none."""
    reached = {one.code for said in judged().values() for one in said.lines}
    elsewhere = {"policy_same", "policy_stale", "timestamp_ok", "timestamp_untrusted"}  # the tests above
    on_the_command_line = {"proof_ok", "proof_wrong", "log_ok", "log_wrong"}
    assert reached | elsewhere | on_the_command_line == set(WORDS["lines"])


def test_both_languages_have_the_same_places_and_every_status_is_one_of_three() -> None:
    for code, words in WORDS["lines"].items():
        if code not in ("proof_wrong", "log_wrong"):
            zh, en = (set(places(words[language])) - {"at", "beijing"} for language in ("zh", "en"))
            assert zh == en, code
        assert words["status"] in WORDS["status"] == {**WORDS["status"]}
        assert ("beijing" in words["zh"]) == ("{at}" in words["en"]), code


def places(words: str) -> Iterator[str]:
    return (name for _, name, _, _ in string.Formatter().parse(words) if name)


def test_every_code_in_the_sources_stands_in_the_table() -> None:
    for name in ("zipped", "manifest", "pack", "exhibits", "receipt", "cli"):
        found = re.findall(r'\b(?:line|wrong)\(\s*"([a-z_0-9]+)"', (SOURCES / f"{name}.py").read_text("utf-8"))
        assert found and set(found) <= set(WORDS["lines"]), name


def test_what_a_stranger_wrote_cannot_steer_a_terminal() -> None:
    said = report.line("zip_path", path="a\x1b[2J\u202e\ud800\n" + "x" * 500)
    assert said.en.isprintable() and len(said.en) < 300
    said.en.encode("utf-8")


def test_moments_are_told_in_both_clocks_and_far_ones_are_not_told() -> None:
    assert report.moment(1_772_413_383) == {"at": "2026-03-02 01:03:03 UTC", "beijing": "2026-03-02 09:03:03"}
    assert report.moment(-1) == {"at": "1969-12-31 23:59:59 UTC", "beijing": "1970-01-01 07:59:59"}
    assert report.moment(2**63 - 1) == {"at": "?", "beijing": "?"}


def test_a_member_is_unpacked_no_further_than_it_says() -> None:
    zeros = Member(b"x", bytes(1 << 24))
    bomb = Zipped(zipped([replace(zeros, packed=zeros.octets, data=bytes(10))]))
    tracemalloc.start()
    with pytest.raises(Wrong) as refusal:
        bomb.read("x")
    _, most_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refusal.value.code == "zip_damaged" and most_bytes < 1 << 20


def test_an_archive_beyond_the_bound_is_not_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    data = packs.honest().zip()
    monkeypatch.setattr(zip_reader, "MOST_BYTES", len(data) - 1)
    assert codes(data) == ["zip_too_big"]


def test_python_itself_reads_the_honest_pack_alike(tmp_path: Path) -> None:
    """The strict layout is still a ZIP that everybody opens."""
    path = tmp_path / "pack.zip"
    path.write_bytes(packs.honest().zip())
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist() if name != "manifest.json"} == (
            packs.honest().files
        )


def test_a_pack_that_python_wrote_is_read(tmp_path: Path) -> None:
    pack, path = packs.honest(), tmp_path / "pack.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in pack.members():
            archive.writestr(member.name.decode(), member.data)
    assert verify_pack(path.read_bytes()).is_proved
