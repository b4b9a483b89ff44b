"""Two answers for those who watch over the process: it lives, and it can reach its database."""

from django.db import OperationalError, connection
from django.http import HttpRequest, JsonResponse

from jieqing.kit.doors import anyone


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
