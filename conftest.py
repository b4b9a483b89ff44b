"""Tests meet a real PostgreSQL: that of DATABASE_URL, else a throwaway embedded one, a single one for all workers.

They run as the application's role, which row-level security holds; the owner makes the tables and clears them away.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import dj_database_url
import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.test import TransactionTestCase
from django.utils import translation

from jieqing.site import postgres, role

DEPTH = sys.getrecursionlimit()
settings.SECRET_KEY = "tests-sign-nothing-that-matters-to-anybody"
KEYS = tempfile.TemporaryDirectory(prefix="jieqing-test-keys-")  # of this process; goes when it ends
settings.KEY_STORE_DIRECTORY = KEYS.name
os.environ.setdefault("JIEQING_KEY_PASSPHRASE", "tests lock nothing that matters to anybody")


@contextmanager
def throwaway_postgres() -> Iterator[dict[str, str]]:
    """The addresses of a fresh server for each role; it vanishes at the end of the block."""
    with tempfile.TemporaryDirectory(prefix="jieqing-test-") as name:
        state = Path(name)
        state.chmod(0o711)  # `nobody` passes through when root runs the tests
        with postgres.running(state, is_durable=False) as server:
            yield server.environment()


def pytest_configure(config: pytest.Config) -> None:
    """Under xdist the controller starts the server before its workers, who inherit the addresses."""
    is_controller = config.option.dist != "no" and not hasattr(config, "workerinput")
    if is_controller and "DATABASE_URL" not in os.environ:
        stack = ExitStack()
        os.environ.update(stack.enter_context(throwaway_postgres()))
        config.add_cleanup(stack.close)


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """A database of this worker's own, made and migrated by the owner, met by the tests as the application's role."""
    with ExitStack() as stack:
        if "DATABASE_URL" not in os.environ:  # without xdist the server starts when the first test asks for it
            os.environ.update(stack.enter_context(throwaway_postgres()))
        worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
        name = f"test_{worker}"
        owner_url = os.environ["DATABASE_OWNER_URL"]
        with psycopg.connect(owner_url, autocommit=True) as owner:
            owner.execute(f"DROP DATABASE IF EXISTS {name}")
            owner.execute(f"CREATE DATABASE {name}")
        _meet("default", os.environ["DATABASE_URL"], name)
        _meet("owner", owner_url, name)
        with django_db_blocker.unblock():
            role.migrate_as_owner()
        del connections["owner"], connections.settings["owner"]  # the tests have the application's role, no other
        yield
        with django_db_blocker.unblock():
            connections.close_all()
        with psycopg.connect(owner_url, autocommit=True) as owner:
            owner.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _meet(alias: str, url: str, name: str) -> None:
    """Points a connection of Django's at the tests' database."""
    if alias not in connections.settings:
        connections.settings[alias] = connections.settings["default"] | {"OPTIONS": {}}
    connections.settings[alias].update(dj_database_url.parse(url) | {"NAME": name})
    if hasattr(connections._connections, alias):
        del connections[alias]


def clear_tables() -> None:
    """Empties every table but the list of migrations, as the owner: the application's role may not truncate."""
    name = connections["default"].settings_dict["NAME"]
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], dbname=name, autocommit=True) as owner:
        row = owner.execute(
            "SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') FROM pg_tables"
            " WHERE schemaname IN ('public', 'vault', 'evidence') AND tablename <> 'django_migrations'"
        ).fetchone()
        owner.execute(f"TRUNCATE {row[0]} RESTART IDENTITY CASCADE")


TransactionTestCase._fixture_teardown = lambda self: clear_tables()  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _as_deep_as_in_production() -> None:
    """py-evm, which only tests import, lets Python go ten times as deep: what overflows there must not pass here."""
    sys.setrecursionlimit(DEPTH)


@pytest.fixture(autouse=True)
def _no_language_left_behind() -> Iterator[None]:
    """`jieqing --lang` sets JIEQING_LANG for its children; run inside a test it would speak to the tests after it."""
    before = os.environ.pop("JIEQING_LANG", None)
    translation.activate(settings.LANGUAGE_CODE)  # an English page leaves English active in its thread
    yield
    os.environ.pop("JIEQING_LANG", None)
    if before is not None:
        os.environ["JIEQING_LANG"] = before
