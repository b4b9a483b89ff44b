"""A file is what its content says; a name may not say otherwise."""

import io
import struct
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jieqing.files.rules import packages
from jieqing.files.rules.accepting import accepted
from jieqing.files.rules.catalogue import MB, catalogue
from jieqing.files.rules.detecting import found_in
from jieqing.files.rules.naming import cleaned
from jieqing.files.tests import samples
from jieqing.files.tests.samples import SAMPLES
from jieqing.kit.refusal import Refusal

CODES = {"file_empty", "file_too_large", "file_type_not_accepted", "file_lies_about_its_type", "file_unreadable"}


def _refused(data: bytes, filename: str) -> Refusal:
    with pytest.raises(Refusal) as refused:
        accepted(data, filename)
    return refused.value


@pytest.mark.parametrize("extension", SAMPLES)
def test_takes_each_kind_under_its_own_name(extension: str) -> None:
    taken = accepted(SAMPLES[extension], f"借条.{extension.upper()}")
    assert extension in taken.kind.extensions
    assert taken.filename == f"借条.{extension}"


def test_has_a_sample_of_every_kind_it_accepts() -> None:
    assert {catalogue().by_extension(extension) for extension in SAMPLES} == set(catalogue().accepted)


@pytest.mark.parametrize("extension", SAMPLES)
def test_refuses_each_kind_under_any_other_name(extension: str) -> None:
    own = {e for kind in found_in(SAMPLES[extension]).kinds for e in catalogue().kinds[kind].extensions}
    for kind in catalogue().accepted:
        if not own & set(kind.extensions):
            refusal = _refused(SAMPLES[extension], f"x.{kind.extensions[0]}")
            assert refusal.code == "file_lies_about_its_type"
            assert catalogue().kinds[found_in(SAMPLES[extension]).kinds[0]].name.zh in refusal.message.zh
    assert _refused(SAMPLES[extension], "x.xyz").code == "file_lies_about_its_type"


def test_gives_a_name_without_an_extension_the_right_one() -> None:
    assert accepted(samples.png(), "对账单2024.12").filename == "对账单2024.12.png"
    assert accepted(samples.pdf(), "../..").filename == "PDF 文件.pdf"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<!DOCTYPE html><p>hi", "html"),
        (b"\xef\xbb\xbf \n<ScRiPt>alert(1)</script>", "html"),
        (b"<!-- x --><svg onload=alert(1)>", "html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "svg"),
        (b"<?xml version='1.0'?><a/>", "svg"),
        (b"MZ\x90\0" + bytes(200), "program"),
        (b"\x7fELF" + bytes(60), "program"),
        (b"#!/bin/sh\nrm -r x\n", "program"),
        (b"Rar!\x1a\7\1\0" + bytes(9), "archive"),
        (samples.package(**{"a.txt": "x"}), "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_office"),
        (samples.docx(**{"word/vbaProject.bin": "x"}), "macros"),
        (samples.xlsx(**{"xl/macrosheets/sheet1.xml": "x"}), "macros"),
        (samples.office("word/document.xml", "wordprocessingml.document.macroEnabled.main+xml"), "macros"),
        (samples.office("ppt/presentation.xml", "presentationml.presentation.main+xml"), "slides"),
        (samples.media(b"soun", b"vide", brand=b"isom"), "video"),
        (b"GIF89a" + bytes(20), "picture"),
        (bytes(range(256)), "unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # a package's bytes hold the time of day
)
def test_says_what_it_turns_away_and_what_to_do_instead(data: bytes, kind: str) -> None:
    assert found_in(data).kinds == (kind,)
    named = catalogue().kinds[kind]
    honest, lying = _refused(data, "x.bin"), _refused(data, "x.jpg")
    assert (honest.code, lying.code) == ("file_type_not_accepted", "file_lies_about_its_type")
    for refusal in (honest, lying):
        assert named.name.en in refusal.message.en
        assert refusal.remedy == named.instead


@pytest.mark.parametrize("extension", ["pdf", "png", "jpg", "webp", "heic", "m4a", "wav", "txt", "csv", "eml"])
def test_refuses_a_file_with_an_archive_behind_it(extension: str) -> None:
    assert accepted(SAMPLES[extension], "")
    target = io.BytesIO(SAMPLES[extension])
    with zipfile.ZipFile(target, "a") as hidden:  # offsets count from the file's start: a true polyglot
        hidden.writestr("payload.html", "<script>alert(1)</script>")
    glued = SAMPLES[extension] + samples.package(**{"payload.html": "<script>"})
    for polyglot in (target.getvalue(), glued):
        assert zipfile.is_zipfile(io.BytesIO(polyglot))
        assert _refused(polyglot, f"x.{extension}").code in ("file_unreadable", "file_lies_about_its_type")


def test_refuses_a_picture_with_a_page_behind_it_or_before_it() -> None:
    page = b"<script>alert(1)</script>"
    assert _refused(samples.png() + page, "x.png").code == "file_unreadable"
    assert _refused(samples.webp() + page, "x.webp").code == "file_unreadable"
    assert _refused(page + samples.png(), "x.png").code in CODES


def test_lets_phones_append_to_a_jpeg() -> None:
    assert accepted(samples.jpeg() + samples.media(b"vide", brand=b"mp42"), "IMG_0001.jpg").kind.id == "jpeg"


@pytest.mark.parametrize("extension", ["pdf", "png", "jpg", "webp", "heic", "docx", "xlsx", "ofd", "wav", "m4a"])
def test_refuses_a_file_that_is_cut_short(extension: str) -> None:
    whole = SAMPLES[extension]
    assert _refused(whole[: len(whole) * 2 // 3], f"x.{extension}").code in CODES


def test_refuses_an_archive_that_would_unpack_without_end() -> None:
    bomb = samples.docx(**{f"word/media/{n}.xml": "0" * 60 * MB for n in range(9)})
    assert len(bomb) < MB
    assert _refused(bomb, "x.docx").code == "file_unreadable"


@pytest.mark.parametrize("bound", ["MOST_ENTRIES", "MOST_DIRECTORY_BYTES"])
def test_does_not_even_read_a_directory_that_is_too_long(bound: str, monkeypatch: pytest.MonkeyPatch) -> None:
    many = samples.docx(**{f"word/{n}": "" for n in range(50)})
    assert accepted(many, "x.docx")

    def read(*_arguments: object) -> None:
        raise AssertionError("a directory without bounds takes memory without bounds")

    monkeypatch.setattr(packages, bound, 49)
    monkeypatch.setattr(packages.zipfile, "ZipFile", read)
    assert _refused(many, "x.docx").code == "file_unreadable"


def test_refuses_a_directory_that_lies_about_its_size() -> None:
    data = bytearray(samples.docx())
    struct.pack_into("<I", data, len(data) - 10, 2_000_000_000)  # bytes of the directory
    assert _refused(bytes(data), "x.docx").code == "file_unreadable"


def test_refuses_a_package_that_is_locked() -> None:
    data = bytearray(samples.docx())
    for signature, flags_at in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
        data[data.index(signature) + flags_at] |= 1
    assert _refused(bytes(data), "x.docx").code == "file_unreadable"


def test_bounds_every_kind() -> None:
    assert _refused(b"", "x.pdf").code == "file_empty"
    txt = catalogue().kinds["txt"].max_bytes
    assert accepted(b"a" * txt, "x.txt")
    refusal = _refused(b"a" * (txt + 1), "x.txt")
    assert (refusal.code, refusal.status) == ("file_too_large", 413)
    assert "5 MB" in refusal.message.en
    assert _refused(bytes(catalogue().largest_bytes + 1), "x.pdf").code == "file_too_large"


def test_hears_recordings_with_tags_and_of_other_brands() -> None:
    assert accepted(samples.mp3(has_tag=True), "x.mp3")
    assert accepted(samples.media(b"soun", brand=b"mp42"), "x.m4a")
    assert found_in(b"\xff\xfe" + "text".encode("utf-16-le")).kinds == ("unknown",)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", ("passwd", "")),
        ("C:\\fakepath\\借条.PDF", ("借条", "pdf")),
        ("借条\u202egpj.exe", ("借条gpj", "exe")),
        ("a\r\nSet-Cookie: x=1.png", ("aSet-Cookie_ x=1", "png")),
        ("\x00\u200b.pdf", ("", "pdf")),
        ("CON.txt", ("_CON", "txt")),
        ('a"b<c>.csv', ("a_b_c_", "csv")),
        ("2024.3.5 对账单.xlsx", ("2024.3.5 对账单", "xlsx")),
        ("x" * 500 + ".pdf", ("x" * 120, "pdf")),
        ("", ("", "")),
    ],
)
def test_cleans_a_name_of_tricks_and_keeps_the_rest(sent: str, kept: tuple[str, str]) -> None:
    assert cleaned(sent) == kept


@given(st.text(max_size=300))
def test_a_cleaned_name_is_a_name_and_nothing_else(sent: str) -> None:
    stem, extension = cleaned(sent)
    assert not set('/\\\0\r\n"<>:|?*\u202e\u2066\u200b') & set(stem + extension)
    assert len(stem) <= 121
    assert cleaned(f"{stem}.{extension}" if extension else stem)[0] == stem or not stem


def _answers(data: bytes, filename: str) -> None:
    try:
        taken = accepted(data, filename)
    except Refusal as refusal:
        assert refusal.code in CODES
    else:
        assert taken.kind.is_accepted
        assert taken.filename.rsplit(".", 1)[1] in taken.kind.extensions


HEADS = [sample[:40] for sample in SAMPLES.values()]


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.tuples(st.sampled_from(HEADS), st.binary(max_size=400)).map(b"".join)))
@example(b"ID3\4\0\0\x7f\x7f\x7f\x7f")
@example(b"\xff\xd8\xff\xff")
@example(b"\0\0\0\x10ftypheic\0\0\0\0\0\0\0\1meta" + b"\xff" * 8)
def test_answers_whatever_the_bytes(data: bytes) -> None:
    for extension in ("pdf", "docx", "jpg", ""):
        _answers(data, f"x.{extension}")


@settings(max_examples=600, deadline=None)
@given(
    st.sampled_from(sorted(SAMPLES)),
    st.lists(st.tuples(st.integers(0, 2000), st.binary(min_size=1, max_size=6)), max_size=4),
    st.integers(0, 40),
    st.binary(max_size=30),
)
def test_answers_whatever_is_done_to_a_good_file(
    extension: str, patches: list[tuple[int, bytes]], cut: int, tail: bytes
) -> None:
    data = bytearray(SAMPLES[extension])
    for at, patch in patches:
        data[at % len(data) : at % len(data) + len(patch)] = patch
    _answers(bytes(data[: len(data) - cut]) + tail, f"x.{extension}")
