"""Addresses of the vault's page."""

from django.urls import path

from jieqing.vault import views

app_name = "vault"
urlpatterns = [path("operator/keys/", views.keys, name="keys")]
