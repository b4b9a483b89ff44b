"""The court packet: papers, evidence list and exhibits in one PDF, with a bookmark for each."""

import io
from collections.abc import Iterable

from pypdf import PdfWriter

from jieqing.documents.exhibits import Bound


def joined(papers: Iterable[tuple[str, bytes]], exhibits: Iterable[Bound] = ()) -> bytes:
    """One PDF of (title, PDF) papers and then the exhibits, all of them laid out here: none is a stranger's file."""
    writer = PdfWriter()
    for title, content in papers:
        writer.append(io.BytesIO(content), outline_item=title, import_outline=False)
    parent = None
    for exhibit in exhibits:
        first = len(writer.pages)
        writer.append(io.BytesIO(exhibit.pdf), import_outline=False)
        if parent is None:
            parent = writer.add_outline_item(title="证据材料", page_number=first)
        writer.add_outline_item(title=f"{exhibit.label} {exhibit.name}", page_number=first, parent=parent)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()
