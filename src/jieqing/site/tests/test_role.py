"""The site refuses to run as a role that row-level security does not hold (ASVS 8.4.1)."""

import os
from collections.abc import Iterator

import psycopg
import psycopg.conninfo
import pytest
from django.db import connection

from jieqing.kit.refusal import Refusal
from jieqing.site import role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def running_as(request: pytest.FixtureRequest) -> Iterator[None]:
    """Django's connection, opened by another role of the database."""
    settings, before = connection.settings_dict, dict(connection.settings_dict)
    address = psycopg.conninfo.conninfo_to_dict(os.environ[request.param])
    connection.close()
    settings.update(USER=address["user"], PASSWORD=address["password"])
    yield
    connection.close()
    settings.update(before)


def test_the_applications_role_may_run() -> None:
    role.refuse_a_mighty_one()


@pytest.mark.parametrize(
    ("running_as", "might"),
    [("DATABASE_OWNER_URL", "OWNER"), ("DATABASE_BACKUP_URL", "BYPASSRLS")],
    indirect=["running_as"],
)
def test_a_mightier_role_is_refused(running_as: None, might: str) -> None:
    with pytest.raises(Refusal, match=might) as no:
        role.refuse_a_mighty_one()
    assert (no.value.code, no.value.field) == ("role_too_mighty", "DATABASE_URL")


def test_a_superuser_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The embedded server lets no superuser sign in, so the question is asked of one that is on its list."""
    monkeypatch.setattr(role, "MIGHT", role.MIGHT.replace("current_user\n", "'postgres'\n"))
    with pytest.raises(Refusal, match="SUPERUSER"):
        role.refuse_a_mighty_one()


def test_tables_that_are_up_to_date_are_no_reason_to_refuse() -> None:
    role.refuse_tables_behind()
