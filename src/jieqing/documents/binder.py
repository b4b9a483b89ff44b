"""The child process that opens strangers' files: `python -m jieqing.documents.binder`, exhibits in, their pages out.

A broken PDF can end the process that lays it out ("Rayon: detected unexpected panic; aborting"), or keep it busy for
good. So this one holds no key, no database and no secret, has limits on time and memory, and may die.
"""

import io
import json
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import typst
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from jieqing.documents.pdf import laid_out

MOST_PAGES = 300  # of one exhibit: more is filed on a disk of its own
MOST_CPU_S = 120
MOST_BYTES = 4 * 1024**3
_PICTURES = frozenset({"image/png", "image/jpeg", "image/webp"})
# What pypdf raises on files that are no PDF, or a broken one.
_BROKEN = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OverflowError)


def main(asked: BinaryIO, answered: BinaryIO) -> None:
    """Reads a line of JSON and the contents after it; writes a line of JSON and the PDFs after it."""
    rows = json.loads(asked.readline())
    made, first = [], rows[0]["first"] if rows else 1
    for row in rows:
        pdf, pages, problem = _bound(row | {"first": first}, asked.read(row["size"]))
        made.append(({"pages": pages, "problem": problem, "size": len(pdf)}, pdf))
        first += max(1, pages)
    answered.write(json.dumps([head for head, _ in made]).encode() + b"\n")
    for _, pdf in made:
        answered.write(pdf)


def _bound(row: dict[str, Any], content: bytes) -> tuple[bytes, int, str]:
    """(PDF, pages, ''), or (b'', pages, why not)."""
    is_picture = row["content_type"] in _PICTURES
    pages, problem = (1, "") if is_picture else _pages(row["content_type"], content)
    if problem:
        return b"", 0, problem
    given = {**row, "pages": pages, "kind": "picture" if is_picture else "pdf", "problem": ""}
    try:
        with _in_memory(content) as (root, path):
            return laid_out("exhibit", given | {"path": path}, root=root), pages, ""
    except typst.TypstError:
        return b"", 0, "unreadable"


def _pages(content_type: str, content: bytes) -> tuple[int, str]:
    if content_type != "application/pdf":
        return 0, "not_pages"
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            return 0, "locked"
        count = len(reader.pages)
    except _BROKEN:
        return 0, "unreadable"
    return count, "" if 0 < count <= MOST_PAGES else "too_long" if count else "unreadable"


@contextmanager
def _in_memory(content: bytes) -> Iterator[tuple[str, str]]:
    """(folder, path in it) of a file that lies in memory alone: what is sealed in the store never touches a disk."""
    descriptor = os.memfd_create("exhibit")
    try:
        with os.fdopen(os.dup(descriptor), "wb") as file:
            file.write(content)
        yield "/proc/self/fd", f"/{descriptor}"
    finally:
        os.close(descriptor)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_S, MOST_CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main(sys.stdin.buffer, sys.stdout.buffer)
