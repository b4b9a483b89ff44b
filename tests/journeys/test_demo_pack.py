"""One command, nothing running: the demo's story is told, sealed, witnessed, stamped and packed; strangers check it."""

import subprocess
import tempfile
from pathlib import Path

from jieqing_verify.pack import verify_pack
from tests.journeys.running_house import JIEQING, environment


def _run(state: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*JIEQING, "--lang", "en", "evidence", *arguments], env=environment(state), capture_output=True, text=True,
        timeout=240, check=False,
    )  # fmt: skip


def test_the_demos_pack_is_made_without_a_server_and_leaves_nothing_behind(tmp_path: Path) -> None:
    pack, state = tmp_path / "pack.zip", tmp_path / "state"
    before = set(Path(tempfile.gettempdir()).glob("jieqing-demo-*"))
    done = _run(state, "export", "--demo", "-o", str(pack))
    assert done.returncode == 0, done.stderr
    report = verify_pack(pack.read_bytes())
    said = [line.code for line in report.lines]
    assert report.is_proved
    assert {"quorum_met", "timestamp_unrooted", "opened_ok", "policy_unchecked"} <= set(said)
    assert not (state / "database").exists()
    assert set(Path(tempfile.gettempdir()).glob("jieqing-demo-*")) <= before
    checked = _run(state, "verify", str(pack))
    assert (checked.returncode, "Proved" in checked.stdout) == (0, True)
