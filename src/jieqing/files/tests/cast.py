"""甲 jia attaches papers to a claim; 乙 yi, 丙 bing and 丁 ding have tenants of their own and see nothing of it."""

from jieqing.kit.actor import Actor, Role
from jieqing.kit.ids import new_id


def _person(role: Role, user_id: int) -> Actor:
    return Actor(f"user:{user_id}", new_id(), frozenset({role}), user_id, has_second_factor=True)


JIA, YI, BING, DING = CAST = (
    _person("creditor", 1),
    _person("agency", 2),
    _person("debtor", 3),
    _person("creditor", 4),
)
CLAIM = new_id()
