"""Addresses of saved claims."""

from django.urls import path

from jieqing.claims import views
from jieqing.claims.overview import views as overview
from jieqing.claims.papers.urls import urlpatterns as papers
from jieqing.claims.portfolio import views as ledgers
from jieqing.claims.timeline.urls import urlpatterns as timeline

app_name = "claims"
urlpatterns = [
    path("claims/", views.index, name="list"),
    *timeline,
    *papers,
    path("ledgers/", ledgers.index, name="ledgers"),
    path("ledgers/new/", ledgers.new, name="ledger_new"),
    path("ledgers/try/", ledgers.trial, name="ledger_trial"),
    path("ledgers/export/<str:kind>/", ledgers.export, name="ledger_export"),
    path("ledgers/<uuid:import_id>/", ledgers.one, name="ledger"),
    path("ledgers/<uuid:import_id>/progress/", ledgers.progress, name="ledger_progress"),
    path("ledgers/<uuid:import_id>/columns/", ledgers.columns, name="ledger_columns"),
    path("ledgers/<uuid:import_id>/groups/", ledgers.groups, name="ledger_groups"),
    path("ledgers/<uuid:import_id>/booking/", ledgers.booking, name="ledger_booking"),
    path("ledgers/<uuid:import_id>/confirm/", ledgers.confirm, name="ledger_confirm"),
    path("ledgers/<uuid:import_id>/drop/", ledgers.drop, name="ledger_drop"),
    path("ledgers/<uuid:import_id>/undo/", ledgers.undo, name="ledger_undo"),
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
