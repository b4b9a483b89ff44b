"""`jieqing claim`: the packet and many papers from the terminal; wrong input is named, exit code 2."""

import io
import zipfile
from contextlib import nullcontext
from pathlib import Path
from uuid import UUID

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from jieqing.claims import service as claims
from jieqing.claims.conftest import _keys_and_stores  # noqa: F401 - a fixture
from jieqing.claims.papers.facts import Chosen
from jieqing.claims.papers.service import choose
from jieqing.claims.tests.told import LENT, OF_JIA, TODAY
from jieqing.evidence import log
from jieqing.identity.tests.factories import ding, jia
from jieqing.kit.ids import new_id
from jieqing.site import house
from jieqing.site.cli import app

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _database_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "database_reached", nullcontext)
    monkeypatch.setattr(house, "set_up", lambda: None)
    monkeypatch.setenv("JIEQING_LANG", "zh")


def _jieqing(*arguments: str, typed: str = "") -> tuple[int, str]:
    told = CliRunner().invoke(app, ["--lang", "zh", "claim", *arguments], input=typed)
    assert told.exception is None or isinstance(told.exception, SystemExit), told.exception
    return told.exit_code, told.output


def _saved(text: str = OF_JIA) -> UUID:
    return claims.save(jia(), text, {}, TODAY).id


def test_a_packet_is_written_and_what_is_missing_is_named(tmp_path: Path) -> None:
    claim_id = _saved()
    broken = claims.attach(jia(), claim_id, b"%PDF-1.4\n%%EOF", "坏的.pdf")
    choose(jia(), claim_id, [Chosen(broken, "交货")])
    code, said = _jieqing("packet", str(claim_id), "-o", str(tmp_path / "p.pdf"))
    assert code == 0
    assert "没有并入：坏的.pdf" in said
    assert "待填" in said
    assert len(PdfReader(tmp_path / "p.pdf").pages) >= 3
    entries = [entry for entry in log.entries(jia(), claim_id) if entry.event == "claims.packet_made"]
    assert [entry.actor for entry in entries] == ["system:terminal"]


def test_papers_may_be_named(tmp_path: Path) -> None:
    code, _ = _jieqing(
        "packet", str(_saved(LENT)), "--paper", "D1", "--paper", "D2-soft", "-o", str(tmp_path / "p.pdf")
    )
    assert code == 0
    titles = [item.title for item in PdfReader(tmp_path / "p.pdf").outline]
    assert titles == ["对账单（债权确认书）", "催款函（温和）"]


def test_many_papers_come_as_one_zip_with_progress(tmp_path: Path) -> None:
    ids, listed = [_saved(), _saved()], tmp_path / "ids.txt"
    listed.write_text(f"{ids[1]}\n\n{ids[0]}\n", encoding="utf-8")
    code, said = _jieqing(
        "papers", "--paper", "D2-soft", str(ids[0]), "--ids", str(listed), "-o", str(tmp_path / "z.zip")
    )
    assert code == 0
    assert "2/2" in said
    with zipfile.ZipFile(io.BytesIO((tmp_path / "z.zip").read_bytes())) as archive:
        assert len(archive.namelist()) == 2


def test_another_tenants_claim_is_not_made_along(tmp_path: Path) -> None:
    mine, other = _saved(), claims.save(ding(), LENT, {}, TODAY).id
    code, said = _jieqing("papers", "--paper", "D2-soft", str(mine), str(other), "-o", str(tmp_path / "z.zip"))
    assert code == 2
    assert f"没有做：{other}（claim_not_found）" in said
    with zipfile.ZipFile(tmp_path / "z.zip") as archive:
        assert len(archive.namelist()) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("packet", "nonsense"), "不是欠款编号"),
        (("packet", str(new_id())), "没有编号"),
        (("papers", "--paper", "D1"), "没有说给哪些欠款做"),
        (("papers", "--paper", "D1", "--ids", "/no/such/file"), "没有文件"),
        (("packet", str(new_id()), "-o", "/no/such/directory/p.pdf"), "没有目录"),
    ],
    ids=["no-id", "absent", "none", "no-file", "no-directory"],
)
def test_wrong_input_is_named(arguments: tuple[str, ...], said: str) -> None:
    code, told = _jieqing(*arguments)
    assert code == 2
    assert said in told


def test_an_unknown_paper_is_named() -> None:
    code, told = _jieqing("packet", str(_saved()), "--paper", "D99")
    assert code == 2
    assert "D99" in told
    assert "D10" in told
