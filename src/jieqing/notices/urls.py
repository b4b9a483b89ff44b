"""Addresses of notices."""

from django.urls import path

from jieqing.notices import views

app_name = "notices"
urlpatterns = [
    path("notices/", views.listing, name="list"),
    path("notices/read/", views.read, name="read"),
    path("notices/preferences/", views.preferences, name="preferences"),
    path("notices/<uuid:notice_id>/", views.opened, name="open"),
    path("operator/mail/", views.operator_mail, name="operator_mail"),
]
