"""Addresses of people's pages: one's account, members, invitations, the operator's desk."""

from django.urls import path

from jieqing.identity.views import desk, hub, invitation, members, own_data

app_name = "identity"
urlpatterns = [
    path("account/", hub.hub, name="hub"),
    path("account/switch/", hub.switch, name="switch"),
    path("account/found/", hub.found, name="found"),
    path("account/name/", hub.rename, name="rename"),
    path("account/leave/", hub.leave, name="leave"),
    path("account/members/", members.members, name="members"),
    path("account/members/<uuid:membership_id>/", members.member, name="member"),
    path("account/invitation/", invitation.waiting, name="waiting"),
    path("account/export/", own_data.export, name="export"),
    path("account/delete/", own_data.delete, name="delete"),
    path("account/gone/", own_data.gone, name="gone"),
    path("invitations/<str:token>/", invitation.invitation, name="invitation"),
    path("operator/members/", desk.desk, name="desk"),
]
