"""What a list of claims can be asked, as it stands in an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields

from jieqing.claims.intake.fields import fields
from jieqing.claims.rules.ageing import buckets
from jieqing.claims.rules.days_left import BANDS
from jieqing.claims.rules.workflow import states
from jieqing.kit.words import Words

LIVING = "living"
ALL = "all"
NO_ROAD = "none"
# Field behind each order; the first is the default. A leading "-" in the address turns it round.
ORDERS: Mapping[str, Words] = {
    "age": Words("逾期最久的在前", "Longest overdue first"),
    "-age": Words("最近到期的在前", "Latest due first"),
    "-amount": Words("金额大的在前", "Largest sum first"),
    "amount": Words("金额小的在前", "Smallest sum first"),
    "-saved": Words("最近存的在前", "Latest saved first"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which claims, in which order. Empty: all of that kind. `left` is a band of `days_left`, `road` the
    id of the first road that fits ('none': no road does), `state` a state's id, 'living' or 'all'."""

    state: str = LIVING
    bucket: str = ""
    kind: str = ""
    left: str = ""
    road: str = ""
    order: str = "age"

    def told(self) -> dict[str, str]:
        """What differs from the question that is asked by itself, as it stands in an address."""
        itself = Asked()
        pairs = ((each.name, getattr(self, each.name), getattr(itself, each.name)) for each in dataclass_fields(self))
        return {name: value for name, value, default in pairs if value != default}


def asked(typed: Mapping[str, str]) -> Asked:
    """The question in an address; what is not known there is passed over, so that an old link still opens."""

    def one_of(name: str, known: Mapping[str, object] | tuple[str, ...], otherwise: str) -> str:
        value = typed.get(name, "")
        return value if value in known else otherwise

    return Asked(
        state=one_of("state", (*states(), ALL), LIVING),
        bucket=one_of("bucket", buckets(), ""),
        kind=one_of("kind", fields()["debt_kind"].choices, ""),
        left=one_of("left", BANDS, ""),
        road=typed.get("road", "")[:40],
        order=one_of("order", ORDERS, "age"),
    )
