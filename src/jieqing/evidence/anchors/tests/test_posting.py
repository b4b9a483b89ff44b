"""An authority's server may be absent, slow, talkative or mistaken: a code says which, and nothing hangs."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from jieqing.evidence.anchors import posting
from jieqing.evidence.anchors.posting import ANSWER_BYTES, Post
from jieqing.evidence.anchors.shapes import NotAnchored
from jieqing.evidence.anchors.tsa import QUERY, REPLY

Answer = Callable[[BaseHTTPRequestHandler, bytes], None]


@contextmanager
def server(answer: Answer) -> Iterator[str]:
    """An address that answers every POST so, until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer(self, self.rfile.read(int(self.headers["Content-Length"])))

        def log_message(self, *_said: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as here:
        thread = Thread(target=here.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{here.server_address[1]}/tsr"
        finally:
            here.shutdown()
            thread.join()


def said(status: int = 200, kind: str = REPLY, body: bytes = b"reply", **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler, _query: bytes) -> None:
        handler.send_response(status)
        for name, value in ({"Content-Type": kind} | headers).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def code_of(answer: Answer) -> str:
    with server(answer) as address, pytest.raises(NotAnchored) as caught:
        Post(address)(b"query")
    return caught.value.code


def test_the_query_is_posted_and_the_reply_taken() -> None:
    seen = []

    def answer(handler: BaseHTTPRequestHandler, query: bytes) -> None:
        seen.append((query, handler.headers["Content-Type"], handler.headers["Accept"], handler.path))
        said(body=b"r" * 5000, kind=f"{REPLY}; charset=binary")(handler, query)

    with server(answer) as address:
        assert Post(address)(b"query") == b"r" * 5000
    assert seen == [(b"query", QUERY, REPLY, "/tsr")]


def test_a_server_in_trouble_is_told_by_its_number() -> None:
    assert code_of(said(503)) == "tsa_http:503"


def test_nobody_is_followed_elsewhere() -> None:
    assert code_of(said(307, Location="http://127.0.0.1:1/elsewhere")) == "tsa_http:307"


def test_a_page_for_people_is_no_reply() -> None:
    assert code_of(said(kind="text/html", body=b"<html>")) == "tsa_not_a_reply"


def test_an_answer_without_an_end_is_cut_off() -> None:
    assert code_of(said(body=b"r" * (ANSWER_BYTES + 1))) == "tsa_too_large"


def test_an_answer_that_was_cut_short_is_none() -> None:
    assert code_of(said(body=b"half", **{"Content-Length": "4711"})) == "tsa_unreachable"


def test_what_is_no_http_is_no_answer() -> None:
    assert code_of(lambda handler, _query: handler.wfile.write(b"\x00\x01\x02") and None) == "tsa_unreachable"


def test_a_port_where_nobody_listens_is_told() -> None:
    with server(said()) as address:
        pass
    with pytest.raises(NotAnchored) as caught:
        Post(address)(b"query")
    assert caught.value.code == "tsa_unreachable"


def test_a_server_that_says_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "READ_S", 0.2)
    assert code_of(lambda _handler, _query: time.sleep(0.5)) == "tsa_slow"


def test_a_server_that_drips_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "WHOLE_MS", 300)

    def drip(handler: BaseHTTPRequestHandler, query: bytes) -> None:
        said(body=b"")(handler, query)
        for _each in range(40):
            try:
                handler.wfile.write(b"r")
            except OSError:
                return
            time.sleep(0.05)

    assert code_of(drip) == "tsa_slow"
