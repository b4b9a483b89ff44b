"""Tests meet a real PostgreSQL: that of DATABASE_URL, else a throwaway embedded one, a single one for all workers."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import dj_database_url
import pytest
from django.conf import settings
from django.utils import translation

from jieqing.site import postgres

settings.SECRET_KEY = "tests-sign-nothing-that-matters-to-anybody"


@contextmanager
def throwaway_postgres() -> Iterator[str]:
    """The address of a fresh server, which vanishes at the end of the block."""
    with tempfile.TemporaryDirectory(prefix="jieqing-test-") as name:
        state = Path(name)
        state.chmod(0o711)  # `nobody` passes through when root runs the tests
        with postgres.running(state, is_durable=False) as server:
            yield server.url


def pytest_configure(config: pytest.Config) -> None:
    """Under xdist the controller starts the server before its workers, who inherit the address."""
    is_controller = config.option.dist != "no" and not hasattr(config, "workerinput")
    if is_controller and "DATABASE_URL" not in os.environ:
        stack = ExitStack()
        os.environ["DATABASE_URL"] = stack.enter_context(throwaway_postgres())
        config.add_cleanup(stack.close)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Without xdist the server starts when the first test asks for the database."""
    if "DATABASE_URL" in os.environ:
        yield
        return
    with throwaway_postgres() as url:
        settings.DATABASES["default"].update(dj_database_url.parse(url))
        yield


@pytest.fixture(autouse=True)
def _no_language_left_behind() -> Iterator[None]:
    """`jieqing --lang` sets JIEQING_LANG for its children; run inside a test it would speak to the tests after it."""
    before = os.environ.pop("JIEQING_LANG", None)
    translation.activate(settings.LANGUAGE_CODE)  # an English page leaves English active in its thread
    yield
    os.environ.pop("JIEQING_LANG", None)
    if before is not None:
        os.environ["JIEQING_LANG"] = before
