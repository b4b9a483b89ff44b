"""A log of the tests' database with real keys, a witness that signs whatever it is shown, and its files."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
from django.db import connections

from jieqing.evidence import log
from jieqing.evidence.integrating import BATCH, Tree, integrate, load_tree
from jieqing.evidence.log import Committed
from jieqing.evidence.publishing import Publisher
from jieqing.kit.actor import Actor
from jieqing.kit.rows import acting
from jieqing_verify.checkpoint import parse_checkpoint
from jieqing_verify.keys import Cosigner, LogSigner
from jieqing_verify.policy import Policy, policy_text

JIA = Actor("user:1", UUID("0190a000-0000-7000-8000-0000000000a1"), frozenset({"creditor"}), 1)
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
KEYS = LogSigner.generate("log.jieqing.example/1")
WITNESS = Cosigner.generate("witness.example/w1")
POLICY_TEXT = policy_text(KEYS.vkeys(), [("w1", WITNESS.vkeys(), "http://127.0.0.1:1/")], 1)
POLICY = Policy.parse(POLICY_TEXT)
_seconds = count()


def url(role: str) -> str:
    """The address of the tests' database for a role: 'sequencer', 'owner', 'app'."""
    name = connections["default"].settings_dict["NAME"]
    names = {"sequencer": "DATABASE_SEQUENCER_URL", "owner": "DATABASE_OWNER_URL", "app": "DATABASE_URL"}
    return os.environ[names[role]].rsplit("/", 1)[0] + f"/{name}"


def append(number: int = 1) -> list[UUID]:
    """Commits so many entries, each about a thing of its own, every third with a body; the things."""
    about = [uuid4() for _each in range(number)]
    with acting(JIA):
        for place, thing in enumerate(about):
            body = Committed(os.urandom(32), os.urandom(40)) if place % 3 == 0 else None
            log.append(JIA, "claims.claim_saved", about=thing, body=body)
    return about


def sequence(limit: int = BATCH) -> Tree:
    """Integrates all that waits, in batches of at most `limit`, a second apart."""
    with psycopg.connect(url("sequencer"), autocommit=True) as connection:
        tree = load_tree(connection)
        while True:
            grown = integrate(connection, tree, KEYS, NOON + timedelta(seconds=next(_seconds)), limit=limit)
            if grown is tree:
                return tree
            tree = grown


def cosign(size: int) -> None:
    """The witness signs the checkpoint of that size."""
    with psycopg.connect(url("sequencer"), autocommit=True) as connection:
        (note,) = connection.execute("SELECT note FROM evidence.checkpoint WHERE size = %s", [size]).fetchone()
        at = NOON + timedelta(seconds=next(_seconds))
        lines = WITNESS.cosign(parse_checkpoint(note)[0], int(at.timestamp()))
        connection.execute("INSERT INTO evidence.cosignature VALUES (%s, 'w1', %s, %s)", [size, lines, at])


def publish(directory: Path, **how: bool) -> int:
    with psycopg.connect(url("sequencer"), autocommit=True) as connection:
        return Publisher(directory, POLICY_TEXT).publish(connection, **how)


@contextmanager
def owner() -> Iterator[psycopg.Connection]:
    """A connection of the owner for whom row-level security is lifted: who tampers with the tables, as a test."""
    with psycopg.connect(url("owner")) as connection:
        connection.execute("ALTER TABLE evidence.entry NO FORCE ROW LEVEL SECURITY")
        yield connection
        connection.execute("ALTER TABLE evidence.entry FORCE ROW LEVEL SECURITY")
