"""The witness over HTTP: granian in this very process. Bodies, times and connections are bounded."""

import asyncio
import logging
import re
import signal
import sqlite3
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from granian.constants import HTTPModes
from granian.http import HTTP1Settings
from granian.rsgi import Scope
from granian.server.embed import Server

from jieqing.evidence.witness.witnessing import Answer, Witness
from jieqing.kit import clock

MOST_BODY_BYTES = 128 * 1024  # 16 signatures of 5 kB in base64, as signed-note asks for, and 63 lines of proof
BODY_WITHIN_S, HEAD_WITHIN_MS = 10, 10_000
MOST_CONNECTIONS = 256
LATEST = re.compile(r"/([0-9a-f]{64})/checkpoint")
log = logging.getLogger("jieqing.witness")


class Connection(Protocol):
    """The part of granian's RSGI protocol that is used here."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...
    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None: ...


class Doors:
    """Which request goes where. One thread does the judging; the loop only reads and writes."""

    def __init__(self, witness: Witness) -> None:
        self._witness = witness
        self._judge = ThreadPoolExecutor(1, thread_name_prefix="judge")

    async def __call__(self, scope: Scope, connection: Connection) -> None:
        """RSGI's entry."""
        answer = await self._answer(scope, connection)
        headers = [("content-type", answer.kind), ("x-content-type-options", "nosniff")]
        if answer.status in (408, 413):  # what is left of the body is not read
            headers.append(("connection", "close"))
        if answer.log:
            _note_down(answer)
        connection.response_bytes(answer.status, headers, answer.body)

    async def _answer(self, scope: Scope, connection: Connection) -> Answer:
        found = LATEST.fullmatch(scope.path)
        method = "POST" if scope.path == "/add-checkpoint" else "GET" if found else ""
        if not method:
            return Answer(404, b"no_such_page\n")
        if scope.method != method:
            return Answer(405, b"method\n")
        loop = asyncio.get_running_loop()
        try:
            if found:
                latest = await loop.run_in_executor(self._judge, self._witness.latest, found[1])
                return Answer(404, b"never_cosigned\n") if latest is None else Answer(200, latest)
            body = await _read(scope, connection)
            if isinstance(body, Answer):
                return body
            return await loop.run_in_executor(self._judge, self._witness.add_checkpoint, body, clock.now())
        except sqlite3.Error as error:  # a full disk, say: nothing was signed
            log.error("memory code=%s", type(error).__name__)
            return Answer(503, b"memory_unavailable\n")


async def _read(scope: Scope, connection: Connection) -> bytes | Answer:
    length = scope.headers.get("content-length", "")
    if length.isdecimal() and int(length) > MOST_BODY_BYTES:
        return Answer(413, b"too_large\n")
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN_S):
            async for part in connection:
                body += part
                if len(body) > MOST_BODY_BYTES:
                    return Answer(413, b"too_large\n")
    except TimeoutError:
        return Answer(408, b"too_slow\n")
    return bytes(body)


def _note_down(answer: Answer) -> None:
    """One line for each submission of a known log; a refused one at a level that is shown."""
    level = logging.DEBUG if answer.status in (200, 409) else logging.WARNING
    code = "" if answer.status in (200, 409) else answer.body.decode().strip()
    log.log(level, "add-checkpoint status=%d code=%s log=%s size=%d", answer.status, code, answer.log, answer.size)


async def serve(witness: Witness, host: str, port: int) -> None:
    """Answers until SIGTERM or SIGINT."""
    server = Server(
        Doors(witness),
        address=host,
        port=port,
        http=HTTPModes.http1,
        websockets=False,
        log_enabled=False,
        backpressure=MOST_CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_WITHIN_MS, max_buffer_size=16 * 1024),
    )
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, server.stop)
    log.info("witness ready port=%d", port)
    await server.serve()
