"""Addresses of this room."""

from django.urls import path

from jieqing.privacy.views import operator, public, requests

app_name = "privacy"
urlpatterns = [
    path("privacy/", public.notice, name="notice"),
    path("privacy/versions/<int:number>/", public.version, name="version"),
    path("privacy/changes/<int:number>/", public.changes, name="changes"),
    path("privacy/retention/", public.retention, name="retention"),
    path("privacy/register/", public.register, name="register"),
    path("privacy/register.csv", public.register_file, name="register_file"),
    path("privacy/requests/", requests.own, name="requests"),
    path("privacy/requests/<uuid:request_id>/", requests.own_one, name="request"),
    path("operator/privacy/", operator.draft, name="operator"),
    path("operator/privacy/preview/", operator.preview, name="preview"),
    path("operator/privacy/retention/", operator.periods, name="periods"),
    path("operator/privacy/requests/", requests.desk, name="desk"),
    path("operator/privacy/requests/<uuid:request_id>/", requests.desk_one, name="desk_request"),
]
