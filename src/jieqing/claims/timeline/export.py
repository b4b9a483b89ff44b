"""A claim's life for the copy that people take of their data."""

from typing import Any
from uuid import UUID

from jieqing.claims.models import Claim, ClaimEvent
from jieqing.kit.actor import Actor
from jieqing.vault import service as vault

_OPEN = (
    "kind", "on", "ended_on", "channel", "cause", "reached", "proof", "amount_fen", "part", "made_at", "taken_back_at",
)  # fmt: skip


def exported(actor: Actor, claims: list[Claim], purpose: str) -> dict[UUID, list[dict[str, Any]]]:
    """Every event of the claims, taken back or not, JSON-ready, by claim; notes are opened, which leaves an entry."""
    rows = list(ClaimEvent.objects.filter(claim_id__in=[claim.id for claim in claims]).order_by("claim_id", "on", "id"))
    sealed = {row.id: bytes(row.note_sealed) for row in rows if row.note_sealed}
    notes = dict(zip(sealed, vault.open_all(actor, list(sealed.values()), purpose), strict=True)) if sealed else {}
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows:
        told = {name: _plain(getattr(row, name)) for name in _OPEN}
        found.setdefault(row.claim_id, []).append(told | {"note": notes.get(row.id, "")})
    return found


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
