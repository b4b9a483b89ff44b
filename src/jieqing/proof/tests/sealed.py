"""A log that has signed, witnessed and stamped what the tests did; needs committed rows (transaction=True)."""

from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from jieqing.claims import service as claims
from jieqing.evidence.anchors.demo_authority import here
from jieqing.evidence.anchors.keeping import anchor_due
from jieqing.evidence.tests.little_log import POLICY_TEXT, cosign, sequence, url
from jieqing.kit.actor import Actor
from jieqing.mandates.tests.cast import TODAY, TOLD

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
_days = count()
ENTRIES = 4  # of a claim that was `saved`: kept, paper added, opened to be corrected, corrected
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def trusting(settings: Any, folder: Path) -> Path:
    """The policy of the little log, as this house's, and a place for attachments; the policy's file."""
    path = folder / "log_policy"
    path.write_bytes(POLICY_TEXT)
    settings.LOG_POLICY, settings.JIEQING_FILES = str(path), str(folder / "files")
    return path


def seal() -> int:
    """Puts all that waits into the tree and has the witness sign it; the size of the tree."""
    size = sequence().edge.size
    with psycopg.connect(url("sequencer"), autocommit=True) as connection:
        found = connection.execute("SELECT count(*) FROM evidence.cosignature WHERE size = %s", [size]).fetchone()
    if found == (0,):
        cosign(size)
    return size


def stamp(folder: Path) -> None:
    """The demo's authority stamps the newest checkpoint; a day after the last time, so that it is due."""
    at = NOW + timedelta(days=next(_days))
    with psycopg.connect(url("sequencer"), autocommit=True) as connection:
        assert anchor_due(connection, at, [here(folder / "tsa.pem")]) == 1


def saved(actor: Actor, told: str = TOLD) -> UUID:
    """A claim with a paper and a correction, so that its entries have bodies of several kinds."""
    kept = claims.save(actor, told, {}, TODAY)
    claims.attach(actor, kept.id, PAPER, "对账单.pdf")
    claims.correct(actor, kept.id, kept.version, {"amount_fen": "9万8"})
    return kept.id
