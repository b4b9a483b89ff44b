"""A witness process over HTTP: what is too large, too slow or garbage is answered, and nothing makes it fall."""

import base64
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jieqing.evidence.witness import serving
from jieqing.evidence.witness.tests.logs import Log
from jieqing.evidence.witness.tests.running import Running, running_witness
from jieqing_verify.checkpoint import Checkpoint
from jieqing_verify.keys import LogSigner
from jieqing_verify.merkle import EMPTY

LOG = Log()
SPEC_ANSWERS = {200, 400, 403, 404, 409, 422}


@pytest.fixture(scope="module")
def witness(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One process for the tests of this file; LOG was cosigned at 5 leaves."""
    ed25519, mldsa44 = LOG.keys.vkeys()
    with running_witness(tmp_path_factory.mktemp("witness"), "--log", ed25519, "--log", mldsa44) as running:
        assert running.add(LOG.body(0, 5))[0] == 200
        yield running


def _seen(witness: Running) -> int:
    status, kind, size = witness.add(LOG.body(0, 1))  # below what was seen: a conflict that tells
    assert (status, kind) == (409, "text/x.tlog.size")
    return int(size)


def test_says_how_large_the_tree_was_and_shows_it(witness: Running) -> None:
    assert _seen(witness) >= 5
    status, kind, shown = witness.ask("GET", f"/{LOG.origin_hash}/checkpoint")
    assert (status, kind) == (200, "text/plain; charset=utf-8")
    assert shown.startswith(LOG.checkpoint(_seen(witness)).text())


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/add-checkpoint", 405),
        ("POST", f"/{LOG.origin_hash}/checkpoint", 405),
        ("GET", f"/{'0' * 64}/checkpoint", 404),
        ("GET", f"/{LOG.origin_hash.upper()}/checkpoint", 404),
        ("GET", "/", 404),
        ("POST", "/add-checkpoint/", 404),
        ("POST", "/sign-subtree", 404),
        ("DELETE", "/add-checkpoint", 405),
    ],
    ids=lambda value: str(value).replace(LOG.origin_hash, "origin").replace("0" * 64, "zeros").replace(
        LOG.origin_hash.upper(), "ORIGIN"
    ),
)  # fmt: skip
def test_has_two_doors_and_no_other(witness: Running, method: str, path: str, status: int) -> None:
    assert witness.ask(method, path, b"" if method == "POST" else None)[0] == status


def test_answers_again_and_again_on_one_connection(witness: Running) -> None:
    connection = HTTPConnection("127.0.0.1", witness.port, timeout=20)
    connection.connect()
    was = connection.sock
    for _each in range(3):
        connection.request("POST", "/add-checkpoint", LOG.body(0, 1))
        assert connection.getresponse().read() == b"%d\n" % _seen(witness)
        assert connection.sock is was
    connection.close()


def test_takes_a_body_as_large_as_the_specification_asks_for(witness: Running) -> None:
    stranger = b"\xe2\x80\x94 stranger.example " + base64.b64encode(b"1234" + bytes(5000)) + b"\n"
    body = LOG.body(_seen(witness), 9, note=LOG.signed(9) + stranger * 14)  # sixteen signatures
    assert witness.add(body)[0] in (200, 409)
    assert len(body) < serving.MOST_BODY_BYTES


def test_refuses_a_body_that_is_too_large_before_it_has_come(witness: Running) -> None:
    with socket.create_connection(("127.0.0.1", witness.port), timeout=20) as line:
        line.sendall(b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 999999999\r\n\r\nold 0\n")
        assert b" 413 " in line.recv(4096).split(b"\r\n")[0]


def test_refuses_a_body_that_grows_too_large_in_chunks(witness: Running) -> None:
    with socket.create_connection(("127.0.0.1", witness.port), timeout=20) as line:
        line.sendall(b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nTransfer-Encoding: chunked\r\n\r\n")
        line.sendall(b"8000\r\n" + b"a" * 0x8000 + b"\r\n")
        for _chunk in range(4):
            line.sendall(b"8000\r\n" + b"a" * 0x8000 + b"\r\n")
        assert b" 413 " in line.recv(4096).split(b"\r\n")[0]


def test_gives_up_on_heads_and_bodies_that_never_come_and_serves_others_meanwhile(witness: Running) -> None:
    longest = max(serving.BODY_WITHIN_S, serving.HEAD_WITHIN_MS / 1000)
    address = ("127.0.0.1", witness.port)
    with (
        socket.create_connection(address, longest + 10) as body,
        socket.create_connection(address, longest + 10) as head,
    ):
        body.sendall(b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 100\r\n\r\nold 0\n")
        head.sendall(b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nX-Drip: a")
        began = time.monotonic()
        assert _seen(witness) >= 5
        assert time.monotonic() - began < longest / 2
        assert b" 408 " in body.recv(4096).split(b"\r\n")[0]
        assert b" 200 " not in head.recv(4096)


def test_forgets_who_hangs_up_in_the_middle(witness: Running) -> None:
    for _each in range(20):
        with socket.create_connection(("127.0.0.1", witness.port), timeout=20) as line:
            line.sendall(b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 100\r\n\r\nold 0\n")
    assert _seen(witness) >= 5


def test_of_two_who_race_from_one_size_one_wins_and_the_other_is_told(witness: Running) -> None:
    for _round in range(10):
        old = _seen(witness)
        bodies = [LOG.body(old, old + step) for step in (1, 2, 3, 4)]
        together = threading.Barrier(len(bodies))

        def send(body: bytes, together: threading.Barrier = together) -> tuple[int, bytes]:
            together.wait()
            status, _kind, said = witness.add(body)
            return status, said

        with ThreadPoolExecutor(len(bodies)) as pool:
            answers = list(pool.map(send, bodies))
        assert sorted(status for status, _said in answers) == [200, 409, 409, 409]
        won = next(place for place, (status, _said) in enumerate(answers) if status == 200)
        assert {said for status, said in answers if status == 409} == {b"%d\n" % (old + won + 1)}
        assert _seen(witness) == old + won + 1


HONEST = LOG.body(5, 9)
MUTANTS = st.builds(
    lambda start, length, put: HONEST[:start] + put + HONEST[start + length :],
    st.integers(0, len(HONEST)),
    st.integers(0, 200),
    st.binary(max_size=80) | st.sampled_from([b"\n", b"\n\n", b" ", b"=", b"old 0\n", "—".encode(), b"\xff", b"\0"]),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=2000) | MUTANTS | st.text(max_size=500).map(str.encode))
def test_answers_garbage_as_the_protocol_says_and_never_with_a_fault(witness: Running, body: bytes) -> None:
    status, _kind, said = witness.add(body)
    assert status in SPEC_ANSWERS
    assert status != 200 or body == HONEST
    assert len(said) < 100 or status == 200


def test_logs_what_was_refused_without_a_word_of_who_asked(tmp_path: Path) -> None:
    ed25519, mldsa44 = LOG.keys.vkeys()
    with running_witness(tmp_path, "--log", ed25519, "--log", mldsa44) as running:
        running.add(b"private words\n\nof nobody's business\n1\n")
        stranger = LogSigner.generate("private.example/nobody")
        assert running.add(b"old 0\n\n" + stranger.sign(Checkpoint(stranger.name, 9, EMPTY), 1))[0] == 404
        running.add(LOG.body(0, 5))
        running.add(LOG.fork(2).body(5, 9))
        said = running.stop()
    assert "status=422 code=not_an_extension log=log.example/a size=9" in said
    assert "127.0.0.1" not in said
    assert "private" not in said
    assert "nobody" not in said
    assert running.process.returncode == 0
