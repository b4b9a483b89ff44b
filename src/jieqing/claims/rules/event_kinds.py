"""What can happen in a claim's life and what each kind of event does (`data/events.yaml`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast, get_args

from jieqing.claims.rules.case import EventKind
from jieqing.kit.catalogue import read_yaml
from jieqing.kit.words import Words

Restarts = Literal["day", "end", "halts", "never"]
Need = Literal["reached", "ended_on", "amount", "cause", "channel"]

NO_PROOF = Words(
    "现在没有证据，稳妥起诉日不把它算进去；找到证据后就算。",
    "There is no proof yet, so the safe day is counted without it; with proof it counts.",
)
NOT_REACHED = Words("没有送到对方，不算。", "It did not reach the other side, so it does not count.")
ARRIVAL_OPEN = Words(
    "还缺送达的证据，补上签收或投递记录才算。",
    "Proof of arrival is still missing; with the delivery record it counts.",
)


@dataclass(frozen=True, slots=True)
class KindOfEvent:
    """One kind of event. `restarts` says when the period begins anew: on the day, at the end of the proceedings, only
    through an obstacle ('halts'), or never; `does_waive` whether, done after expiry, it gives up the defence;
    `arrives_by` are channels that need no proof of arrival, `also` other names in data.
    """

    id: EventKind
    name: Words
    restarts: Restarts
    does_waive: bool
    needs: tuple[Need, ...]
    rule: str
    limitation: Words
    interest: Words
    proof: Words
    arrives_by: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@cache
def event_kinds() -> Mapping[str, KindOfEvent]:
    """All kinds by id, in the order in which people meet them."""
    path = Path(__file__).parents[1] / "data" / "events.yaml"
    return {row["id"]: _kind(row) for row in read_yaml(path)}


def explain_event(kind: str, has_proof: bool, reached: bool | None = None) -> Words:
    """What an event of that kind does to the period and to interest, as its proof stands; raises KeyError.

    `reached`: whether it arrived at the debtor; None is not known. It matters to demands and to notices only.
    """
    found = event_kinds()[kind]
    said = [found.limitation]
    if found.restarts != "never":
        if "reached" in found.needs and reached is False:
            said = [NOT_REACHED]
        elif not has_proof:
            said.append(NO_PROOF)
        elif kind == "demand" and reached is None:
            said.append(ARRIVAL_OPEN)
    said.append(found.interest)
    return Words("".join(one.zh for one in said), " ".join(one.en for one in said))


def _kind(row: dict[str, Any]) -> KindOfEvent:
    if row["id"] not in get_args(EventKind):
        raise ValueError(f"events.yaml: {row['id']} is no kind of event")
    return KindOfEvent(
        id=row["id"],
        name=Words(**row["name"]),
        restarts=cast("Restarts", row["restarts"]),
        does_waive=row["waives"],
        needs=tuple(row["needs"]),
        rule=row["rule"],
        limitation=Words(**row["limitation"]),
        interest=Words(**row["interest"]),
        proof=Words(**row["proof"]),
        arrives_by=tuple(row.get("arrives_by", ())),
        also=tuple(row.get("also", ())),
    )
