"""Addresses of proofs, below the languages; those of the log are log_urls."""

from django.urls import path

from jieqing.proof import operator_views, public_views, views

app_name = "proof"
urlpatterns = [
    path("claims/<uuid:claim_id>/proof/", views.claim, name="claim"),
    path("claims/<uuid:claim_id>/proof/pack/", views.claim_pack, name="claim_pack"),
    path("claims/<uuid:claim_id>/proof/code/", views.claim_code, name="claim_code"),
    path("cards/<uuid:card_id>/proof/", views.card, name="card"),
    path("cards/<uuid:card_id>/proof/pack/", views.card_pack, name="card_pack"),
    path("cards/<uuid:card_id>/proof/code/", views.card_code, name="card_code"),
    path("proof/", public_views.public, name="public"),
    path("proof/check/", public_views.check, name="check"),
    path("proof/codes/", views.codes, name="codes"),
    path("proof/codes/<uuid:code_id>/revoke/", views.revoke, name="revoke"),
    path("proof/look/<str:code>/", public_views.look, name="look"),
    path("proof/look/<str:code>/pack/", public_views.look_pack, name="look_pack"),
    path("operator/log/", operator_views.log_page, name="log_desk"),
]
