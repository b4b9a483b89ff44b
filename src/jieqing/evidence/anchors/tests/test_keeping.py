"""What is asked is written down before, what was answered after; the log waits for none of it."""

import time
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from pathlib import Path
from threading import Barrier, Event, Thread
from uuid import UUID

import psycopg
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import connection as application
from django.db import transaction
from django.db.utils import ProgrammingError
from psycopg.rows import class_row
from verifier.tests.authorities import YEAR, Root

from jieqing.evidence import sequencer
from jieqing.evidence.anchors import demo_authority, keeping
from jieqing.evidence.anchors.due import FIRST_PAUSE
from jieqing.evidence.anchors.keeping import COLUMNS, IN_HAND, anchor_due, run_due
from jieqing.evidence.anchors.shapes import Anchor, Kind, NotAnchored
from jieqing.evidence.anchors.tests.test_posting import said, server
from jieqing.evidence.tests.little_log import KEYS, POLICY, append, sequence, url
from jieqing.kit import clock
from jieqing.kit.actor import Actor
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing_verify.timestamp import verify_timestamp
from jieqing_verify.tree_head import Checkpoint

pytestmark = pytest.mark.django_db(transaction=True)
NOW = clock.now()
INTERVAL = timedelta(minutes=10)
DING = Actor("user:4", UUID("0190a000-0000-7000-8000-0000000000d1"), frozenset({"creditor"}), 4)


class Told:
    """An authority that answers as it is told: with octets, or with a code for why not."""

    kind: Kind = "rfc3161"

    def __init__(self, *answers: bytes | str, name: str = "Told") -> None:
        self.name, self.answers, self.seen = name, list(answers), list[tuple[bytes, int, bytes]]()

    def anchor(self, checkpoint_text: bytes, size: int, root: bytes) -> bytes:
        self.seen.append((checkpoint_text, size, root))
        answer = self.answers.pop(0) if self.answers else b"receipt"
        if isinstance(answer, str):
            raise NotAnchored(answer)
        return answer


def due(at: datetime, *authorities: Told) -> int:
    return run_due(url("sequencer"), at, authorities, INTERVAL)


def rows() -> list[Anchor]:
    with psycopg.connect(url("sequencer")) as connection:
        cursor = connection.cursor(row_factory=class_row(Anchor))
        return cursor.execute(f"SELECT {COLUMNS} FROM evidence.anchor ORDER BY asked_at, size, authority").fetchall()


def grow(number: int = 1) -> int:
    append(number)
    return sequence().edge.size


def test_an_empty_log_asks_nobody() -> None:
    told = Told()
    assert due(NOW, told) == 0
    assert told.seen == rows() == []


def test_the_newest_checkpoint_is_attested_and_its_receipt_kept() -> None:
    size, told = grow(3), Told(b"\x30\x00 receipt")
    assert due(NOW, told) == 1
    (anchor,) = rows()
    assert (anchor.size, anchor.state, anchor.receipt, anchor.attempts) == (size, "done", b"\x30\x00 receipt", 1)
    assert anchor.done_at and timedelta(0) <= anchor.done_at - NOW < timedelta(seconds=10)
    ((text, asked_size, root),) = told.seen
    assert Checkpoint.from_text(text) == Checkpoint("log.jieqing.example/1", size, root)
    assert asked_size == size


def test_one_anchor_an_interval_and_only_if_the_log_grew() -> None:
    told = Told()
    first = grow()
    due(NOW, told)
    second = grow()
    for passed in (timedelta(seconds=1), INTERVAL - timedelta(seconds=1), INTERVAL, 2 * INTERVAL, 50 * INTERVAL):
        due(NOW + passed, told)
    assert [size for _text, size, _root in told.seen] == [first, second]
    third = grow()
    due(NOW + 51 * INTERVAL, told)
    assert [size for _text, size, _root in told.seen] == [first, second, third]


def test_each_authority_is_asked_by_itself() -> None:
    grow()
    silent, other = Told("tsa_unreachable", name="Silent"), Told(name="Other")
    assert due(NOW, silent, other) == 1
    assert {each.authority: each.state for each in rows()} == {"Silent": "waiting", "Other": "done"}


def test_a_failure_is_written_down_and_tried_again_after_growing_pauses() -> None:
    grow()
    told = Told(*["tsa_http:503"] * 5)
    at, pauses = NOW, list[timedelta]()
    for _each in range(5):
        assert due(at, told) == 0
        (anchor,) = rows()
        assert (anchor.state, anchor.said, anchor.receipt) == ("waiting", "tsa_http:503", None)
        pauses.append(anchor.next_at - at)
        assert due(anchor.next_at - timedelta(milliseconds=1), told) == 0
        at = anchor.next_at
    assert len(told.seen) == 5, "asked in its pause"
    for each, longer in pairwise(pauses):
        assert longer > 1.5 * each >= FIRST_PAUSE
    assert due(at, told) == 1
    (anchor,) = rows()
    assert (anchor.state, anchor.attempts, anchor.said) == ("done", 6, "")


def test_after_an_outage_the_newest_is_asked_for_and_the_old_one_given_up() -> None:
    old = grow()
    told = Told("tsa_unreachable", "tsa_unreachable")
    due(NOW, told)
    new = grow()
    due(NOW + INTERVAL, told)
    assert [(each.size, each.state, each.attempts) for each in rows()] == [(old, "failed", 1), (new, "waiting", 2)]
    due(NOW + 2 * INTERVAL, told)
    assert [(each.size, each.state, each.attempts) for each in rows()] == [(old, "failed", 1), (new, "done", 3)]


def test_no_transaction_is_open_while_an_authority_is_asked() -> None:
    grow()
    states = []

    class Watching(Told):
        def anchor(self, *asked: object) -> bytes:
            states.append(connection.info.transaction_status)
            (anchor,) = rows()  # in a connection of its own: what is asked stands there already
            states.append(anchor.state)
            return b"receipt"

    with psycopg.connect(url("sequencer"), autocommit=True) as connection:
        anchor_due(connection, NOW, [Watching()])
    assert states == [psycopg.pq.TransactionStatus.IDLE, "waiting"]


def test_who_dies_while_asking_is_followed_by_another_two_minutes_later() -> None:
    grow()

    class Dying(Told):
        def anchor(self, *asked: object) -> bytes:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        due(NOW, Dying())
    (anchor,) = rows()
    assert (anchor.state, anchor.next_at) == ("waiting", NOW + IN_HAND)
    assert due(NOW + IN_HAND - timedelta(seconds=1), Told()) == 0
    assert due(NOW + IN_HAND, Told()) == 1
    assert [each.state for each in rows()] == ["done"]


def test_two_that_run_at_once_ask_once() -> None:
    grow()
    told, ready = Told(), Barrier(4)

    def run() -> None:
        ready.wait()
        due(NOW, told)

    threads = [Thread(target=run) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told.seen) == len(rows()) == 1


def test_a_late_answer_does_not_undo_another() -> None:
    """It was taken for dead, and another asked again: the first receipt stays."""
    grow()

    class Overtaken(Told):
        def anchor(self, *asked: object) -> bytes:
            due(NOW + IN_HAND, Told(b"first"))
            return b"second"

    due(NOW, Overtaken())
    (anchor,) = rows()
    assert anchor.receipt == b"first"


def test_the_demo_authority_attests_the_log(tmp_path: Path) -> None:
    size, demo = grow(), tmp_path / "demo_tsa.pem"
    assert run_due(url("sequencer"), clock.now(), [demo_authority.here(demo)]) == 1
    (anchor,) = rows()
    assert anchor.authority == demo_authority.NAME
    with psycopg.connect(url("sequencer")) as connection:
        (note,) = connection.execute("SELECT note FROM evidence.checkpoint WHERE size = %s", [size]).fetchone()
    text = note[: note.index(b"\n\n") + 1]
    root = demo_authority.stamper(demo, clock.now()).enclosed[0]
    assert verify_timestamp(anchor.receipt, text, [root]).is_rooted


def test_who_is_no_longer_asked_is_no_longer_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    grow()
    still, gone = Told(*["tsa_slow"] * 2, name="Still asked"), Told("tsa_slow", name="Asked no more")
    due(NOW, still, gone)
    monkeypatch.setattr(keeping, "configured", lambda: (still,))
    with psycopg.connect(url("sequencer"), autocommit=True) as connection:
        keeping.beside()(connection)
    assert {each.authority: each.state for each in rows()} == {"Still asked": "waiting", "Asked no more": "failed"}
    assert due(NOW + INTERVAL, gone) == 1, "asked again, for the same checkpoint"
    assert {each.authority: each.state for each in rows()} == {"Still asked": "waiting", "Asked no more": "done"}


def test_settings_that_cannot_work_are_refused_before_anything_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIEQING_TSA", "https://tsa.example/tsr")
    monkeypatch.delenv("JIEQING_TSA_ROOTS", raising=False)
    with pytest.raises(Refusal) as refused:
        keeping.beside()
    assert refused.value.code == "tsa_roots_missing"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE evidence.anchor SET receipt = 'x', state = 'done'",
        "DELETE FROM evidence.anchor",
        "INSERT INTO evidence.anchor SELECT * FROM evidence.anchor",
    ],
    ids=["change", "remove", "add"],
)
def test_ding_and_the_whole_application_can_read_anchors_and_no_more(sql: str) -> None:
    grow()
    due(NOW, Told())
    with acting(DING), application.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM evidence.anchor")
        assert cursor.fetchone() == (1,)
    with pytest.raises(ProgrammingError), acting(DING), transaction.atomic(), application.cursor() as cursor:
        cursor.execute(sql)


def test_not_even_the_sequencer_removes_an_anchor() -> None:
    grow()
    due(NOW, Told())
    with psycopg.connect(url("sequencer")) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("DELETE FROM evidence.anchor")


def test_the_sequencer_has_its_checkpoints_attested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole way: an entry is committed, sequenced, signed; beside, an authority is asked over HTTP."""
    root = Root()
    tsa = root.authority(valid=(NOW - YEAR, NOW + YEAR))
    (tmp_path / "root.pem").write_bytes(root.certificate.public_bytes(Encoding.PEM))

    def answer(handler: BaseHTTPRequestHandler, query: bytes) -> None:
        said(body=tsa.answer(query, clock.now(), 1))(handler, query)

    with server(answer) as address:
        monkeypatch.setenv("JIEQING_TSA", address)
        monkeypatch.setenv("JIEQING_TSA_ROOTS", str(tmp_path / "root.pem"))
        stop, works = Event(), [keeping.beside()]
        how = {"stop": stop, "beside": works}
        thread = Thread(target=sequencer.run, args=(url("sequencer"), KEYS, POLICY, tmp_path / "log"), kwargs=how)
        thread.start()
        try:
            append()
            give_up_at = clock.ticks_ms() + 30_000
            while not any(each.state == "done" for each in rows()) and clock.ticks_ms() < give_up_at:
                time.sleep(0.1)
        finally:
            stop.set()
            thread.join()
    (anchor,) = rows()
    assert (anchor.size, anchor.state) == (1, "done")
    with psycopg.connect(url("sequencer")) as connection:
        (note,) = connection.execute("SELECT note FROM evidence.checkpoint WHERE size = 1").fetchone()
    assert verify_timestamp(anchor.receipt, note[: note.index(b"\n\n") + 1], [root.certificate]).is_rooted
