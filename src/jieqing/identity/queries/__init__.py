"""What may be asked of people and tenants, each question under the actor's own rows."""

from jieqing.identity.queries.grants import GrantFacts, grants, is_granted
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
    "GrantFacts",
    "Seat",
    "agency_of_tenant",
    "all_tenants",
    "grants",
    "is_granted",
    "membership_in_force",
    "seat",
    "tenant_name",
    "tenant_of_agency",
    "tenants_of",
    "users_of",
]
