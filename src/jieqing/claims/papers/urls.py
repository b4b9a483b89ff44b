"""Addresses of papers that are made of a claim; below `papers/` of a claim lie the creditor's own attachments."""

from django.urls import path

from jieqing.claims.papers import views

urlpatterns = [
    path("prints/", views.many, name="prints_many"),
    path("prints/<uuid:batch_id>/", views.batch, name="batch"),
    path("claims/<uuid:claim_id>/prints/", views.index, name="prints"),
    path("claims/<uuid:claim_id>/prints/packet/", views.packet, name="packet"),
    path("claims/<uuid:claim_id>/prints/<str:paper>/", views.paper, name="print"),
    path("claims/<uuid:claim_id>/prints/<str:paper>/file/", views.file, name="print_file"),
]
