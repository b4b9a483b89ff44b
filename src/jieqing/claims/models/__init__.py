"""Tables of this room. What names anybody lies sealed; sums, days and choices lie open."""

from jieqing.claims.models.assessment import ClaimAssessment, RoadAssumptions
from jieqing.claims.models.claim import Claim
from jieqing.claims.models.event import CalendarFeed, ClaimEvent, ClaimReminder
from jieqing.claims.models.papers import PaperBatch
from jieqing.claims.models.portfolio import ColumnMemory, Import
from jieqing.claims.models.rate import LprRow

__all__ = [
    "CalendarFeed",
    "Claim",
    "ClaimAssessment",
    "ClaimEvent",
    "ClaimReminder",
    "ColumnMemory",
    "Import",
    "LprRow",
    "PaperBatch",
    "RoadAssumptions",
]
