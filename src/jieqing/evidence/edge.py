"""The right edge of the tree: all that must be known of it to let it grow.

At each level of tiles (C2SP tlog-tiles) the edge holds the hashes of the last tile that is not full yet: of leaves at
level 0, of full tiles of the level below from level 1 on. Its size is the tree's: 256^level leaves for each hash.
"""

from collections.abc import Callable, Iterator, Sequence

from jieqing_verify.merkle import EMPTY, node_hash
from jieqing_verify.tiles import WIDTH

Node = tuple[int, int, bytes]  # level (>= 1), index, hash of a full tile of the level below


class Edge:
    """The edge of a tree of `size` leaves; `rows[level]` are the hashes (32 bytes) of its last, partial tile."""

    def __init__(self, size: int = 0, rows: Sequence[Sequence[bytes]] = ()) -> None:
        if [len(row) for row in rows] != widths(size):
            raise ValueError("an edge has as many hashes as its size says")
        self.size, self.rows = size, [list(row) for row in rows]

    def extend(self, leaves: Sequence[bytes]) -> list[Node]:
        """Adds leaf hashes; the nodes of levels >= 1 that this completed, in order of level, then index."""
        nodes: list[Node] = []
        fresh, level = list(leaves), 0
        self.size += len(fresh)
        while fresh:
            if level == len(self.rows):
                self.rows.append([])
            row = self.rows[level] + fresh
            full = len(row) // WIDTH
            fresh = [folded(row[start : start + WIDTH]) for start in range(0, full * WIDTH, WIDTH)]
            self.rows[level] = row[full * WIDTH :]
            level += 1
            first = (self.size >> 8 * level) - len(fresh)
            nodes += [(level, first + place, digest) for place, digest in enumerate(fresh)]
        return nodes

    def root(self) -> bytes:
        """The root of the tree (RFC 9162, 2.1.1): each level's hashes, then what the levels below come to."""
        if not self.size:
            return EMPTY
        last: list[bytes] = []
        for row in self.rows:
            if row or last:
                last = [folded(row + last)]
        return last[0]


def folded(hashes: Sequence[bytes]) -> bytes:
    """The root over complete subtrees of one height, of which the last alone may be smaller; at least one."""
    row = list(hashes)
    while len(row) > 1:
        pairs = list(map(node_hash, row[::2], row[1::2]))
        row = [*pairs, row[-1]] if len(row) % 2 else pairs
    return row[0]


def widths(size: int) -> list[int]:
    """How many hashes the partial tile of each level holds, as many levels as a tree of that size has."""
    found = []
    while size:
        found.append(size % WIDTH)
        size //= WIDTH
    return found


def loaded(size: int, row: Callable[[int, int, int], list[bytes]]) -> Edge:
    """The edge of that size; `row(level, start, end)` gives the stored hashes of a level."""
    return Edge(size, [row(level, (size >> 8 * level) - width, size >> 8 * level) for level, width in _levels(size)])


def _levels(size: int) -> Iterator[tuple[int, int]]:
    yield from enumerate(widths(size))
