"""Addresses of the directory's pages."""

from django.urls import path

from jieqing.agencies import claiming_views, views

app_name = "agencies"
urlpatterns = [
    path("agencies/", views.search, name="search"),
    path("agencies/indicators/", views.indicators, name="indicators"),
    path("agencies/<str:agency_id>/", views.listing, name="listing"),
    path("agencies/<str:agency_id>/claim/", claiming_views.claim, name="claim"),
    path("operator/", views.operator, name="operator"),
    path("operator/listings/", claiming_views.listing_claims, name="listing_claims"),
]
