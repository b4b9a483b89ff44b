"""Witnesses that misbehave, each in its own way, over real HTTP."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from jieqing_verify.checkpoint import Checkpoint, parse_checkpoint
from jieqing_verify.keys import Cosigner

Answer = Callable[[Checkpoint], tuple[int, bytes]]


class Fake:
    """A witness that answers as it is told; `asked` are the old sizes that it was shown."""

    def __init__(self, name: str) -> None:
        self.cosigner = Cosigner.generate(f"witness.example/{name}")
        self.answer: Answer = self.honest
        self.asked: list[int] = []
        self.connections = 0
        self.url = ""

    def honest(self, checkpoint: Checkpoint, at_s: int | None = None) -> tuple[int, bytes]:
        """The cosignature of whatever it is shown."""
        return 200, self.cosigner.cosign(checkpoint, int(time.time()) if at_s is None else at_s)


@contextmanager
def serving(fake: Fake) -> Iterator[Fake]:
    """Has it listen until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            fake.connections += 1

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            fake.asked.append(int(body.split(b"\n")[0].split()[1]))
            status, said = fake.answer(parse_checkpoint(body.split(b"\n\n", 1)[1])[0])
            self.send_response(status)
            self.send_header("content-length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    fake.url = f"http://127.0.0.1:{server.server_address[1]}/"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
