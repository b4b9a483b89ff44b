"""The verbs of people and tenants; each is one transaction with its entry in the log."""

from jieqing.identity.service.accounts import delete_account, export_account
from jieqing.identity.service.desk import disable_account, enable_account, reset_second_factor
from jieqing.identity.service.grants import end_grant, grant
from jieqing.identity.service.invitations import accept_invitation, forget_invitations, invite, withdraw_invitation
from jieqing.identity.service.members import change_name, change_roles, leave, remove_member
from jieqing.identity.service.tenants import (
    found_organisation,
    hold_listing,
    keep_house,
    open_account,
    release_listing,
)

__all__ = [
    "accept_invitation",
    "change_name",
    "change_roles",
    "delete_account",
    "disable_account",
    "enable_account",
    "end_grant",
    "export_account",
    "forget_invitations",
    "found_organisation",
    "grant",
    "hold_listing",
    "invite",
    "keep_house",
    "leave",
    "open_account",
    "release_listing",
    "remove_member",
    "reset_second_factor",
    "withdraw_invitation",
]
