"""Logs hold ids and codes, never names, numbers or what somebody typed.

Libraries put values into their messages ("invalid literal for int(): '…'"), so of their records only the fixed parts
are kept: logger, level, status, the route's pattern, the type of the exception and where it passed. Our own loggers
(`jieqing.*`) are heard in full: we write ids and codes. One line of JSON a record, so that no value can forge a line.
A line that is written while a request or a job is answered says which.
"""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType

OURS = ("jieqing", "_granian")
request_id: ContextVar[str] = ContextVar("request_id", default="")


class FixedParts(logging.Formatter):
    """One record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.name.split(".")[0] in OURS:
            line["message"] = record.getMessage()
            line |= getattr(record, "parts", {})
        status = getattr(record, "status_code", None)
        if status is not None:
            line["status"] = status
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        if match is not None:
            line["route"] = match.route
        if request_id.get():
            line["request"] = request_id.get()
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            line["passed"] = _places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def _places(trace: TracebackType | None) -> list[str]:
    return [f"{place.filename}:{place.lineno} {place.name}" for place in traceback.extract_tb(trace)]
