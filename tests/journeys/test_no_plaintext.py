"""What was sealed is found nowhere in the clear: not in tables, not in PostgreSQL's own log, dumps, logs or jobs.

甲 writes markers into everything that is sealed; then every file of the house, and every row of a dump, is searched.
"""

import base64
import json
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from jieqing.site.postgres import packaged_binaries
from tests.journeys.running_house import JIEQING, House, Visitor, environment, running_house

TEXT, NAME, NOTE, PAPER, ASKED = "椒兰阁记号甲", "蘅芜苑记号乙", "藕香榭记号丙", "秋爽斋记号丁", "暖香坞记号戊"
PHONE, ADDRESS, EMAIL, MEMBER = "10912345678", "稻香村记号己路九号", "marker-geng@example.com", "栊翠庵记号辛"
MARKERS = (TEXT, NAME, NOTE, PAPER, ASKED, PHONE, ADDRESS, EMAIL, MEMBER)
TOLD = f"东台一家酒店买了我一批灶具，还欠9.6万货款，2026年3月1日该付，有合同。联系我的朋友{TEXT}。"
PDF = b"%PDF-1.4\n" + PAPER.encode() + b"\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


@pytest.fixture(scope="module")
def state() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="jieqing-test-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


def _write_markers(house: House) -> None:
    jia, yi = Visitor(house, "jia"), Visitor(house, "yi")
    saved = jia.post("/claims/save/", {"text": TOLD})
    claim = re.search(r"/claims/([0-9a-f-]{36})/", saved.url)
    assert claim, saved.url
    page = f"/claims/{claim[1]}/"
    version = re.search(r'name="version" value="(\d+)"', jia.get(page).text)
    assert version
    details = {"debtor_name": NAME, "debtor_phone": PHONE, "debtor_address": ADDRESS, "note": NOTE}
    typed = {"version": version[1], **{f"fact.{field}": value for field, value in details.items()}}
    assert jia.post(f"{page}correct/", typed).ok
    assert jia.post(f"{page}papers/", {}, files={"papers": (f"{PAPER}.pdf", PDF, "application/pdf")}).ok
    shown = jia.post(f"{page}show/", {}).text
    assert all(marker in shown for marker in (TEXT, NAME, PHONE, ADDRESS, NOTE)), "the markers were not kept"
    paper = re.search(r"/files/[0-9a-f-]{36}", jia.get(page).text)
    assert paper
    assert PAPER.encode() in jia.get(paper[0]).content

    card = re.search(r"/cards/([0-9a-f-]{36})/", yi.get("/cards/inbox/").text)
    assert card
    at = re.search(r'name="version" value="(\d+)"', yi.get(f"/cards/{card[1]}/").text)
    assert at
    assert yi.post(f"/cards/{card[1]}/ask/", {"version": at[1], "words": f"送货单上有没有签字？{ASKED}"}).ok
    assert ASKED in yi.get(f"/cards/{card[1]}/").text

    assert jia.post("/account/name/", {"own_name": MEMBER}).ok
    assert jia.post("/account/members/", {"act": "invite", "email": EMAIL, "roles": "creditor"}).ok
    assert jia.post("/account/export/", {}).ok
    jia.get("/claims/export/csv/")


def _disguises(marker: str) -> Iterator[bytes]:
    """The marker as it might lie somewhere: plain, as JSON or XML escapes it, in GBK or UTF-16, in base64."""
    plain = marker.encode()
    yield plain
    yield json.dumps(marker)[1:-1].encode()
    yield "".join(f"&#{ord(letter)};" for letter in marker).encode()
    yield marker.encode("gb18030")
    yield marker.encode("utf-16-le")
    yield plain.hex().encode()
    for shift in range(3):  # base64 of a text in which it stands anywhere
        inner = base64.b64encode(b"x" * shift + plain)
        yield inner[4:-4]


@pytest.fixture(scope="module")
def searched(state: Path) -> dict[str, bytes]:
    """Everything that the house left, by name: its files, and a dump as SQL."""
    log = state / "said.log"
    with running_house(state / "house", log) as house:
        _write_markers(house)
        saved = state / "saved"
        command = [*JIEQING, "backup", "--to", str(saved), "--keys-to", str(state / "saved-keys")]
        done = subprocess.run(command, env=environment(state / "house"), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    found = {str(path): path.read_bytes() for path in state.rglob("*") if path.is_file() and not path.is_symlink()}
    dump = next(path for path in saved.rglob("*") if path.suffix in (".dump", ".pgdump"))
    restore = [packaged_binaries() / "pg_restore", "--file=-", dump]
    found["the dump as SQL"] = subprocess.run(restore, capture_output=True, check=True).stdout
    return found


def test_no_marker_lies_anywhere_in_the_clear(searched: dict[str, bytes]) -> None:
    mail = re.compile(r"/mails?/")  # the letter to who was invited: it has to name the address it goes to
    lying = {
        (marker, name)
        for marker in MARKERS
        for disguise in _disguises(marker)
        for name, content in searched.items()
        if disguise in content and not (marker == EMAIL and mail.search(name))
    }
    assert lying == set()


def test_the_search_would_have_found_it(searched: dict[str, bytes]) -> None:
    """It looks where things are: the tables' files, PostgreSQL's log of changes, the dump, what was said, papers."""
    names = "\n".join(searched)
    for place in ("/base/", "/pg_wal/", "said.log", "/files/", "postgres.log"):
        assert place in names
    assert b"INSERT" in searched["the dump as SQL"] or b"COPY public.claims_claim" in searched["the dump as SQL"]
    assert b"procrastinate_jobs" in searched["the dump as SQL"]
    plain = "东台市".encode()  # a place in the directory, which is public
    assert any(plain in content for name, content in searched.items() if "/base/" in name)
    assert plain in searched["the dump as SQL"]
