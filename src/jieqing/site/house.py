"""Bring the house up, in order: state, database, tables, directory, operator, web server, worker, log; then down."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType

import django
from django.conf import settings
from django.db import connections

from jieqing.kit.refusal import Refusal
from jieqing.kit.terminal import say
from jieqing.kit.words import Words
from jieqing.site import postgres, role, upgrade
from jieqing.site.proving import Restarting, sequencing, witnesses
from jieqing.site.server import choose_port, serving, wait_until_it_answers
from jieqing.site.state import fill_environment, state_directory
from jieqing.site.working import working

Children = dict[str, "subprocess.Popen[bytes]"]
ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def open_house(*, host: str, port: int | None, workers: int, is_demo: bool, has_worker: bool = True) -> None:
    """Serves until Ctrl-C, SIGTERM or a closed terminal; raises Refusal when a part does not start, or ends."""
    port = choose_port(host, port)
    password = os.environ.pop("JIEQING_OPERATOR_PASSWORD", None)  # not for the children
    try:
        with _ends_raised(), ExitStack() as stack:
            children = _database(stack)
            migrate()
            role.refuse_a_mighty_one()
            if is_demo:
                _load_demo()
            made_up = _keep_operator(password)
            if is_demo:
                _tell_story()
            connections.close_all()  # a child that shared one would garble it
            sequencer_url = os.environ.pop("DATABASE_SEQUENCER_URL", None)  # for one child alone
            for mightier in ("DATABASE_OWNER_URL", "DATABASE_BACKUP_URL"):
                os.environ.pop(mightier, None)  # not for the children
            _prepare_children(port)
            say(Words("启动网页服务……", "Starting the web server ..."))
            children["web server"] = web = stack.enter_context(serving(host, port, workers=workers))
            wait_until_it_answers(web, host, port, host_name=_own_name())
            if has_worker:  # after the pages: whoever waits, waits for those
                children["worker"] = stack.enter_context(working())
            provers = _prove(stack, sequencer_url, is_demo=is_demo)
            _tell_operator(made_up, is_given=password is not None)
            _tell_address(host, port)
            _watch(children, provers)
    except KeyboardInterrupt:
        say(Words("已停止。", "Stopped."))


@contextmanager
def database_up() -> Iterator[None]:
    """DATABASE_URL answers inside the block: the one given, else the embedded server's."""
    with _ends_raised(), ExitStack() as stack:
        _database(stack)
        yield


@contextmanager
def database_reached() -> Iterator[None]:
    """Like `database_up`, but joins the embedded server where it runs already: for what may be done beside it."""
    running = None if os.environ.get("DATABASE_URL") else postgres.addresses(state_directory())
    if running is None:
        with database_up():
            yield
    else:
        os.environ.update(running)
        yield


def set_up() -> None:
    """Sets Django up."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "jieqing.site.settings"
    fill_environment()
    django.setup()


def migrate() -> None:
    """Sets Django up and brings the tables up to date; safe to repeat."""
    set_up()
    has_owner = "owner" in settings.DATABASES
    upgrade.refuse_wrong_tables(connections["owner" if has_owner else "default"])
    if not has_owner:
        role.refuse_tables_behind()
        return
    say(Words("整理数据表……", "Bringing the tables up to date ..."))
    role.migrate_as_owner()
    upgrade.remember_version(connections["owner"])


def _database(stack: ExitStack) -> Children:
    if os.environ.get("DATABASE_URL"):
        return {}
    say(Words("启动内置 PostgreSQL……", "Starting the embedded PostgreSQL ..."))
    server = stack.enter_context(postgres.running(state_directory()))
    os.environ.update(server.environment())
    return {"database": server.process}


def _prepare_children(port: int) -> None:
    """What web server and worker have in common: the address in mails, and the folder where they add up metrics."""
    if "JIEQING_SMTP_URL" not in os.environ:
        os.environ.setdefault("JIEQING_URL", f"http://localhost:{port}")
    metrics = state_directory() / "metrics"
    shutil.rmtree(metrics, ignore_errors=True)  # counts begin anew with the processes
    metrics.mkdir(mode=0o700)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(metrics)


def _load_demo() -> None:
    from jieqing.agencies.service import load_demo

    say(Words("载入虚构的机构名录……", "Loading the invented directory of agencies ..."))
    os.environ["JIEQING_DEMO"] = "1"
    load_demo()


def _tell_story() -> None:
    from jieqing.site.demo.story import tell_story

    say(Words("请演示的人物就位……", "Calling in the cast of the demo ..."))
    tell_story()


def _keep_operator(password: str | None) -> str | None:
    from jieqing.site.account import keep_operator

    return keep_operator(password)


def _prove(stack: ExitStack, sequencer_url: str | None, *, is_demo: bool) -> list[Restarting]:
    """The log's sequencer, where the database lets us run it, and the demo's witnesses; they may end and come back."""
    provers = list(stack.enter_context(witnesses()).values()) if is_demo else []
    if sequencer_url:
        provers.append(stack.enter_context(sequencing(sequencer_url)))
    return provers


def _tell_operator(made_up: str | None, *, is_given: bool) -> None:
    if made_up:
        words = Words(
            "运营账号 {name}，密码 {password}（只显示这一次）",
            "Operator account {name}, password {password} (shown this once)",
        )
    elif is_given:
        words = Words(
            "运营账号 {name}，密码即 JIEQING_OPERATOR_PASSWORD",
            "Operator account {name}, password as in JIEQING_OPERATOR_PASSWORD",
        )
    else:
        words = Words(
            "运营账号 {name}，密码同上次；要改就设置 JIEQING_OPERATOR_PASSWORD 再启动",
            "Operator account {name}, password as before; to change it, start with JIEQING_OPERATOR_PASSWORD set",
        )
    say(words.filled(name="operator", password=made_up))


def _tell_address(host: str, port: int) -> None:
    name = "localhost" if host == "127.0.0.1" else host  # browsers keep passkeys for names, not for numbers
    at = f"[{name}]:{port}" if ":" in name else f"{name}:{port}"
    words = Words(
        "结清已就绪：http://{at}/（英文 http://{at}/en/）。按 Ctrl-C 停止。",
        "Jieqing is ready: http://{at}/ (English: http://{at}/en/). Press Ctrl-C to stop.",
    )
    say(words.filled(at=at))


def _own_name() -> str:
    """A host name that the site answers to."""
    return str(settings.ALLOWED_HOSTS[0]).replace("*", "localhost").lstrip(".")


def _watch(children: Children, provers: list[Restarting]) -> None:
    """Returns never: a signal ends it, or a child that should have gone on."""
    while True:
        for prover in provers:
            prover.poll()
        for name, process in children.items():
            if process.poll() is not None:
                raise Refusal(
                    "part_ended",
                    Words("{part} 意外退出。", "The {part} ended unexpectedly.").filled(part=name),
                    remedy=Words("看上面的日志，再启动一次。", "Read the log above, then start again."),
                    status=503,
                )
        time.sleep(0.5)


@contextmanager
def _ends_raised() -> Iterator[None]:
    """The first of the ending signals raises KeyboardInterrupt; later ones don't disturb the clearing up."""

    def end(_signal: int, _frame: FrameType | None) -> None:
        for each in ENDS:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {each: signal.signal(each, end) for each in ENDS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
