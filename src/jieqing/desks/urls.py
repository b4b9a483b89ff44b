"""Addresses of the front page, the result and the rules."""

from django.urls import path

from jieqing.desks import views

app_name = "desks"
urlpatterns = [
    path("", views.front, name="front"),
    path("result/", views.result, name="result"),
    path("result/save/", views.save, name="save"),
    path("law/", views.law, name="law"),
]
