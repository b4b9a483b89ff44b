"""One question about a court's fee as plain JSON, and its answer: `jieqing law check court_fees`."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from jieqing.claims.rules.court_fees import KINDS, CourtFeeKind, court_fee_fen
from jieqing.claims.rules.inquiries.asking import day, refused, whole_fen
from jieqing.law.pack import NotInForce

KNOWN = {"kind", "claim_fen", "on"}


def check(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The fee on a claim: `kind` (court_fees.KINDS), `claim_fen`, and the day `on` where an older table is meant.

    Returns fee_fen, rounded half up once. Raises Refusal naming the field.
    """
    kind = inputs.get("kind")
    if kind not in KINDS:
        raise refused("kind", " / ".join(KINDS))
    claim_fen = whole_fen(inputs, "claim_fen")
    on: date | None = day(inputs, "on")
    try:
        return {"fee_fen": court_fee_fen(cast("CourtFeeKind", kind), claim_fen, on)}
    except NotInForce:
        raise refused("on", "2007-04-01 or later: older tables are not kept here") from None


def unknown_fields(inputs: Mapping[str, Any]) -> list[str]:
    """Fields that no rule reads: perhaps mistyped, so worth a word to the caller."""
    return sorted(set(inputs) - KNOWN)
