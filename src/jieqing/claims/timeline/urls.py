"""Addresses of a claim's life, of what was computed of it, and of the rates behind."""

from django.urls import path

from jieqing.claims import assessment_views, rates_views
from jieqing.claims.timeline import views

urlpatterns = [
    path("claims/near/", views.near, name="near"),
    path("claims/differences/", assessment_views.changed, name="differences"),
    path("claims/<uuid:claim_id>/facts/", assessment_views.answer, name="answer"),
    path("claims/<uuid:claim_id>/events/", views.add, name="event_add"),
    path("claims/<uuid:claim_id>/events/<uuid:event_id>/", views.event, name="event"),
    path("claims/<uuid:claim_id>/events/<uuid:event_id>/take-back/", views.take_back, name="event_take_back"),
    path("claims/<uuid:claim_id>/events/<uuid:event_id>/restore/", views.restore, name="event_restore"),
    path("roads/assumptions/", assessment_views.assumptions, name="assumptions"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/<str:token>.ics", views.feed, name="feed"),
    path("operator/rates/", rates_views.page, name="rates"),
]
