"""Addresses of cards."""

from django.urls import path

from jieqing.mandates import views

app_name = "mandates"
_CARD = "cards/<uuid:card_id>/"
_STEPS = [(step, views.by_creditor) for step in views.CREDITOR] + [(step, views.by_agency) for step in views.AGENCY]
urlpatterns = [
    path("claims/<uuid:claim_id>/send/<str:agency_id>/", views.preview, name="preview"),
    path("cards/", views.sent, name="sent"),
    path("cards/inbox/", views.inbox, name="inbox"),
    path("operator/cards/", views.waiting, name="waiting"),
    path(_CARD, views.card, name="card"),
    *(path(f"{_CARD}{step.replace('_', '-')}/", view, {"step": step}, name=step) for step, view in _STEPS),
]
