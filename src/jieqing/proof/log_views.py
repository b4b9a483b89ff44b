"""The log as any tlog-tiles client reads it: static files of settings.LOG_DIRECTORY, and nothing beside them."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from jieqing.kit.doors import anyone
from jieqing.proof.rules.served import served


@anyone
@require_safe
def log_file(_request: HttpRequest, asked: str) -> HttpResponseBase:
    """A checkpoint, the policy, a tile or a bundle of entries (C2SP tlog-tiles); 404 in plain text for all else."""
    found = served(asked)
    if found is None or not settings.LOG_DIRECTORY:
        return _not_there()
    folder = Path(settings.LOG_DIRECTORY).resolve()
    try:
        place = (folder / found.place).resolve(strict=True)
        file = place.open("rb")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return _not_there()
    if place != folder / found.place:  # a link that leads elsewhere
        file.close()
        return _not_there()
    headers = {
        "Cache-Control": found.caching,
        "Access-Control-Allow-Origin": "*",  # it is public, and pages of other houses may check it
        "X-Content-Type-Options": "nosniff",
    }
    return FileResponse(file, content_type=found.content_type, headers=headers)


def _not_there() -> HttpResponse:
    return HttpResponse("not in this log\n", content_type="text/plain; charset=utf-8", status=404)
