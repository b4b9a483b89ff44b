"""What the tests of deploy/ look at: its files, and the names of the environment that the product knows."""

import re
import subprocess
from pathlib import Path
from typing import Any

import yaml

from jieqing.site.secret_files import SECRETS
from tests.house.rooms import REPOSITORY, source_files

DEPLOY = REPOSITORY / "deploy"
NAME = re.compile(r"""["']((?:JIEQING|DATABASE)_[A-Z0-9_]+)["']""")
FILE = "_FILE"


def compose() -> dict[str, Any]:
    """deploy/compose.yaml."""
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def known_names() -> set[str]:
    """What the product reads from its environment, secrets also as files, and what the scripts of deploy/ read."""
    found = {name for path in source_files() for name in NAME.findall(path.read_text(encoding="utf-8"))}
    scripts = "".join(path.read_text(encoding="utf-8") for path in (DEPLOY / "backup.sh", DEPLOY / "health.py"))
    return found | {f"{name}{FILE}" for name in SECRETS} | set(re.findall(r"JIEQING_[A-Z_]+", scripts))


def units() -> list[Path]:
    """The services and timers."""
    return sorted([*(DEPLOY / "systemd").glob("*.service"), *(DEPLOY / "systemd").glob("*.timer")])


def settings_of(unit: Path) -> list[tuple[str, str]]:
    """(key, value) of each line of a unit, in order; keys may come again."""
    lines = unit.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return [(key, value) for key, _, value in pairs]


def environment_of(unit: Path) -> dict[str, str]:
    """The variables that a unit sets itself."""
    words = [word for key, value in settings_of(unit) if key == "Environment" for word in value.split()]
    return dict(word.split("=", 1) for word in words)


def made_secrets(folder: Path) -> set[str]:
    """The names of the files that make-secrets.sh makes, in that new directory."""
    subprocess.run([DEPLOY / "make-secrets.sh", folder, "127.0.0.1"], check=True, capture_output=True)
    return {path.name for path in folder.iterdir()}
