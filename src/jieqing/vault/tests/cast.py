"""甲 and 丁, two creditors with keys of their own; 乙 the agency and 丙 the debtor, with the roles that they have."""

from uuid import UUID

from jieqing.kit.actor import Actor, system
from jieqing.kit.ids import new_id


def person(role: str, user_id: int, tenant: UUID | None = None) -> Actor:
    """Somebody acting for a tenant of their own."""
    return Actor(f"user:{user_id}", tenant or new_id(), frozenset({role}), user_id, has_second_factor=True)  # type: ignore[arg-type]


JIA, YI, BING, DING = (
    person("creditor", 1),
    person("agency", 2),
    person("debtor", 3),
    person("creditor", 4),
)
COMPLIANCE = person("compliance", 5, JIA.tenant)
OPERATOR = person("operator", 6)
HOUSE = system("rotation", JIA.tenant)
