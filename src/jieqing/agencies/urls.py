"""Addresses of the directory's pages."""

from django.urls import path

from jieqing.agencies import views

app_name = "agencies"
urlpatterns = [
    path("agencies/", views.search, name="search"),
    path("agencies/indicators/", views.indicators, name="indicators"),
    path("agencies/<str:agency_id>/", views.listing, name="listing"),
    path("operator/", views.operator, name="operator"),
]
