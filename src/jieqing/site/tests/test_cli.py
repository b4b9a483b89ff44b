"""The command line speaks plainly: help that reads well, refusals on standard error with exit code 2, no traceback."""

import os
import socket
import subprocess
import sys
from pathlib import Path

COMMAND = [sys.executable, "-c", "from jieqing.site.cli import app; app()"]


def _jieqing(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    env = os.environ | {"LANG": "C.UTF-8", "COLUMNS": "100"} | environment
    return subprocess.run([*COMMAND, *arguments], env=env, capture_output=True, text=True, timeout=60, check=False)


def test_help_names_every_command() -> None:
    told = _jieqing("--help")
    assert told.returncode == 0
    assert all(f"  {name} " in told.stdout for name in ("demo", "serve", "migrate", "law"))


def test_a_taken_port_is_refused_with_what_to_do_instead() -> None:
    with socket.create_server(("127.0.0.1", 0)) as occupant:
        told = _jieqing("demo", "--port", str(occupant.getsockname()[1]))
    assert (told.returncode, told.stdout) == (2, "")
    assert "--port" in told.stderr
    assert "Traceback" not in told.stderr


def test_refuses_in_the_language_of_the_terminal_or_of_the_option(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    in_chinese = _jieqing("--lang", "zh", "migrate", JIEQING_STATE=str(blocked), DATABASE_URL="")
    assert "数据目录" in in_chinese.stderr
    in_english = _jieqing("migrate", JIEQING_STATE=str(blocked), DATABASE_URL="")
    assert "state directory" in in_english.stderr
    assert in_english.returncode == 2
