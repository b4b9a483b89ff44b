"""The web server: granian as a child process that ends with this one."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException

from jieqing.kit.clock import ticks_ms
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.site.children import die_with_parent, stop

FIRST_PORT, LAST_PORT = 8000, 8099
START_MS = 60_000


@contextmanager
def serving(host: str, port: int, *, workers: int) -> "Iterator[subprocess.Popen[bytes]]":
    """Serves the site on that address, in `workers` processes, until the end of the block."""
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--no-ws",
        "--workers", str(workers), "--blocking-threads", "4", "--respawn-failed-workers",
        "--workers-kill-timeout", "5s", "--log-level", "warning", "jieqing.site.wsgi:application",
    ]  # fmt: skip
    # A process group of its own: Ctrl-C is for us, and we stop it before the database.
    process = subprocess.Popen(command, process_group=0, preexec_fn=die_with_parent(signal.SIGTERM))
    try:
        yield process
    finally:
        stop(process, (signal.SIGTERM, signal.SIGINT))
        with suppress(ProcessLookupError):  # its workers, had it been killed without a chance to stop them
            os.killpg(process.pid, signal.SIGKILL)


def wait_until_it_answers(process: "subprocess.Popen[bytes]", host: str, port: int, *, host_name: str) -> None:
    """Returns when /readyz says yes to a request for `host_name`; raises Refusal when the server ends or is mute."""
    give_up_at = ticks_ms() + START_MS
    while process.poll() is None and ticks_ms() < give_up_at:
        connection = HTTPConnection(host, port, timeout=5)
        try:
            connection.request("GET", "/readyz", headers={"Host": host_name})
            if connection.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.05)
    raise Refusal(
        "server_did_not_start",
        Words("网页服务没有启动。", "The web server did not start."),
        remedy=Words("原因见上面的日志。", "The log above says why."),
        status=503,
    )


def choose_port(host: str, wanted: int | None) -> int:
    """The port that was asked for, else the first free one from 8000; raises Refusal when it is taken."""
    for port in [wanted] if wanted else range(FIRST_PORT, LAST_PORT + 1):
        if _is_free(host, port):
            return port
    raise Refusal(
        "port_taken",
        Words(
            "不能使用 {host} 的端口 {port}，多半已被占用。",
            "Port {port} of {host} cannot be used; most likely it is taken.",
        ).filled(host=host, port=wanted or f"{FIRST_PORT}–{LAST_PORT}"),
        remedy=Words("用 --port 另选一个。", "Choose another with --port."),
        field="port",
        status=409,
    )


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a closed connection's leftovers don't count
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
