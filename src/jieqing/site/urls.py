"""Addresses. Chinese pages stand at /, English ones below /en/; machines find theirs at fixed places."""

from django.urls import path

from jieqing.site.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
