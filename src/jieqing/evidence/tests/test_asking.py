"""Witnesses are asked for the newest checkpoint; what they answer is believed only as far as it verifies."""

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from jieqing.evidence import asking, cosigning, log, reading, submitting
from jieqing.evidence.asking import Asker, ask_witnesses, askers
from jieqing.evidence.asking_words import witness_answers
from jieqing.evidence.cosigning import Asked, witnesses_of
from jieqing.evidence.log import Committed
from jieqing.evidence.submitting import WITHIN_S
from jieqing.evidence.tests.little_log import JIA, KEYS, sequence, url
from jieqing.evidence.tests.witnesses import Fake, serving
from jieqing.evidence.witness.tests.running import running_witness
from jieqing.kit import clock
from jieqing.kit.ids import new_id
from jieqing.kit.rows import acting
from jieqing_verify import note
from jieqing_verify.checkpoint import Checkpoint
from jieqing_verify.keys import Cosigner
from jieqing_verify.note import VerifierKey
from jieqing_verify.policy import Policy, policy_text

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fake() -> Iterator[Fake]:
    with serving(Fake("w1")) as running:
        yield running


def _grow(number: int) -> None:
    """So many entries more, at once, and the checkpoint over them."""
    with acting(JIA):
        log.append_all(JIA, "claims.claim_saved", {new_id(): Committed(bytes(32), b"") for _each in range(number)})
    sequence()


def _policy(*fakes: Fake, quorum: int = 1) -> Policy:
    each = [(fake.cosigner.name.split("/")[1], fake.cosigner.vkeys(), fake.url) for fake in fakes]
    return Policy.parse(policy_text(KEYS.vkeys(), each, quorum))


def _ask(*fakes: Fake) -> dict[str, str]:
    return ask_witnesses(url("sequencer"), _policy(*fakes), clock.now())


def _kept() -> list[tuple[int, str]]:
    with psycopg.connect(url("app")) as connection:
        return connection.execute("SELECT size, witness FROM evidence.cosignature ORDER BY 1, 2").fetchall()


def _said() -> dict[str, tuple[str, int]]:
    with psycopg.connect(url("app")) as connection:
        return {
            name: (code, size)
            for name, code, size in connection.execute("SELECT name, code, size FROM evidence.witness")
        }


def test_an_empty_log_asks_nobody(fake: Fake) -> None:
    assert _ask(fake) == {}
    assert fake.asked == []


def test_keeps_lines_that_make_the_quorum(fake: Fake) -> None:
    _grow(3)
    assert _ask(fake) == {"w1": "cosigned"}
    assert _kept() == [(3, "w1")]
    assert reading.latest_with_quorum(_policy(fake)).size == 3
    assert _said() == {"w1": ("cosigned", 3)}


@pytest.mark.parametrize("sizes", [(1, 2), (5, 700), (255, 257), (256, 512)], ids=str)
def test_shows_a_witness_the_way_from_what_it_saw(tmp_path, sizes: tuple[int, int]) -> None:
    ed25519, mldsa44 = KEYS.vkeys()
    with running_witness(tmp_path, "--log", ed25519, "--log", mldsa44) as witness:
        policy = Policy.parse(policy_text(KEYS.vkeys(), [("w1", witness.vkeys, witness.url)], 1))
        before = 0
        for size in sizes:
            _grow(size - before)
            assert ask_witnesses(url("sequencer"), policy, clock.now()) == {"w1": "cosigned"}
            before = size
        assert _kept() == [(size, "w1") for size in sizes]


def test_shows_the_way_in_a_log_of_three_levels_of_tiles(tmp_path) -> None:
    ed25519, mldsa44 = KEYS.vkeys()
    with running_witness(tmp_path, "--log", ed25519, "--log", mldsa44) as witness:
        policy = Policy.parse(policy_text(KEYS.vkeys(), [("w1", witness.vkeys, witness.url)], 1))
        for number in (300, 65_800):
            with acting(JIA):
                log.append_all(
                    JIA, "claims.claim_saved", {new_id(): Committed(bytes(32), b"") for _each in range(number)}
                )
            sequence()
            assert ask_witnesses(url("sequencer"), policy, clock.now()) == {"w1": "cosigned"}
    assert _kept() == [(300, "w1"), (66_100, "w1")]


def test_finds_out_from_the_witness_how_far_it_saw_where_it_does_not_know(tmp_path) -> None:
    ed25519, mldsa44 = KEYS.vkeys()
    with running_witness(tmp_path, "--log", ed25519, "--log", mldsa44) as witness:
        policy = Policy.parse(policy_text(KEYS.vkeys(), [("w1", witness.vkeys, witness.url)], 1))
        _grow(5)
        ask_witnesses(url("sequencer"), policy, clock.now())
        with psycopg.connect(url("owner")) as owner:  # its answer was lost on the way
            owner.execute("DELETE FROM evidence.cosignature")
        _grow(4)
        assert ask_witnesses(url("sequencer"), policy, clock.now()) == {"w1": "cosigned"}
        assert _kept() == [(9, "w1")]


def _other_tree(fake: Fake, checkpoint: Checkpoint) -> tuple[int, bytes]:
    return fake.honest(Checkpoint(checkpoint.origin, checkpoint.size, b"\1" * 32))


def _one_line(fake: Fake, checkpoint: Checkpoint, which: int) -> tuple[int, bytes]:
    return 200, note.parse_lines(fake.honest(checkpoint)[1])[which].text()


def _untimed(fake: Fake, checkpoint: Checkpoint) -> tuple[int, bytes]:
    signed = note.parse_lines(fake.honest(checkpoint)[1])
    return 200, b"".join(note.Line(line.name, line.key_id, bytes(8) + line.blob[8:]).text() for line in signed)


IMPOSTOR = Cosigner.generate("witness.example/w1")
BAD = {
    "another tree": (_other_tree, "signature_false"),
    "no Ed25519 line": (lambda fake, it: _one_line(fake, it, 1), "line_missing"),
    "no ML-DSA-44 line": (lambda fake, it: _one_line(fake, it, 0), "line_missing"),
    "somebody else's lines": (lambda _fake, it: (200, IMPOSTOR.cosign(it, 1)), "line_missing"),
    "a time taken out": (_untimed, "signature_false"),
    "a time an hour ahead": (lambda fake, it: fake.honest(it, int(time.time()) + 3600), "clock_ahead"),
    "nothing": (lambda _fake, _it: (200, b""), "answer_malformed"),
    "a page": (lambda _fake, _it: (200, b"<html>hello</html>\n"), "answer_malformed"),
    "more than it should": (lambda fake, it: (200, fake.honest(it)[1] * 60), "answer_malformed"),
    "its own fault": (lambda _fake, _it: (500, b"Traceback"), "said_other"),
    "a redirect": (lambda _fake, _it: (302, b""), "said_other"),
    "malformed": (lambda _fake, _it: (400, b""), "said_400"),
    "a signature that it denies": (lambda _fake, _it: (403, b""), "said_403"),
    "a log that it does not know": (lambda _fake, _it: (404, b""), "said_404"),
    "a fork": (lambda _fake, _it: (422, b""), "said_422"),
    "a conflict without a size": (lambda _fake, _it: (409, b"five\n"), "answer_malformed"),
    "a conflict with a negative size": (lambda _fake, _it: (409, b"-1\n"), "answer_malformed"),
    "a conflict for ever": (lambda _fake, _it: (409, b"1\n"), "said_409"),
    "more than there is": (lambda _fake, _it: (409, b"10\n"), "witness_ahead"),
    "more than there will ever be": (lambda _fake, _it: (409, b"9223372036854775807\n"), "witness_ahead"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_keeps_nothing_of_a_witness_that_answers_with(fake: Fake, case: str) -> None:
    _grow(3)
    answer, code = BAD[case]
    fake.answer = lambda checkpoint: answer(fake, checkpoint)
    assert _ask(fake) == {"w1": code}
    assert _kept() == []
    assert _said() == {"w1": (code, 3)}
    assert reading.latest_with_quorum(_policy(fake)) is None


def test_the_down_the_slow_and_the_silent_delay_nobody(fake: Fake) -> None:
    _grow(3)
    silent, dripping, down = Fake("silent"), Fake("dripping"), Fake("down")
    ended = threading.Event()
    with ExitStack() as stack:
        for each, drip in ((silent, b""), (dripping, b"HTTP/1.1 200 OK\r\nx-drip: ")):
            listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            each.url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
            threading.Thread(target=_drip, args=(listener, drip, ended), daemon=True).start()
        stack.callback(ended.set)
        with socket.create_server(("127.0.0.1", 0)) as gone:
            down.url = f"http://127.0.0.1:{gone.getsockname()[1]}/"
        began = time.monotonic()
        assert _ask(silent, dripping, down, fake) == {
            "silent": "too_slow", "dripping": "too_slow", "down": "unreachable", "w1": "cosigned"
        }  # fmt: skip
        assert time.monotonic() - began < 2 * WITHIN_S
        assert _kept() == [(3, "w1")]


def _drip(listener: socket.socket, head: bytes, ended: threading.Event) -> None:
    """Takes a request, and answers with a byte now and then, without end; or with none."""
    line, _peer = listener.accept()
    with line:
        while not ended.wait(0.2):
            if head:
                try:
                    line.sendall(head)
                except OSError:
                    return
                head = b"a"


@pytest.mark.parametrize(
    "address", ["ftp://127.0.0.1/", "http://", "nonsense", "http://127.0.0.1:99999/", "http://127.0.0.1:x/"]
)
def test_an_address_that_is_none_is_one_that_nobody_answers_at(fake: Fake, address: str) -> None:
    _grow(1)
    fake.url = address
    assert _ask(fake) == {"w1": "unreachable"}


def _connection() -> psycopg.Connection:
    return psycopg.connect(url("sequencer"), autocommit=True)


class Watch:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.at = clock.now()

    def __call__(self) -> datetime:
        return self.at

    def wait(self, **how_long: float) -> None:
        self.at += timedelta(**how_long)


def _asker(fake: Fake, watch: Watch) -> Asker:
    (witness,) = witnesses_of(_policy(fake))
    return Asker(witness, watch)


def test_asks_again_when_the_log_grew_and_once_a_minute_when_it_sleeps(fake: Fake) -> None:
    _grow(3)
    watch = Watch()
    ask = _asker(fake, watch)
    with _connection() as connection:
        for _each in range(3):
            ask(connection)
        assert fake.asked == [0]
        _grow(1)
        ask(connection)
        assert fake.asked == [0, 3]
        watch.wait(seconds=59)
        ask(connection)
        assert fake.asked == [0, 3]
        watch.wait(seconds=2)
        ask(connection)
        assert fake.asked == [0, 3, 4]
    assert fake.connections == 1, "it is asked on one connection"


def test_asks_a_failing_witness_at_growing_distances_and_tells_since_when_it_fails(fake: Fake) -> None:
    _grow(1)
    fake.answer = lambda _checkpoint: (500, b"")
    watch = Watch()
    ask, began, asked_at = _asker(fake, watch), watch.at, []
    with _connection() as connection:
        for second in range(100):
            before = len(fake.asked)
            ask(connection)
            if len(fake.asked) > before:
                asked_at.append(int((watch.at - began).total_seconds()))
            if second % 10 == 0:
                _grow(1)  # a log that grows does not ask more often
            watch.wait(seconds=1)
        assert asked_at == [0, 1, 3, 7, 15, 31, 61, 91]
        said = "SELECT code, since, at FROM evidence.witness"
        assert connection.execute(said).fetchone() == ("said_other", began, began + timedelta(seconds=91))
        fake.answer = fake.honest
        watch.wait(seconds=30)
        ask(connection)
        assert connection.execute(said).fetchone() == ("cosigned", watch.at, watch.at)
        _grow(1)
        before = len(fake.asked)
        ask(connection)
        assert len(fake.asked) == before + 1, "one that is well again is asked at once"


def test_a_connection_that_the_witness_closed_is_opened_again(tmp_path) -> None:
    ed25519, mldsa44 = KEYS.vkeys()
    with running_witness(tmp_path, "--log", ed25519, "--log", mldsa44) as witness, _connection() as connection:
        policy = Policy.parse(policy_text(KEYS.vkeys(), [("w1", witness.vkeys, witness.url)], 1))
        (ask,) = askers(policy)
        for _each in range(2):
            _grow(1)
            ask(connection)
            witness.kill()
            witness.start()
    assert _kept() == [(1, "w1"), (2, "w1")]


def test_a_witness_of_the_policy_is_all_keys_at_one_address() -> None:
    first, second = Cosigner.generate("witness.example/a"), Cosigner.generate("witness.example/b")
    each = [("a", first.vkeys(), "http://a.example/"), ("b", second.vkeys(), "")]
    assert witnesses_of(Policy.parse(policy_text(KEYS.vkeys(), each, 1))) == [
        Asked("a", "http://a.example/", tuple(map(VerifierKey.parse, first.vkeys())))
    ]
    plain = f"log {KEYS.vkeys()[0]}\nwitness solo {second.vkeys()[0]} https://b.example/w\nquorum solo\n"
    assert witnesses_of(Policy.parse(plain.encode())) == [
        Asked("solo", "https://b.example/w", (VerifierKey.parse(second.vkeys()[0]),))
    ]


def test_the_application_may_read_what_witnesses_said_and_write_none_of_it() -> None:
    with psycopg.connect(url("app")) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("INSERT INTO evidence.witness VALUES ('w1', 'cosigned', 1, now(), now())")
    with psycopg.connect(url("sequencer")) as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute("INSERT INTO evidence.witness VALUES ('w1', 'free words', 1, now(), now())")


def test_every_code_that_is_kept_has_words() -> None:
    sources = [Path(asking.__file__), Path(cosigning.__file__), Path(submitting.__file__)]
    found = set(re.findall(r'(?:Unfit|Unanswered)\(\s*"([a-z_]+)"', "".join(path.read_text() for path in sources)))
    found |= {"cosigned", "unreachable", "too_slow", "said_other", *(f"said_{each}" for each in asking.KNOWN_STATUS)}
    assert found | {"not_asked"} == set(witness_answers())
    assert {code for code, said in witness_answers().items() if not said.do.en} == {"cosigned"}
