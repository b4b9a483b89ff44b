"""`jieqing evidence`: packs and the log from the terminal; wrong input is named, with its exit code."""

from contextlib import nullcontext
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from typer.testing import CliRunner

from jieqing.claims import service as claims
from jieqing.evidence import log
from jieqing.evidence.tests.little_log import POLICY_TEXT, owner, url
from jieqing.identity.tests.factories import ding, jia
from jieqing.proof.tests.sealed import ENTRIES, saved, seal, trusting
from jieqing.site import evidence_commands, house, postgres
from jieqing.site.cli import app
from jieqing_verify.pack import verify_pack

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _house(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    policy = trusting(settings, tmp_path)
    monkeypatch.setattr(house, "database_reached", nullcontext)
    monkeypatch.setattr(house, "set_up", lambda: None)
    monkeypatch.setattr(postgres, "addresses", lambda _state: {"DATABASE_URL": ""})
    monkeypatch.setenv("JIEQING_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("JIEQING_LOG", str(tmp_path / "log"))
    monkeypatch.setenv("JIEQING_LOG_POLICY", str(policy))


@pytest.fixture
def sequencer(monkeypatch: pytest.MonkeyPatch, django_db_setup: None) -> None:
    monkeypatch.setenv("DATABASE_SEQUENCER_URL", url("sequencer"))


def _jieqing(*arguments: str) -> tuple[int, str]:
    told = CliRunner().invoke(app, ["--lang", "zh", "evidence", *arguments])
    assert told.exception is None or isinstance(told.exception, SystemExit), told.exception
    return told.exit_code, told.output


def _sealed() -> UUID:
    claim_id = saved(jia())
    seal()
    return claim_id


def test_a_pack_is_exported_and_verified(tmp_path: Path) -> None:
    claim_id, pack = _sealed(), tmp_path / "pack.zip"
    code, said = _jieqing("export", "--claim", str(claim_id), "-o", str(pack))
    assert (code, f"{ENTRIES} 条记录" in said) == (0, True)
    assert verify_pack(pack.read_bytes(), policy=POLICY_TEXT).is_proved
    assert [each.actor for each in log.entries(jia(), claim_id)][:2] == ["system:terminal"] * 2
    assert log.entries(ding(), claim_id) == []


def test_a_deleted_claim_is_exported_too(tmp_path: Path) -> None:
    claim_id, pack = saved(jia()), tmp_path / "pack.zip"
    claims.delete(jia(), claim_id)
    seal()
    assert _jieqing("export", "--claim", str(claim_id), "-o", str(pack))[0] == 0
    assert "erased" in [line.code for line in verify_pack(pack.read_bytes()).lines]


def test_verify_says_what_jieqing_verify_says(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    pack, policy = tmp_path / "pack.zip", tmp_path / "policy"
    _jieqing("export", "--claim", str(_sealed()), "-o", str(pack))
    policy.write_bytes(POLICY_TEXT)
    code, said = _jieqing("verify", str(pack), "--policy", str(policy))
    assert (code, "核对通过" in said) == (0, True)
    altered = bytearray(pack.read_bytes())
    altered[70] ^= 1
    pack.write_bytes(altered)
    code, said = _jieqing("verify", str(pack))
    assert (code, "核对不通过" in said) == (1, True)
    assert _jieqing("verify", str(tmp_path / "none.zip"))[0] == 2


@pytest.mark.usefixtures("sequencer")
def test_the_log_is_published_checked_and_its_first_difference_told(tmp_path: Path) -> None:
    _sealed()
    code, said = _jieqing("publish")
    assert code == 0 and (tmp_path / "log" / "checkpoint").exists(), said
    code, said = _jieqing("check")
    assert (code, "日志完好" in said) == (0, True), said
    with owner() as connection:
        connection.execute("UPDATE evidence.entry SET code = 'paid' WHERE event = 'claims.claim_saved'")
        connection.execute("ALTER TABLE evidence.entry FORCE ROW LEVEL SECURITY")
    code, said = _jieqing("check")
    assert (code, "与树中的哈希不符" in said) == (1, True), said


def test_a_pack_is_waited_for_and_then_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_commands, "PATIENCE_MS", 500)
    code, said = _jieqing("export", "--claim", str(saved(jia())), "-o", str(tmp_path / "p.zip"))
    assert code == 2 and "编入日志" in said and not (tmp_path / "p.zip").exists()


WRONG = {
    ("export",): "要取哪一笔",
    ("export", "--demo", "--claim", "x"): "要取哪一笔",
    ("export", "--claim", "x"): "不是欠款编号",
    ("export", "--claim", "01900000-0000-7000-8000-00000000dead"): "没有这笔欠款",
    ("export", "--demo", "-o", "/nowhere/pack.zip"): "写不了",
    ("export", "--demo"): "不是演示",
    ("check",): "DATABASE_SEQUENCER_URL",
    ("publish",): "DATABASE_SEQUENCER_URL",
}


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_wrong_input_is_named_with_what_to_do(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DATABASE_SEQUENCER_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    jia()
    code, said = _jieqing(*arguments)
    assert (code, WRONG[arguments] in said) == (2, True), said
    assert list(tmp_path.glob("*.zip")) == []
