"""How the house stands: two answers for those who watch over the process, and a page for its operator."""

import platform
import shutil
from dataclasses import dataclass
from importlib import metadata
from typing import Any

import django
from django.contrib import messages
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from jieqing.kit import clock
from jieqing.kit.doors import actor_of, anyone, language_of, operator_only
from jieqing.kit.words import Words
from jieqing.notices import queries as notices
from jieqing.site import jobs
from jieqing.site.state import state_directory

GIB = 1024**3
LITTLE_ROOM, LEAST_SHARE = 2 * GIB, 0.1


@anyone
def healthz(_request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers."""
    return JsonResponse({"status": "ok"})


@anyone
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 when the database answers too, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        return JsonResponse({"status": "no database"}, status=503)
    return JsonResponse({"status": "ok"})


@dataclass(frozen=True, slots=True)
class Database:
    """The server's version, how long it took to answer, how large the tables are, how many migrations are missing."""

    version: str
    role: str
    answered_ms: float
    size_mib: float
    migrations_missing: int


@dataclass(frozen=True, slots=True)
class Disk:
    """The file system of the state directory."""

    path: str
    free_gib: float
    total_gib: float
    is_little: bool


@operator_only
@require_http_methods(["GET", "HEAD", "POST"])
def health(request: HttpRequest) -> HttpResponse:
    """Database, worker, jobs, mail, disk, versions; and the jobs that were given up, to try again."""
    actor, now = actor_of(request), clock.now()
    if request.method == "POST":
        number = request.POST.get("job", "")
        jobs.retry(actor, int(number) if number.isdecimal() and len(number) < 19 else 0, now)
        messages.success(request, Words("任务已放回队列。", "The job is back in the queue.").to(language_of(request)))
        return redirect("health")
    page: dict[str, Any] = {
        "database": database(),
        "queue": jobs.queue(now),
        "failed": jobs.failed(actor),
        "mail": notices.mail_set_up(),
        "disk": disk(),
        "versions": versions(),
        "now": now,
    }
    return render(request, "site/health.html", page)


def database() -> Database:
    """How the database stands, asked as the role that serves."""
    started_ms = clock.ticks_ms()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_user, pg_database_size(current_database())")
        version, role, size = cursor.fetchone() or ("", "", 0)
    answered_ms = clock.ticks_ms() - started_ms
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Database(version.split(" ")[0], role, answered_ms, size / 1024**2, len(missing))


def disk() -> Disk:
    """Room where the database, keys and attachments lie, unless they were placed elsewhere."""
    state = state_directory()
    room = shutil.disk_usage(state)
    is_little = room.free < LITTLE_ROOM or room.free < LEAST_SHARE * room.total
    return Disk(str(state), room.free / GIB, room.total / GIB, is_little)


def versions() -> dict[str, str]:
    """What runs here."""
    return {
        "Jieqing": metadata.version("jieqing"),
        "Python": platform.python_version(),
        "Django": django.get_version(),
        "procrastinate": metadata.version("procrastinate"),
        "granian": metadata.version("granian"),
        "cryptography": metadata.version("cryptography"),
    }
