"""The command: a verdict a line, in the language asked for, and an exit code; never a traceback."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from verifier.tests import logs, packs
from verifier.tests.lies import corpus

from jieqing_verify import cli
from jieqing_verify.proof import TlogProof

SOURCE = Path(cli.__file__).parents[1]


@dataclass(frozen=True)
class Desk:
    """A folder with all that a reader may hold."""

    folder: Path

    def write(self, name: str, data: bytes) -> str:
        (self.folder / name).write_bytes(data)
        return str(self.folder / name)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    found = Desk(tmp_path)
    found.write("pack.zip", packs.honest().zip())
    found.write("policy.txt", packs.log().policy)
    found.write("root.pem", packs.authority().pem)
    found.write("12.tlog-proof", packs.honest().files["proofs/12.tlog-proof"])
    found.write("12.json", packs.honest().files["entries/12.json"])
    return found


def ask(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    try:
        code = cli.main(argv)
    except SystemExit as ended:
        code = int(ended.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


def test_an_honest_pack_is_zero_and_each_verdict_has_its_line(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = ask(capsys, str(desk.folder / "pack.zip"), "--lang", "zh")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "[相符] 证据包完好：共 29 个文件，与清单逐一相符。"
    assert lines[-1] == "核对通过：记录确在日志中，没有发现改动。 相符 16 条，未核对 10 条，不符 0 条。"
    assert all(one.startswith(("[相符] ", "[未核对] ")) for one in lines[:-2])


def test_a_lie_is_one_and_is_told_in_english_too(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    pack = packs.honest()
    pack.files["entries/3.json"] = pack.files["entries/3.json"].replace(b"saved", b"saven")
    code, out, _ = ask(capsys, desk.write("lie.zip", pack.zip()), "--lang", "en")
    assert code == 1
    assert "[wrong] Entry 3 is not in the log: its proof does not hold; the entry or the proof was altered." in out
    assert out.splitlines()[-1].startswith("Not proved: see the lines marked “wrong”.")


def test_machines_get_json_with_the_codes(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = ask(capsys, str(desk.folder / "pack.zip"), "--json")
    told = json.loads(out)
    assert code == 0 and told["is_proved"] is True
    assert told["lines"][1]["code"] == "policy_unchecked" and out.isascii()


def test_the_keys_and_the_roots_that_the_reader_brings_decide(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    given = [str(desk.folder / "pack.zip"), "--json"]
    _, out, _ = ask(
        capsys, *given, "--policy", str(desk.folder / "policy.txt"), "--tsa-root", str(desk.folder / "root.pem")
    )
    assert {"policy_same", "timestamp_ok"} <= {one["code"] for one in json.loads(out)["lines"]}
    old = desk.write("old.txt", packs.log().policy + b"\n")
    code, out, _ = ask(capsys, *given, "--policy", old)
    assert code == 1 and json.loads(out)["lines"][-1]["code"] == "policy_stale"


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["{}/nothing.zip"], "读不到文件"),
        (["{}"], "读不到文件"),
        (["{}/pack.zip", "--policy", "{}/none"], "读不到文件"),
        (["{}/pack.zip", "--tsa-root", "{}/policy.txt"], "没有 PEM 格式的证书"),
        (["\0"], "读不到文件"),
        (["log", "http://[", "--policy", "{}/policy.txt"], "读不到文件"),
        ([], "required: pack"),
        (["{}/pack.zip", "--frobnicate"], "unrecognized arguments"),
        (["{}/pack.zip", "--lang", "fr"], "invalid choice"),
        (["proof", "{}/12.tlog-proof", "{}/12.json"], "required: --policy"),
        (["log"], "required: log, --policy"),
    ],
    ids=[
        "missing",
        "folder",
        "no policy",
        "no root",
        "nul",
        "address",
        "nothing",
        "option",
        "language",
        "proof",
        "log",
    ],
)
def test_what_cannot_be_looked_at_is_two(
    argv: list[str], told: str, desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    code, out, err = ask(capsys, *(one.replace("{}", str(desk.folder)) for one in argv))
    assert (code, out) == (2, "")
    assert told in err and "Traceback" not in err


@pytest.mark.parametrize(
    ("locale", "language"),
    [("en_GB.UTF-8", "en"), ("zh_CN.UTF-8", "zh"), ("C.UTF-8", "zh"), ("", "zh"), ("de_DE", "en")],
)
def test_the_locale_chooses_the_language(locale: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", locale)
    assert cli._language() == language


def test_one_proof_can_be_checked_alone(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    proof, entry = str(desk.folder / "12.tlog-proof"), str(desk.folder / "12.json")
    policy = ["--policy", str(desk.folder / "policy.txt"), "--lang", "en"]
    code, out, _ = ask(capsys, "proof", proof, entry, *policy)
    assert code == 0 and "[ok] Entry 12 is in the log “jieqing.example/log” (60 entries)" in out
    other = desk.write("other.json", packs.log().entries[13].leaf)
    code, out, _ = ask(capsys, "proof", proof, other, *policy)
    assert code == 1 and "[wrong] The proof does not hold: The proof does not lead to the root" in out
    lone = TlogProof.parse((desk.folder / "12.tlog-proof").read_bytes())
    unwitnessed = TlogProof(12, lone.hashes, packs.log().note(60, witnesses=())).text()
    code, out, _ = ask(capsys, "proof", desk.write("lone.tlog-proof", unwitnessed), entry, *policy)
    assert code == 1 and "Too few witnesses" in out


def test_a_whole_log_can_be_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs.publish(tmp_path / "log", logs.entries_of(700))
    (tmp_path / "policy.txt").write_bytes(logs.POLICY.text)
    given = ["log", str(tmp_path / "log"), "--policy", str(tmp_path / "policy.txt"), "--lang", "en"]
    code, out, _ = ask(capsys, *given)
    assert code == 0 and "[ok] The whole log “log.example/jieqing” is sound: 700 entries" in out
    tile = tmp_path / "log" / "tile/0/001"
    tile.write_bytes(bytes(32) + tile.read_bytes()[32:])
    code, out, _ = ask(capsys, *given)
    assert code == 1 and "[wrong] The log does not hold: The file tile/0/001" in out
    code, out, _ = ask(capsys, "log", str(tmp_path / "nothing"), *given[2:])
    assert code == 1 and "The log has no checkpoint." in out


def run(*argv: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    told = {**os.environ, "PYTHONPATH": str(SOURCE), **environment}
    return subprocess.run([sys.executable, "-m", "jieqing_verify", *argv], capture_output=True, env=told, check=False)


def test_a_terminal_without_chinese_still_gets_its_answer(desk: Desk) -> None:
    ended = run(str(desk.folder / "pack.zip"), "--lang", "zh", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert ended.returncode == 0 and ended.stderr == b""


def test_who_closes_the_pipe_gets_no_traceback(desk: Desk) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    told = {**os.environ, "PYTHONPATH": str(SOURCE)}
    command = [sys.executable, "-m", "jieqing_verify", str(desk.folder / "pack.zip")]
    ended = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, env=told, check=False)
    os.close(writing)
    assert b"Traceback" not in ended.stderr and b"Error" not in ended.stderr


def test_no_pack_of_the_corpus_prints_a_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, data, must in corpus():
        (tmp_path / name).write_bytes(data)
        code, out, err = ask(capsys, str(tmp_path / name), "--lang", "en")
        assert (code, err) == (1 if must else 0, ""), name
        assert ("Not proved" in out) == bool(must) == ("[wrong]" in out), name
        assert all(char == "\n" or char.isprintable() for char in out), name


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=300), st.sampled_from(["pack", "policy", "root", "proof", "entry"]))
def test_no_octets_in_any_file_print_a_traceback(
    desk: Desk, capsys: pytest.CaptureFixture[str], data: bytes, where: str
) -> None:
    names = {
        "pack": "pack.zip",
        "policy": "policy.txt",
        "root": "root.pem",
        "proof": "12.tlog-proof",
        "entry": "12.json",
    }
    at = {
        kind: desk.write(f"odd-{name}", data) if kind == where else str(desk.folder / name)
        for kind, name in names.items()
    }
    code, _, _ = ask(capsys, at["pack"], "--policy", at["policy"], "--tsa-root", at["root"])
    assert code in ((0,) if where in ("proof", "entry") else (1, 2))
    code, _, _ = ask(capsys, "proof", at["proof"], at["entry"], "--policy", at["policy"])
    assert code == (0 if where in ("pack", "root") else 1)
