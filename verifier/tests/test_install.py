"""jieqing-verify stands alone: built into a wheel, put into an empty environment, it proves a pack without a network.

No index is asked. The environment has no pip and no packages of its own; what the wheel names as its dependencies is
linked into a folder (with what those need in turn), and a .pth file shows it that folder and nothing else.
"""

import json
import shutil
import subprocess
import sys
import venv
import zipfile
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

import pytest
from verifier.tests import packs

ROOT = Path(__file__).parents[1]
# cryptography calls OpenSSL through cffi, which parses C with pycparser
NEEDED = ("cryptography", "asn1crypto", "cffi", "pycparser")
OFFLINE = ["unshare", "--map-root-user", "--net"]


@dataclass(frozen=True)
class Alone:
    wheel: Path
    bin: Path
    desk: Path

    def run(self, *argv: str, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        """Runs a program of the environment with no variables set but the place of its home."""
        command = [*before, str(self.bin / argv[0]), *argv[1:]]
        told = {"HOME": str(self.desk), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
        return subprocess.run(command, cwd=self.desk, env=told, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Alone:
    place = tmp_path_factory.mktemp("alone")
    wheel = built(place)
    venv.create(place / "env", with_pip=False)
    found = Alone(wheel, place / "env/bin", place / "desk")
    pip("--python", str(found.bin / "python"), "install", "--no-index", "--no-deps", "--no-compile", str(wheel))
    (site,) = (place / "env/lib").glob("python3*/site-packages")
    (site / "dependencies.pth").write_text(f"{linked(place / 'dependencies')}\n")
    found.desk.mkdir()
    (found.desk / "pack.zip").write_bytes(packs.honest().zip())
    (found.desk / "policy.txt").write_bytes(packs.log().policy)
    (found.desk / "root.pem").write_bytes(packs.authority().pem)
    return found


def built(place: Path) -> Path:
    """The wheel, made from a copy of the sources: building leaves folders behind."""
    shutil.copytree(
        ROOT, place / "verifier", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info", "build", "tests")
    )
    pip("wheel", "--no-index", "--no-deps", "--no-build-isolation", "-w", str(place), str(place / "verifier"))
    (wheel,) = place.glob("*.whl")
    return wheel


def pip(*argv: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *argv], check=True)


def linked(folder: Path) -> Path:
    """Links to the files of the dependencies, as they are installed here."""
    folder.mkdir()
    for name in NEEDED:
        for file in distribution(name).files or ():
            top = file.parts[0]
            if top != ".." and not (folder / top).exists():
                (folder / top).symlink_to(distribution(name).locate_file(top))
    return folder


def test_the_wheel_holds_the_words_and_the_page_and_needs_two_packages(alone: Alone) -> None:
    with zipfile.ZipFile(alone.wheel) as wheel:
        names = wheel.namelist()
        (metadata,) = (wheel.read(name).decode() for name in names if name.endswith(".dist-info/METADATA"))
    assert {"jieqing_verify/words.json", "jieqing_verify/page/verify.html"} <= set(names)
    assert not any("tests" in name for name in names)
    required = [line.partition(": ")[2] for line in metadata.splitlines() if line.startswith("Requires-Dist")]
    assert sorted(required) == ["asn1crypto>=1.5", "cryptography>=50"]


def test_the_environment_has_nothing_of_the_house(alone: Alone) -> None:
    for module in ("jieqing", "django", "psycopg", "pytest", "verifier"):
        ended = alone.run("python", "-c", f"import {module}")
        assert "ModuleNotFoundError" in ended.stderr, module


def test_installed_alone_it_proves_an_honest_pack_and_no_lie(alone: Alone) -> None:
    ended = alone.run("jieqing-verify", "pack.zip", "--policy", "policy.txt", "--tsa-root", "root.pem", "--json")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert json.loads(ended.stdout)["is_proved"] is True
    pack = packs.honest()
    pack.files["entries/3.json"] = packs.log().entries[4].leaf
    (alone.desk / "lie.zip").write_bytes(pack.zip())
    ended = alone.run("jieqing-verify", "lie.zip", "--lang", "en")
    assert ended.returncode == 1 and "Entry 3 is not in the log" in ended.stdout


def test_it_proves_the_pack_where_there_is_no_network(alone: Alone) -> None:
    if (
        shutil.which("unshare") is None
        or subprocess.run([*OFFLINE, "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("this machine lets nobody make a network namespace")
    reach = "import socket; socket.create_connection(('127.0.0.1', 9), 1)"
    assert "Network is unreachable" in alone.run("python", "-c", reach, before=tuple(OFFLINE)).stderr
    ended = alone.run("jieqing-verify", "pack.zip", "--policy", "policy.txt", before=tuple(OFFLINE))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines()[-1].startswith("核对通过")


def test_it_opens_no_socket_and_no_file_but_those_named(alone: Alone) -> None:
    """Python tells of each file that is opened to be written, each socket and each program that is started."""
    watch = """
import sys
def hook(event, args):
    if event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "urllib.")):
        sys.exit(f"{event} {args}")
    if event == "open" and args[1] and set(str(args[1])) & set("wax+"):
        sys.exit(f"writes {args}")
from jieqing_verify import cli
sys.dont_write_bytecode = True
sys.addaudithook(hook)
sys.exit(cli.main(["pack.zip", "--lang", "en"]))
"""
    ended = alone.run("python", "-c", watch)
    assert (ended.returncode, ended.stderr) == (0, "")
