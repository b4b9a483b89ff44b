"""From text to page over HTTP: CPU a request, and latency at an open-loop rate, beside a bare Django view.

    .venv-bench/bin/python benchmarks/pages.py [--rate 50] [--seconds 20] [--workers 2]

All three are served the way `jieqing serve` does it, one after the other, on the same PostgreSQL with the invented
directory of 214. Requests leave by the clock, whether or not earlier ones have been answered, and their latency counts
from the moment they should have left. CPU is that of the web server's processes (PostgreSQL's is printed beside it).
"""

import argparse
import http.client
import os
import queue
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import yaml

REPOSITORY = Path(__file__).parents[1]
sys.path.insert(0, str(REPOSITORY))
os.environ["PYTHONPATH"] = str(REPOSITORY)
os.environ.setdefault("JIEQING_SECRET_KEY", "a-bench-signs-nothing-that-matters-to-anybody")
os.environ["JIEQING_DEMO"] = "1"

from jieqing.kit.clock import ticks_ms  # noqa: E402
from jieqing.site import house, postgres  # noqa: E402
from jieqing.site.children import free_port  # noqa: E402
from jieqing.site.server import serving, wait_until_it_answers  # noqa: E402

TEXTS: list[str] = yaml.safe_load((Path(__file__).parent / "bare" / "texts.yaml").read_text(encoding="utf-8"))
HOST = "127.0.0.1"
CONTESTANTS = {
    "bare Django view, no middleware": {"DJANGO_SETTINGS_MODULE": "benchmarks.bare.settings", "JIEQING_BARE": "1"},
    "bare Django view": {"DJANGO_SETTINGS_MODULE": "benchmarks.bare.settings", "JIEQING_BARE": "0"},
    "text to page": {"DJANGO_SETTINGS_MODULE": "jieqing.site.settings"},
}
SENDERS = 32
WARM_UP = 120
TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


@dataclass
class Run:
    """What one contestant was measured to do. Times in ms."""

    name: str
    latencies: list[float] = field(default_factory=list)
    failures: int = 0
    cpu_ms: float = 0
    database_cpu_ms: float = 0
    page_bytes: int = 0

    def at(self, share: float) -> float:
        return sorted(self.latencies)[min(len(self.latencies) - 1, int(share * len(self.latencies)))]

    def a_request(self) -> tuple[float, float]:
        """CPU ms of the web server and of the database for one request."""
        return self.cpu_ms / len(self.latencies), self.database_cpu_ms / len(self.latencies)

    def line(self) -> str:
        cpu, database = self.a_request()
        times = (cpu, database, self.at(0.5), self.at(0.99), max(self.latencies))
        figures = "".join(f"{time:>9.2f}" for time in times)
        return f"{self.name:<33}{len(self.latencies):>6}{self.failures:>6}{figures}{self.page_bytes:>9}"


COLUMNS = ("CPU ms", "db CPU", "p50 ms", "p99 ms", "max ms", "bytes")
HEADER = f"{'':<33}{'asked':>6}{'fail':>6}" + "".join(f"{column:>9}" for column in COLUMNS)


class Visitor:
    """One kept connection with its cookie and token."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection(HOST, port, timeout=30)
        self.connection.connect()
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.headers = {"Content-Type": "application/x-www-form-urlencoded"}
        cookies = self._ask("GET", "/")[2]
        if cookies:
            self.headers |= {"Cookie": cookies, "X-CSRFToken": cookies.partition("=")[2]}

    def post(self, text: str) -> tuple[int, bytes]:
        return self._ask("POST", "/result/", urlencode({"text": text}))[:2]

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes, str]:
        self.connection.request(method, path, body, self.headers)
        answer = self.connection.getresponse()
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        return answer.status, answer.read(), cookie


def main() -> None:
    """Prints a line a contestant, then the ratio to the limit."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rate", type=int, default=50, help="requests a second")
    asked.add_argument("--seconds", type=int, default=20)
    asked.add_argument("--workers", type=int, default=2)
    options = asked.parse_args()
    with _directory() as database:
        print(f"{options.rate} requests a second for {options.seconds} s, {options.workers} server processes")
        print(HEADER)
        _, limit, pages = [_measured(name, env, options, database) for name, env in CONTESTANTS.items()]
    cpu = pages.a_request()[0] / limit.a_request()[0]
    p50, p99 = (pages.at(share) / limit.at(share) for share in (0.5, 0.99))
    print("limit: the bare view with the same middleware")
    print(f"the page takes {cpu:.1f} x its CPU, {p50:.1f} x its p50, {p99:.1f} x its p99")
    if pages.failures:
        sys.exit("some requests were not answered with a page")


@contextmanager
def _directory() -> Iterator[int]:
    """A throwaway PostgreSQL with the invented directory; gives its process id."""
    with tempfile.TemporaryDirectory(prefix="jieqing-bench-") as name:
        state = Path(name)
        state.chmod(0o711)  # `nobody` passes through when root runs this
        with postgres.running(state) as server:
            os.environ.update(server.environment())
            house.migrate()
            from django.db import connections  # noqa: PLC0415 - after Django is set up

            from jieqing.agencies.service import load_demo  # noqa: PLC0415

            load_demo()
            connections.close_all()
            yield server.process.pid


def _measured(name: str, environment: dict[str, str], options: argparse.Namespace, database: int) -> Run:
    os.environ.update(environment)
    port = free_port()
    with serving(HOST, port, workers=options.workers) as web:
        wait_until_it_answers(web, HOST, port, host_name="localhost")
        visitors = [Visitor(port) for _ in range(SENDERS)]
        for number in range(WARM_UP):
            visitors[number % SENDERS].post(TEXTS[number % len(TEXTS)])
        run = Run(name)
        before = _cpu_ms(web.pid), _cpu_ms(database)
        _open_loop(run, visitors, options.rate, options.seconds)
        run.cpu_ms, run.database_cpu_ms = _cpu_ms(web.pid) - before[0], _cpu_ms(database) - before[1]
        for visitor in visitors:
            visitor.connection.close()
        print(run.line(), flush=True)
        return run


def _open_loop(run: Run, visitors: list[Visitor], rate: int, seconds: int) -> None:
    """Hands request n to a free sender at its moment, start + n / rate."""
    due: queue.SimpleQueue[tuple[float, str] | None] = queue.SimpleQueue()
    threads = [threading.Thread(target=_send, args=(run, visitor, due)) for visitor in visitors]
    for thread in threads:
        thread.start()
    start = ticks_ms() + 100
    for number in range(rate * seconds):
        moment = start + number * 1000 / rate
        time.sleep(max(0, moment - ticks_ms()) / 1000)
        due.put((moment, TEXTS[number % len(TEXTS)]))
    for _ in threads:
        due.put(None)
    for thread in threads:
        thread.join()


def _send(run: Run, visitor: Visitor, due: "queue.SimpleQueue[tuple[float, str] | None]") -> None:
    while (task := due.get()) is not None:
        moment, text = task
        status, page = visitor.post(text)
        run.latencies.append(ticks_ms() - moment)
        run.failures += status != 200
        run.page_bytes = max(run.page_bytes, len(page))


def _cpu_ms(pid: int) -> float:
    """User and system time of a process and everything below it, dead children included."""
    spent, found = 0, [pid]
    for each in found:
        try:
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            spent += sum(map(int, fields[11:15]))
            for task in Path(f"/proc/{each}/task").glob("*/children"):
                found += map(int, task.read_text().split())
        except (FileNotFoundError, ProcessLookupError):
            continue  # a backend that ended between the two looks
    return spent * TICK_MS


if __name__ == "__main__":
    main()
