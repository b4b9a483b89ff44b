"""compose.yaml: what it names is there, every secret is a file, nothing is more open than it must be.

No container engine is needed, and none was there: that the images build and run is not shown here.
"""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.parts import DEPLOY, FILE, compose, known_names, made_secrets

COMPOSE = compose()
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "jieqing"}
every_service = pytest.mark.parametrize("name", SERVICES)
of_ours = pytest.mark.parametrize("name", OURS)


@every_service
def test_an_image_is_built_here_or_named_without_a_host(name: str) -> None:
    assert re.fullmatch(r"[a-z]+(:[\d.]+)?", SERVICES[name]["image"])


@of_ours
def test_what_is_built_is_built_from_the_containerfile(name: str) -> None:
    build = OURS[name]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).resolve() == DEPLOY / "Containerfile"


@every_service
def test_a_mounted_file_is_there_and_a_volume_is_declared(name: str) -> None:
    for volume in SERVICES[name].get("volumes", ()):
        source = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", volume).split(":")[0]
        if source.startswith((".", "/")):
            assert source.startswith("./backup") or (DEPLOY / source).exists(), source
        else:
            assert source in COMPOSE["volumes"]


@of_ours
def test_the_environment_is_known_to_the_product(name: str) -> None:
    assert set(OURS[name]["environment"]) <= known_names()


@every_service
def test_a_secret_that_is_named_is_mounted_and_the_other_way_round(name: str, tmp_path: Path) -> None:
    service = SERVICES[name]
    mounted = set(service.get("secrets", ()))
    assert mounted <= set(COMPOSE["secrets"])
    if name != "database":  # its init.sh reads the passwords of the roles by name
        named = {value for key, value in service.get("environment", {}).items() if key.endswith(FILE)}
        assert named == {f"/run/secrets/{secret}" for secret in mounted}
    assert mounted <= made_secrets(tmp_path / "secrets")


def test_every_secret_is_a_file_beside_the_compose_file() -> None:
    assert all(secret == {"file": f"./secrets/{name}"} for name, secret in COMPOSE["secrets"].items())


@every_service
def test_no_secret_stands_in_the_open(name: str) -> None:
    for key, value in SERVICES[name].get("environment", {}).items():
        assert key.endswith(FILE) or not re.search("PASSWORD|SECRET|TOKEN|PASSPHRASE|DATABASE|SMTP", key), (key, value)


def test_only_caddy_is_reached_from_outside() -> None:
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"caddy"}
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert all("outside" not in SERVICES[name]["networks"] for name in ("database", "web", "migrate", "backup"))


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "database"])
def test_a_process_can_neither_write_nor_rise(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "caddy" else [])


def test_the_logs_keys_and_its_database_password_are_with_the_sequencer_alone() -> None:
    volume = "sequencer:/var/lib/jieqing-sequencer"
    assert [name for name, service in SERVICES.items() if volume in service.get("volumes", ())] == ["sequencer"]
    holders = [name for name, service in SERVICES.items() if "database_sequencer_url" in service.get("secrets", ())]
    assert holders == ["sequencer"]
    assert SERVICES["sequencer"]["secrets"] == ["database_sequencer_url"]


@pytest.mark.parametrize("name", ["web", "worker", "sequencer", "caddy"])
def test_the_owners_password_is_in_no_process_that_serves(name: str) -> None:
    assert not {"database_owner_url", "database_backup_url", "jieqing_password"} & set(
        SERVICES[name].get("secrets", ())
    )


def test_the_tables_are_brought_up_to_date_before_anything_serves() -> None:
    for name in ("web", "worker", "sequencer"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert SERVICES["caddy"]["depends_on"]["web"] == {"condition": "service_healthy"}


def test_every_variable_to_fill_in_is_told_to_the_operator() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    told = (DEPLOY.parent / "docs/how-to/run-in-production.md").read_text(encoding="utf-8")
    assert {name for name in re.findall(r"\$\{(JIEQING_\w+)", text) if name not in told} == set()
