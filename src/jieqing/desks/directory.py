"""The index of the directory that this process keeps, built again when the directory or the law has changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from threading import Lock

from jieqing.agencies import queries
from jieqing.agencies.rules.listing import Listing
from jieqing.kit.actor import ANYONE
from jieqing.matching.columns import columns_of
from jieqing.matching.index import DirectoryIndex

KEPT_LISTINGS = 4096  # those that are shown again and again; the others stay in the database


@dataclass(frozen=True, slots=True)
class Standing:
    """An index and the edition of the directory that it was built from."""

    edition: int
    index: DirectoryIndex


_standing: Standing | None = None
_building = Lock()


def directory_index(on: date) -> DirectoryIndex:
    """The index of the directory as it stands now, by the law of that day."""
    edition = queries.edition()
    if not _is_current(edition, on):
        with _building:
            if not _is_current(edition, on):
                _build(on)
    assert _standing is not None
    return _standing.index


def _is_current(edition: int, on: date) -> bool:
    return _standing is not None and _standing.edition >= edition and _standing.index.holds_on(on)


def _build(on: date) -> None:
    """Reads the directory once. Of one that changes meanwhile the older edition is noted, so it is read again."""
    global _standing  # noqa: PLW0603 - one index a process is the point
    edition = queries.edition()
    listings = sorted(queries.all_listings(ANYONE), key=lambda listing: listing.id)
    _standing = Standing(edition, index_of(listings, on))


def index_of(listings: Sequence[Listing], on: date) -> DirectoryIndex:
    """An index whose listings stay in the database but for those that were shown lately; `listings` in order of ids."""
    ids = tuple(listing.id for listing in listings)
    rows = {agency_id: row for row, agency_id in enumerate(ids)}

    @lru_cache(maxsize=KEPT_LISTINGS)
    def listing(row: int) -> Listing:
        return queries.listing(ANYONE, ids[row])

    return DirectoryIndex.of_columns(columns_of(listings, on), on, listing, rows.get)
