"""The Containerfile's steps: from Debian alone, by the Makefile, no root, nothing copied that is not there.

No container engine was there: the steps are read, not run.
"""

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.deploy.parts import DEPLOY
from tests.house.rooms import REPOSITORY

TEXT = re.sub(r"\\\n\s*", "", (DEPLOY / "Containerfile").read_text(encoding="utf-8"))
STEPS = [tuple(line.split(" ", 1)) for line in TEXT.splitlines() if line and not line.startswith("#")]
COPIED = [rest.split() for step, rest in STEPS if step == "COPY" and "--from=" not in rest]
IGNORED = (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").splitlines()
MAKEFILE = (REPOSITORY / "Makefile").read_text(encoding="utf-8").replace("$(VENV)", ".venv")
PACKAGES = {"ca-certificates", "make", "python3", "python3-venv"}


def test_it_builds_on_debian_and_nothing_else() -> None:
    assert {rest.split()[0] for step, rest in STEPS if step == "FROM"} == {"debian:12"}
    assert "ADD" not in {step for step, _ in STEPS}


@pytest.mark.parametrize("source", [source for *sources, _target in COPIED for source in sources])
def test_what_is_copied_is_there_and_not_ignored(source: str) -> None:
    assert (REPOSITORY / source).exists()
    assert any(line == f"!{source}" or source.startswith(f"{line[1:]}/") for line in IGNORED if line.startswith("!"))


def test_everything_else_is_ignored() -> None:
    assert IGNORED[1] == "*"
    taken = {line[1:] for line in IGNORED if line.startswith("!")}
    assert taken == {source for *sources, _target in COPIED for source in sources}
    assert any(fnmatch("src/jieqing/kit/tests", line.replace("**/", "*/")) for line in IGNORED)


def test_packages_are_those_that_the_readme_asks_for() -> None:
    installed = re.findall(r"--no-install-recommends ([^&\n]+)", TEXT)
    assert {name for names in installed for name in names.split()} == PACKAGES


def test_the_product_is_installed_as_everywhere_else() -> None:
    """By the Makefile's own rule: the lock file, checked by hash."""
    targets = re.findall(r"^(\S+):", MAKEFILE, re.MULTILINE)
    made = [rest.removeprefix("make ") for step, rest in STEPS if step == "RUN" and rest.startswith("make ")]
    assert made == [".venv/run.stamp"]
    assert set(made) <= set(targets)
    needs = re.search(r"^\.venv/run\.stamp: (.*)\|", MAKEFILE, re.MULTILINE)
    copied = {source for *sources, _target in COPIED for source in sources}
    assert needs
    for need in needs[1].split():
        assert any(need == source or need.startswith(f"{source}/") for source in copied), need


def test_other_steps_are_of_the_system_alone() -> None:
    for step, rest in STEPS:
        if step == "RUN" and not rest.startswith("make "):
            commands = {part.split()[0] for part in rest.split("&&")}
            assert commands <= {"apt-get", "useradd", "install", "rm"}


def test_it_runs_as_nobody_of_importance() -> None:
    last = STEPS[[step for step, _ in STEPS].index("FROM", 1) :]
    (user,) = [rest for step, rest in last if step == "USER"]
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user)
    assert [step for step, _ in last].index("USER") < [step for step, _ in last].index("ENTRYPOINT")


def test_what_it_starts_is_a_command_of_ours(capfd: pytest.CaptureFixture[str]) -> None:
    steps = dict(STEPS)
    assert steps["ENTRYPOINT"] == '["jieqing"]'
    assert '"serve"' in steps["CMD"]
    script = re.search(r'"/opt/jieqing/(deploy/\S+\.py)"', steps["HEALTHCHECK"])
    assert script
    assert Path(REPOSITORY, script[1]).exists()
