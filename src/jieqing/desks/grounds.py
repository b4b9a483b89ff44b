"""The rates and assumptions that an answer to somebody rests on: with the house's own rows, and the tenant's own."""

from jieqing.claims import assuming, rates
from jieqing.desks.queries import Grounds
from jieqing.kit.actor import Actor


def grounds(actor: Actor) -> Grounds:
    """The confirmed rates, and the tenant's assumptions about roads (the product's for who has none)."""
    return Grounds(rates.table(), assuming.assumptions(actor))
