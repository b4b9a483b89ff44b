"""The systemd units: systemd itself takes them, they are closed, and they name what is there."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from jieqing.privacy.rules.retention import catalogue
from tests.deploy.parts import DEPLOY, FILE, environment_of, known_names, made_secrets, settings_of, units
from tests.house.rooms import REPOSITORY

ANALYZE = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(
    ANALYZE is None, reason="systemd-analyze is not installed: the units are not verified"
)
SERVICES = [unit for unit in units() if unit.suffix == ".service"]
by_name = pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
OPEN_AT_MOST = 2.0  # systemd-analyze security: 0 is closed, 10 is open
HARDENING = {
    "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes",
    "PrivateDevices": "yes", "CapabilityBoundingSet": "", "SystemCallArchitectures": "native", "User": "jieqing",
    "LogNamespace": "jieqing",
}  # fmt: skip


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The units as they stand in /etc, but for this clone instead of /opt/jieqing."""
    for unit in units():
        text = unit.read_text(encoding="utf-8").replace("/opt/jieqing", str(REPOSITORY))
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    return tmp_path


@needs_systemd
@pytest.mark.parametrize("unit", units(), ids=lambda unit: unit.name)
def test_systemd_takes_the_unit_without_a_word(installed: Path, unit: Path) -> None:
    told = subprocess.run([ANALYZE, "verify", installed / unit.name], capture_output=True, text=True, check=False)
    said = [line for line in told.stderr.splitlines() if str(installed) in line or unit.name in line]
    assert (told.returncode, said) == (0, [])


@needs_systemd
@by_name
def test_systemd_finds_the_unit_closed(installed: Path, unit: Path) -> None:
    command = [ANALYZE, "security", "--offline=true", installed / unit.name]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    (exposure,) = re.findall(r"exposure level for \S+: ([\d.]+)", told.stdout)
    assert float(exposure) <= OPEN_AT_MOST


@by_name
def test_a_unit_is_hardened(unit: Path) -> None:
    settings = dict(settings_of(unit))
    assert {key: settings.get(key) for key in HARDENING} == HARDENING


@by_name
def test_a_unit_sets_what_the_product_knows(unit: Path) -> None:
    ours = {name for name in environment_of(unit) if name.startswith(("JIEQING", "DATABASE"))}
    assert ours <= known_names()


@by_name
def test_a_unit_is_given_the_secrets_that_it_names_and_no_other(unit: Path, tmp_path: Path) -> None:
    given = dict(value.split(":", 1) for key, value in settings_of(unit) if key == "LoadCredential")
    named = {value for name, value in environment_of(unit).items() if name.endswith(FILE)}
    assert named == {f"%d/{secret}" for secret in given}
    assert set(given.values()) == {f"/etc/jieqing/secrets/{secret}" for secret in given}
    assert set(given) <= made_secrets(tmp_path / "secrets")


def test_the_serving_units_hold_neither_the_owners_nor_the_backups_password() -> None:
    for name in ("jieqing-web", "jieqing-worker", "jieqing-sequencer", "jieqing-witness"):
        text = (DEPLOY / f"systemd/{name}.service").read_text(encoding="utf-8")
        assert not re.search("_owner_|_backup_", text)


def test_the_logs_keys_are_out_of_reach_for_what_serves() -> None:
    keys = Path(environment_of(DEPLOY / "systemd/jieqing-sequencer.service")["JIEQING_LOG_KEYS"])
    for name in ("jieqing-web", "jieqing-worker"):
        assert dict(settings_of(DEPLOY / f"systemd/{name}.service"))["InaccessiblePaths"] == f"-{keys.parent}"


@by_name
def test_what_a_unit_starts_is_there(unit: Path) -> None:
    command = dict(settings_of(unit))["ExecStart"].split()
    if command[0].endswith("/.venv/bin/jieqing"):
        told = subprocess.run(
            [REPOSITORY / ".venv/bin/jieqing", command[1], "--help"], capture_output=True, text=True, check=True
        )
        assert all(option in told.stdout for option in command if option.startswith("--"))
    else:
        assert (REPOSITORY / command[0].removeprefix("/opt/jieqing/")).stat().st_mode & 0o111


def test_the_settings_file_names_what_the_product_knows() -> None:
    lines = (DEPLOY / "jieqing.env").read_text(encoding="utf-8").splitlines()
    assert {line.split("=")[0] for line in lines if not line.startswith("#")} <= known_names()


def test_logs_and_backups_are_kept_as_the_page_of_periods_says() -> None:
    journal = (DEPLOY / "journald/journald@jieqing.conf").read_text(encoding="utf-8")
    assert f"MaxRetentionSec={catalogue()['system_log'].days}day" in journal
    kept = environment_of(DEPLOY / "systemd/jieqing-backup.service")["JIEQING_BACKUP_DAYS"]
    script = (DEPLOY / "backup.sh").read_text(encoding="utf-8")
    assert int(kept) == catalogue()["backup"].days
    assert f"JIEQING_BACKUP_DAYS:-{kept}" in script
