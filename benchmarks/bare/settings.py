"""The house's settings around a view of one line; JIEQING_BARE=1 takes the middleware off as well."""

import os

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import ensure_csrf_cookie

from jieqing.site.settings import *  # noqa: F403
from jieqing.site.settings import MIDDLEWARE as OF_THE_HOUSE

ROOT_URLCONF = "benchmarks.bare.settings"
MIDDLEWARE = [] if os.environ.get("JIEQING_BARE") == "1" else OF_THE_HOUSE


@ensure_csrf_cookie
def bare(_request: HttpRequest) -> HttpResponse:
    """Three bytes."""
    return HttpResponse("ok\n")


urlpatterns = [path("", bare), path("result/", bare), path("readyz", bare)]
