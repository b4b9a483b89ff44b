"""A witness's directory: its key is a secret, made once, never without its memory, never in two processes."""

import json
import socket
import stat
import subprocess
from pathlib import Path

import pytest

from jieqing.evidence.witness import state
from jieqing.evidence.witness.state import opened, vkeys
from jieqing.evidence.witness.tests.logs import Log
from jieqing.evidence.witness.tests.running import NAME, PROGRAM, free_port, running_witness
from jieqing.kit.refusal import Refusal
from jieqing_verify.note import VerifierKey
from jieqing_verify.policy import policy_text

LOG = Log()


def _refused(*options: str) -> str:
    told = subprocess.run([*PROGRAM, *options], capture_output=True, text=True, check=False, timeout=30)
    assert told.returncode == 2, told.stderr
    assert told.stdout == ""
    return told.stderr


def test_the_key_is_readable_by_its_owner_alone_and_shown_by_its_public_halves(tmp_path: Path) -> None:
    shown = vkeys(tmp_path / "w", "witness.example/w1")
    assert stat.S_IMODE((tmp_path / "w/key.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "w").stat().st_mode) == 0o700
    assert [VerifierKey.parse(each).type for each in shown] == [4, 6]
    secret = json.loads((tmp_path / "w/key.json").read_text())
    assert not any(secret[kind] in each for kind in ("ed25519", "mldsa44") for each in shown)


def test_the_key_is_made_once(tmp_path: Path) -> None:
    assert vkeys(tmp_path, "witness.example/w1") == vkeys(tmp_path, None) == vkeys(tmp_path, "witness.example/w1")


def test_refuses_another_name_for_a_key(tmp_path: Path) -> None:
    vkeys(tmp_path, "witness.example/w1")
    with pytest.raises(Refusal) as refused:
        vkeys(tmp_path, "witness.example/w2")
    assert refused.value.code == "other_name"


@pytest.mark.parametrize(
    "name", [None, "", "two words", "a+b", "长" * 86], ids=["none", "empty", "space", "plus", "long"]
)
def test_a_new_key_wants_a_name_that_notes_allow(tmp_path: Path, name: str | None) -> None:
    with pytest.raises(Refusal) as refused:
        vkeys(tmp_path, name)
    assert refused.value.code == "no_name"
    assert not (tmp_path / "key.json").exists()


def test_a_key_whose_memory_is_gone_signs_no_more(tmp_path: Path) -> None:
    vkeys(tmp_path, "witness.example/w1")
    for file in tmp_path.glob("memory.sqlite3*"):
        file.unlink()
    with pytest.raises(Refusal) as refused, opened(tmp_path, None):
        pass
    assert refused.value.code == "memory_lost"


def test_a_first_start_that_was_cut_short_leaves_no_key_without_its_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_short(*_args: object) -> None:
        raise OSError("no space")

    for step in ("Memory", "_write_secret"):
        with monkeypatch.context() as patch:
            patch.setattr(state, step, cut_short)
            with pytest.raises(OSError, match="no space"), opened(tmp_path, "witness.example/w1"):
                pass
        assert not (tmp_path / "key.json").exists()
    with opened(tmp_path, "witness.example/w1") as made:
        assert made.cosigner.name == "witness.example/w1"


def test_refuses_a_second_process_on_the_same_state(tmp_path: Path) -> None:
    with running_witness(tmp_path, "--log", LOG.keys.vkeys()[0]) as running:
        said = _refused("--state", str(tmp_path), "--log", LOG.keys.vkeys()[0], "--port", str(free_port()))
        assert "already runs" in said
        assert vkeys(tmp_path, None) == running.vkeys  # which reads, and disturbs nobody
    with running_witness(tmp_path, "--log", LOG.keys.vkeys()[0]):
        pass  # the lock went with its holder


def test_refuses_a_port_that_somebody_else_has(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        assert port in _refused("--state", str(tmp_path), "--name", NAME, "--log", LOG.keys.vkeys()[0], "--port", port)


def test_refuses_the_port_of_another_witness_which_the_kernel_would_let_it_share(tmp_path: Path) -> None:
    with running_witness(tmp_path / "a", "--log", LOG.keys.vkeys()[0]) as running:
        port = str(running.port)
        options = ("--state", str(tmp_path / "b"), "--name", NAME, "--log", LOG.keys.vkeys()[0], "--port", port)
        assert port in _refused(*options)


@pytest.mark.parametrize(
    "logs",
    [(), ("--log", "nonsense"), ("--policy", "/nowhere/policy"), ("--policy", __file__)],
    ids=["none", "not a vkey", "no such file", "not a policy"],
)
def test_refuses_to_start_without_a_log_that_it_can_read(tmp_path: Path, logs: tuple[str, ...]) -> None:
    assert "log" in _refused("--state", str(tmp_path), "--name", NAME, *logs)
    assert not (tmp_path / "key.json").exists()


def test_refuses_a_witness_key_in_the_place_of_a_logs(tmp_path: Path) -> None:
    key = vkeys(tmp_path / "other", "witness.example/other")[0]
    assert "witness.example/other" in _refused("--state", str(tmp_path / "w"), "--name", NAME, "--log", key)


def test_takes_its_logs_from_a_policy_and_asks_both_their_keys(tmp_path: Path) -> None:
    policy = tmp_path / "policy"
    policy.write_bytes(policy_text(LOG.keys.vkeys(), [], 0))
    with running_witness(tmp_path / "w", "--policy", str(policy)) as running:
        one_line = LOG.signed(5).rsplit(b"\xe2\x80\x94", 1)[0]
        assert running.add(LOG.body(0, 5, note=one_line))[0] == 403
        assert running.add(LOG.body(0, 5))[0] == 200


def test_loads_nothing_of_the_house() -> None:
    program = (
        "import sys; from jieqing.evidence.witness import __main__;"
        "print([name for name in sys.modules if name.split('.')[0] in ('django', 'psycopg', 'typer')"
        " or name.startswith('jieqing.site')])"
    )
    told = subprocess.run([PROGRAM[0], "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
