"""The house as people run it: `jieqing demo` as a process with its own children, and visitors who come over HTTP."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from jieqing.site.children import free_port

JIEQING = [sys.executable, "-c", "from jieqing.site.cli import app; app()"]
PATIENCE_S = 180


def environment(state: Path) -> dict[str, str]:
    """Ours without what the tests themselves run on."""
    ours = ("DATABASE_", "JIEQING_", "DJANGO_")
    env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return env | {"JIEQING_STATE": str(state), "LANG": "C.UTF-8"}


class House:
    """A running house. `log` holds all that its processes said."""

    def __init__(self, state: Path, log: Path) -> None:
        self.port = free_port()
        self.root, self.log = f"http://localhost:{self.port}", log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [*JIEQING, "demo", "--port", str(self.port)], env=environment(state), stdout=output, stderr=output,
            )  # fmt: skip
        self._wait()

    def processes(self, part: str, *, is_child: bool) -> list[int]:
        """The house's own children in whose command line that part stands, or those children's."""
        found, own = [], self._brood()
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                parent = int(re.search(r"\) \S (\d+)", (entry / "stat").read_text())[1])  # type: ignore[index]
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except (OSError, TypeError):
                continue
            if part in command and parent in ([self.process.pid] if is_child else own):
                found.append(int(entry.name))
        return found

    def is_open(self) -> bool:
        """Whether the house itself still runs."""
        return self.process.poll() is None

    def close(self) -> None:
        """Ends it as Ctrl-C does."""
        if self.is_open():
            self.process.terminate()
        self.process.wait(timeout=60)

    def _brood(self) -> list[int]:
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in listed.read_text().split()] if listed.exists() else []

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until and self.is_open():
            try:
                if requests.get(f"{self.root}/readyz", timeout=5).ok:
                    return
            except requests.RequestException:
                time.sleep(0.2)
        raise AssertionError(self.log.read_text(errors="replace")[-3000:])


class Visitor:
    """One of the demo's cast with a browser's cookies."""

    def __init__(self, house: House, persona: str) -> None:
        self.house, self.session = house, requests.Session()
        self.get("/demo/")
        entered = self.post("/demo/", {"persona": persona})
        assert entered.ok, f"{entered.status_code} {entered.url}: {entered.text[-800:]}"

    def get(self, path: str) -> requests.Response:
        """A page."""
        return self.session.get(self.house.root + path, timeout=60)

    def post(self, path: str, form: dict[str, Any], files: Any = None) -> requests.Response:
        """A form sent, and the page it leads to."""
        token = self.session.cookies.get("csrftoken", "")
        data = {**form, "csrfmiddlewaretoken": token}
        return self.session.post(self.house.root + path, data=data, files=files, timeout=60)


@contextmanager
def running_house(state: Path, log: Path) -> Iterator[House]:
    """A house that is closed at the end of the block, whatever happened in it."""
    house = House(state, log)
    try:
        yield house
    finally:
        if house.is_open():
            house.close()
