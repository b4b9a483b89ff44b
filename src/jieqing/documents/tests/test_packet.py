"""The packet: every exhibit stands in it with its pages, or is named with the reason; a killer ends its child alone."""

import io
import json
import subprocess

import pytest
from pypdf import PdfReader, PdfWriter

from jieqing.documents import binder, exhibits
from jieqing.documents.exhibits import Exhibit, bound
from jieqing.documents.packet import joined
from jieqing.documents.pdf import pdf, pictures
from jieqing.documents.tests.papers import paper

PDF, PNG = "application/pdf", "image/png"


def _two_pages(password: str | None = None) -> bytes:
    writer = PdfWriter()
    for _ in range(2):
        writer.append(io.BytesIO(pdf(paper())))
    if password is not None:
        writer.encrypt(password, "owner")
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


def _titles(reader: PdfReader, items=None, depth=0) -> list[tuple[int, str, int]]:
    found = []
    for item in reader.outline if items is None else items:
        if isinstance(item, list):
            found += _titles(reader, item, depth + 1)
        else:
            found.append((depth, item.title, reader.get_destination_page_number(item)))
    return found


def test_exhibits_are_numbered_through_and_bookmarked():
    made = bound([Exhibit("送货单.pdf", PDF, _two_pages()), Exhibit("照片.png", PNG, pictures(paper())[0])])
    assert [(each.label, each.said_pages, each.problem) for each in made] == [
        ("证据1", "1–2", None),
        ("证据2", "3", None),
    ]
    reader = PdfReader(io.BytesIO(joined([("D2 催款函", pdf(paper()))], made)))
    assert len(reader.pages) == 4
    assert _titles(reader) == [
        (0, "D2 催款函", 0), (0, "证据材料", 1), (1, "证据1 送货单.pdf", 1), (1, "证据2 照片.png", 3),
    ]  # fmt: skip
    pages = ["".join(page.extract_text().split()) for page in reader.pages]
    assert [f"证据第{no}页" in page for no, page in enumerate(pages)] == [False, True, True, True]
    assert "东台市云栖厨具有限公司" in "".join(reader.pages[1].extract_text().split())


def test_what_cannot_be_shown_is_named_and_keeps_its_place():
    made = bound(
        [
            Exhibit("锁.pdf", PDF, _two_pages("x")),
            Exhibit("坏.pdf", PDF, _two_pages()[:5000]),
            Exhibit("空.pdf", PDF, b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"),
            Exhibit("假.png", PNG, b"\x89PNG\r\n\x1a\n"),
            Exhibit("录音.mp3", "audio/mpeg", b"ID3"),
            Exhibit("只有主人锁.pdf", PDF, _two_pages("")),
        ]
    )
    problems = [each.problem and each.problem.zh[:8] for each in made]
    assert problems == ["这份文件加了密码", *["这份文件打不开，"] * 3, "这种文件不是页面", None]
    assert [each.said_pages for each in made] == ["1", "2", "3", "4", "5", "6–7"]
    text = "".join(PdfReader(io.BytesIO(joined([], made))).pages[0].extract_text().split())
    assert "另附" in text
    assert "锁.pdf" in text


def test_a_file_that_ends_the_child_takes_no_other_with_it(monkeypatch):
    real = subprocess.run

    def dying(command, *, input, **how):
        if b"killer" in input:
            return subprocess.CompletedProcess(command, -6, b"", b"Rayon: detected unexpected panic; aborting")
        return real(command, input=input, **how)

    monkeypatch.setattr(exhibits.subprocess, "run", dying)
    made = bound(
        [
            Exhibit("好.pdf", PDF, _two_pages()),
            Exhibit("killer.pdf", PDF, _two_pages()),
            Exhibit("后.pdf", PDF, _two_pages()),
        ]
    )
    assert [(each.said_pages, each.problem is None) for each in made] == [("1–2", True), ("3", False), ("4–5", True)]


def test_a_file_that_never_ends_is_named_too(monkeypatch):
    def lingering(command, **how):
        raise subprocess.TimeoutExpired(command, 1)

    monkeypatch.setattr(exhibits.subprocess, "run", lingering)
    assert bound([Exhibit("慢.pdf", PDF, _two_pages())])[0].problem is not None


@pytest.mark.parametrize(
    ("content_type", "password", "problem", "pages"),
    [(PDF, None, "", 2), (PDF, "x", "locked", 0), (PDF, "", "", 2), ("audio/mpeg", None, "not_pages", 0)],
    ids=["sound", "locked", "owner-locked", "recording"],
)
def test_the_child_says_what_a_file_is(content_type, password, problem, pages):
    content, told = _two_pages(password), io.BytesIO()
    row = {"label": "证据1", "name": "a", "content_type": content_type, "first": 1, "size": len(content)}
    binder.main(io.BytesIO(json.dumps([row]).encode() + b"\n" + content), told)
    (head,) = json.loads(told.getvalue().partition(b"\n")[0])
    assert (head["problem"], head["pages"]) == (problem, pages)


def test_the_child_counts_pages_before_it_draws_them(monkeypatch):
    monkeypatch.setattr(binder, "MOST_PAGES", 1)
    content, told = _two_pages(), io.BytesIO()
    row = {"label": "证据1", "name": "a", "content_type": PDF, "first": 1, "size": len(content)}
    binder.main(io.BytesIO(json.dumps([row]).encode() + b"\n" + content), told)
    assert json.loads(told.getvalue().partition(b"\n")[0])[0]["problem"] == "too_long"


def test_the_child_is_told_no_secret(monkeypatch):
    monkeypatch.setenv("JIEQING_SECRET_KEY", "geheim")
    seen = {}
    real = subprocess.run

    def watched(command, **how):
        seen.update(how["env"])
        return real(command, **how)

    monkeypatch.setattr(exhibits.subprocess, "run", watched)
    bound([Exhibit("a.pdf", PDF, _two_pages())])
    assert set(seen) == {"PATH"}


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", '#read("/etc/passwd")', "/proc/self/environ", "a\nb"],
    ids=["up", "typst", "proc", "lines"],
)
def test_a_name_is_never_a_path(name):
    made = bound([Exhibit(name, PDF, _two_pages())])[0]
    assert made.problem is None
    assert "root:" not in "".join(page.extract_text() for page in PdfReader(io.BytesIO(made.pdf)).pages)


def test_the_same_packet_has_the_same_bytes():
    def make() -> bytes:
        return joined([("D13", pdf(paper()))], bound([Exhibit("a.pdf", PDF, _two_pages())]))

    assert make() == make()


def test_a_packet_without_exhibits_holds_the_papers():
    assert len(PdfReader(io.BytesIO(joined([("a", pdf(paper())), ("b", pdf(paper()))]))).pages) == 2
    assert bound([]) == ()
