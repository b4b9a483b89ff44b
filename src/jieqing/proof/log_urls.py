"""Addresses of the log's files, at fixed places: machines know no languages."""

from django.urls import path

from jieqing.proof.log_views import log_file

urlpatterns = [path("log/<path:asked>", log_file, name="log_file")]
