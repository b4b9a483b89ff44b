"""A rotation re-wraps data keys alone; killed anywhere it goes on; who seals meanwhile is not left behind."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection, connections

from jieqing.evidence import log
from jieqing.kit.ids import new_id
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting, as_role
from jieqing.vault import rows
from jieqing.vault import service as vault
from jieqing.vault.tasks import rewrap
from jieqing.vault.tests.cast import DING, HOUSE, JIA, OPERATOR

pytestmark = pytest.mark.django_db(transaction=True)

# As a worker does it, a small batch at a time, telling of each.
WORKER = """
import os, sys, uuid, django
os.environ["DJANGO_SETTINGS_MODULE"] = "jieqing.site.settings"
django.setup()
from jieqing.vault.service import rewrap_some
is_left = True
while is_left:
    done, is_left = rewrap_some(uuid.UUID(sys.argv[1]), 6)
    print(done, flush=True)
"""


@pytest.fixture(params=["international", "sm"])
def sealed(request, settings, tmp_path):
    """60 claims of 甲, and one of 丁, sealed under the first version of their keys, in a key store of their own."""
    settings.VAULT_PROFILE, settings.KEY_STORE_DIRECTORY = request.param, str(tmp_path / "keys")
    vault.new_tenant(JIA)
    vault.new_tenant(DING)
    claims = [new_id() for _ in range(60)]
    with acting(JIA):
        held = {claim: vault.seal(JIA, claim, "claim.debtor_phone", f"109{n:08}") for n, claim in enumerate(claims)}
    vault.seal(DING, new_id(), "claim.note", "丁")
    return held


def left(actor) -> int:
    with acting(actor), rows.entered():
        key = rows.latest_key(actor.tenant)
        return rows.key_counts(actor.tenant, key.version)[1]


def everything_opens(sealed) -> bool:
    opened = vault.open_all(JIA, list(sealed.values()), "own_claim")
    return opened == [f"109{n:08}" for n in range(len(sealed))]


def wrapped() -> dict[object, bytes]:
    with acting(JIA), as_role("jieqing_vault"), connection.cursor() as cursor:
        cursor.execute("SELECT subject, wrapped FROM vault.data_key")
        return {subject: bytes(key) for subject, key in cursor.fetchall()}


def worker(settings) -> "subprocess.Popen[str]":
    at = connection.settings_dict
    url = f"postgres://{at['USER']}:{quote(at['PASSWORD'])}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    env = os.environ | {"DATABASE_URL": url, "JIEQING_KEYS": settings.KEY_STORE_DIRECTORY, "JIEQING_SECRET_KEY": "x"}
    return subprocess.Popen([sys.executable, "-c", WORKER, str(JIA.tenant)], env=env, stdout=subprocess.PIPE, text=True)


def test_a_rotation_killed_halfway_goes_on_and_everything_opens(sealed, settings):
    before = wrapped()
    assert vault.rotate(OPERATOR, JIA.tenant) == 2
    assert left(JIA) == len(sealed)
    process = worker(settings)
    for _batch in range(3):
        assert process.stdout.readline() == "6\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert 0 < left(JIA) <= len(sealed) - 18
    assert everything_opens(sealed), "half under the old key, half under the new"
    assert worker(settings).wait(60) == 0
    assert left(JIA) == 0
    assert everything_opens(sealed)
    after = wrapped()
    assert before.keys() == after.keys()
    assert all(before[subject] != after[subject] for subject in before)
    events = [entry.event for entry in log.entries(JIA, JIA.tenant)]
    assert events == ["vault.rotation_finished", "vault.key_rotated", "vault.keys_made"]


def test_after_a_rotation_the_first_secret_is_not_needed_any_more(sealed, settings):
    vault.rotate(OPERATOR, JIA.tenant)
    rewrap(str(JIA.tenant))
    (Path(settings.KEY_STORE_DIRECTORY) / str(JIA.tenant) / "1").unlink()
    assert everything_opens(sealed)
    first = next(iter(sealed))
    assert vault.find_equal(JIA, "claim.debtor_phone", "10900000000") == [first], "the index goes on with its key"


def test_a_rotation_leaves_other_tenants_alone(sealed):
    vault.rotate(HOUSE, JIA.tenant)
    rewrap(str(JIA.tenant))
    with acting(DING), rows.entered():
        assert rows.latest_key(DING.tenant).version == 1


def test_the_job_waits_in_the_queue_with_ids_only(sealed):
    vault.rotate(OPERATOR, JIA.tenant)
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args::text FROM procrastinate_jobs")
        assert cursor.fetchall() == [("vault.rewrap", f'{{"tenant": "{JIA.tenant}"}}')]


def test_what_a_transaction_holds_is_left_for_later(sealed):
    vault.rotate(OPERATOR, JIA.tenant)
    claim = next(iter(sealed))
    holds, may_end = threading.Event(), threading.Event()

    def keeps_sealing() -> None:
        try:
            with acting(JIA):
                vault.seal(JIA, claim, "claim.note", "x")
                holds.set()
                may_end.wait(30)
        finally:
            connections.close_all()

    other = threading.Thread(target=keeps_sealing)
    other.start()
    assert holds.wait(30)
    rewrap(str(JIA.tenant))
    assert left(JIA) == 1
    may_end.set()
    other.join()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE scheduled_at IS NOT NULL")
        assert cursor.fetchone() == (1,), "it comes back for the rest"
    rewrap(str(JIA.tenant))
    assert left(JIA) == 0
    assert everything_opens(sealed)


def test_a_subject_that_is_new_while_a_rotation_begins_gets_the_new_version(sealed):
    """The seal waits for the rotation, then wraps to its version; else the job might have passed it by."""
    begun, done = threading.Event(), threading.Event()
    claim = new_id()

    def seals() -> None:
        try:
            begun.set()
            vault.seal(JIA, claim, "claim.note", "x")
            done.set()
        finally:
            connections.close_all()

    with acting(HOUSE):
        vault.rotate(HOUSE, JIA.tenant)
        other = threading.Thread(target=seals)
        other.start()
        assert begun.wait(30)
        assert not done.wait(0.5), "it did not wait for the rotation"
    other.join()
    with acting(JIA), rows.entered():
        assert rows.data_keys([(JIA.tenant, claim)])[(JIA.tenant, claim)].key_version == 2


def test_two_who_seal_for_a_new_subject_at_once_share_its_key(sealed):
    claim, found = new_id(), []

    def seals(field: str) -> None:
        try:
            found.append(vault.seal(JIA, claim, field, field))
        finally:
            connections.close_all()

    both = [threading.Thread(target=seals, args=[field]) for field in ("claim.note", "claim.text")]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(vault.open_all(JIA, found, "own_claim")) == ["claim.note", "claim.text"]


def test_nobody_but_an_operator_rotates(sealed):
    with pytest.raises(Refusal) as caught:
        vault.rotate(JIA, JIA.tenant)
    assert caught.value.code == "operators_only"
    with pytest.raises(Refusal) as caught:
        vault.rotate(OPERATOR, new_id())
    assert caught.value.code == "tenant_without_keys"


def test_an_erased_subject_stays_erased_through_a_rotation(sealed):
    claim = next(iter(sealed))
    vault.erase(JIA, claim)
    vault.rotate(OPERATOR, JIA.tenant)
    rewrap(str(JIA.tenant))
    assert left(JIA) == 0
    with pytest.raises(Refusal, match="destroyed"):
        vault.open(JIA, sealed[claim], "own_claim")
