"""What may be asked of people and tenants, each question under the actor's own rows.

Names come masked; `open_names` and the export open them, and that leaves an entry in the log.
"""

from jieqing.identity.queries.accounts import Account, account_by_email
from jieqing.identity.queries.grants import GrantFacts, grants, is_granted
from jieqing.identity.queries.invitations import (
    Invited,
    Letter,
    Seen,
    digest,
    invitation_for_mail,
    invitation_seen,
    invitations,
)
from jieqing.identity.queries.members import Member, manager, member, members, names_opened
from jieqing.identity.queries.seats import (
    Seat,
    agency_of_tenant,
    all_tenants,
    membership_in_force,
    seat,
    tenant_name,
    tenant_of_agency,
    tenants_of,
    users_of,
)

__all__ = [
    "Account",
    "GrantFacts",
    "Invited",
    "Letter",
    "Member",
    "Seat",
    "Seen",
    "account_by_email",
    "agency_of_tenant",
    "all_tenants",
    "digest",
    "grants",
    "invitation_for_mail",
    "invitation_seen",
    "invitations",
    "is_granted",
    "manager",
    "member",
    "members",
    "membership_in_force",
    "names_opened",
    "seat",
    "tenant_name",
    "tenant_of_agency",
    "tenants_of",
    "users_of",
]
