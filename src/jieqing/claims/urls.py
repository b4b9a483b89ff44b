"""Addresses of saved claims."""

from django.urls import path

from jieqing.claims import views
from jieqing.claims.overview import views as overview
from jieqing.claims.timeline.urls import urlpatterns as timeline

app_name = "claims"
urlpatterns = [
    path("claims/", views.index, name="list"),
    *timeline,
    path("portfolio/", overview.index, name="overview"),
    path("portfolio/debtor/<uuid:claim_id>/", overview.debtor, name="debtor"),
    path("claims/export/<str:kind>/", views.export, name="export"),
    path("claims/<uuid:claim_id>/", views.claim, name="claim"),
    path("claims/<uuid:claim_id>/show/", views.show, name="show"),
    path("claims/<uuid:claim_id>/correct/", views.correct, name="correct"),
    path("claims/<uuid:claim_id>/act/", views.act, name="act"),
    path("claims/<uuid:claim_id>/delete/", views.delete, name="delete"),
    path("claims/<uuid:claim_id>/papers/", views.attach, name="attach"),
    path("claims/<uuid:claim_id>/papers/<uuid:file_id>/remove/", views.detach, name="detach"),
]
