"""One request to a witness over HTTP, kept alive between requests, and over within a few seconds whatever it does."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from socket import SHUT_RDWR
from urllib.parse import urlsplit

WITHIN_S = 4.0
MOST_ANSWER_BYTES = 64 * 1024
HEADERS = {"content-type": "text/plain; charset=utf-8"}


class Unanswered(Exception):  # noqa: N818 - an expected outcome, told by its code
    """No answer came: `code` is "unreachable" or "too_slow"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Reply:
    """What a witness answered; a body that is too long is cut short, and fits nothing then."""

    status: int
    body: bytes


class Line:
    """The connection to one witness. `url` is its submission prefix, http or https. One thread uses it."""

    def __init__(self, url: str, *, within_s: float = WITHIN_S) -> None:
        self._url, self._within_s = url, within_s
        self._open: http.client.HTTPConnection | None = None

    def post(self, body: bytes) -> Reply:
        """The answer to add-checkpoint; raises Unanswered. A connection that was closed meanwhile is opened again."""
        was_open = self._open is not None
        try:
            return self._post(body)
        except Unanswered as fault:
            if not was_open or fault.code == "too_slow":
                raise
            return self._post(body)

    def close(self) -> None:
        """Hangs up."""
        if self._open is not None:
            self._open.close()
        self._open = None

    def _post(self, body: bytes) -> Reply:
        over = threading.Event()
        is_whole = False
        try:
            connection = self._connection()
            with _cut_off(connection, self._within_s, over):
                connection.request("POST", self._path(), body, HEADERS)
                answer = connection.getresponse()
                reply = Reply(answer.status, answer.read(MOST_ANSWER_BYTES))
                if over.is_set():  # to its reader, a head that was cut off is one that ended
                    raise TimeoutError
                is_whole = answer.isclosed()
                return reply
        except (OSError, http.client.HTTPException, ValueError) as fault:  # ValueError: an address that is none
            late = over.is_set() or isinstance(fault, TimeoutError)
            raise Unanswered("too_slow" if late else "unreachable") from None
        finally:
            if not is_whole:
                self.close()

    def _connection(self) -> http.client.HTTPConnection:
        if self._open is None:
            parts = urlsplit(self._url)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise ValueError("a witness is reached by http or https")
            kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
            self._open = kind(parts.hostname, parts.port, timeout=self._within_s)
        return self._open

    def _path(self) -> str:
        return urlsplit(self._url).path.rstrip("/") + "/add-checkpoint"


@contextmanager
def _cut_off(connection: http.client.HTTPConnection, within_s: float, over: threading.Event) -> Iterator[None]:
    """Hangs up after that time: the socket's own time-out would begin anew with each byte that drips in."""

    def cut() -> None:
        over.set()
        if connection.sock is not None:
            with suppress(OSError):
                connection.sock.shutdown(SHUT_RDWR)

    timer = threading.Timer(within_s, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
