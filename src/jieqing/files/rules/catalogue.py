"""The kinds of file that are accepted, those that are known and turned away, and the bounds: data/types.yaml."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jieqing.kit.catalogue import read_yaml
from jieqing.kit.words import Words

MB = 1_000_000
_SILENT = Words("", "")
_SOURCE = Path(__file__).parents[1] / "data" / "types.yaml"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file. `max_bytes` is 0 and `extensions` empty for a kind that is turned away; then `instead` speaks."""

    id: str
    name: Words
    content_type: str = "application/octet-stream"
    extensions: tuple[str, ...] = ()
    max_bytes: int = 0
    instead: Words = _SILENT

    @property
    def is_accepted(self) -> bool:
        return self.max_bytes > 0


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every kind by id, and how many files and bytes one subject (a claim, say) may hold."""

    kinds: dict[str, Kind]
    files_per_subject: int
    bytes_per_subject: int

    def by_extension(self, extension: str) -> Kind | None:
        """The accepted kind whose names end so ('jpg', without the dot), or None."""
        return next((kind for kind in self.kinds.values() if extension in kind.extensions), None)

    @property
    def accepted(self) -> list[Kind]:
        return [kind for kind in self.kinds.values() if kind.is_accepted]

    @property
    def largest_bytes(self) -> int:
        """No file of any kind may be larger."""
        return max(kind.max_bytes for kind in self.kinds.values())


@cache
def catalogue() -> Catalogue:
    """The catalogue, read once."""
    read = read_yaml(_SOURCE)
    accepted = [
        Kind(row["id"], Words(row["zh"], row["en"]), row["content_type"], tuple(row["extensions"]), row["max_mb"] * MB)
        for row in read["accepted"]
    ]
    turned_away = [
        Kind(row["id"], Words(row["zh"], row["en"]), instead=Words(row["instead"]["zh"], row["instead"]["en"]))
        for row in read["turned_away"]
    ]
    bounds = read["per_subject"]
    return Catalogue({kind.id: kind for kind in [*accepted, *turned_away]}, bounds["files"], bounds["mb"] * MB)
