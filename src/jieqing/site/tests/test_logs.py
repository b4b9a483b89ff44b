"""What people type never reaches the log, and cannot forge a line of it."""

import json
import logging
import sys

from jieqing.site.logs import FixedParts


def _formatted(name: str, message: str, *args: object, **extra: object) -> str:
    record = logging.LogRecord(name, logging.ERROR, __file__, 1, message, args, sys.exc_info())
    record.__dict__.update(extra)
    return FixedParts().format(record)


def test_an_exception_is_told_by_type_and_place_without_its_words() -> None:
    try:
        int("张三欠我十万")
    except ValueError:
        line = _formatted("django.request", "Internal Server Error: %s", "/机构/张三")
    said = json.loads(line)
    assert said["exception"] == "ValueError"
    assert "test_logs.py" in said["passed"][0]
    assert "张三" not in line


def test_a_crafted_value_stays_on_its_line() -> None:
    line = _formatted("jieqing.agencies", "import refused code=%s", 'x"\n{"level": "info"}')
    assert "\n" not in line
    assert json.loads(line)["level"] == "error"


def test_a_failed_request_names_its_route_and_status() -> None:
    class Request:
        class resolver_match:  # noqa: N801 - Django's name
            route = "agencies/<str:id>"

    said = json.loads(_formatted("django.request", "%s: %s", "Not Found", "/x", status_code=404, request=Request))
    assert (said["status"], said["route"]) == (404, "agencies/<str:id>")
