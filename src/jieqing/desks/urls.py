"""Addresses of the front page, the result and the rules."""

from django.urls import path

from jieqing.desks import record, send, today, views

app_name = "desks"
urlpatterns = [
    path("", views.front, name="front"),
    path("result/", views.result, name="result"),
    path("result/answer/", views.answer, name="answer-form"),
    path("result/save/", views.save, name="save"),
    path("claims/save/", views.keep, name="keep"),
    path("claims/<uuid:claim_id>/send/", send.view, name="send"),
    path("today/", today.view, name="today"),
    path("record/", record.view, name="record"),
    path("law/", views.law, name="law"),
]
