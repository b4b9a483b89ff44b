"""A paper as DOCX, for courts that ask for a file that can be edited: the same blocks, filled in by docxtpl.

Values are escaped (autoescape, RichText), so that words like `<w:p>` or `{{ x }}` stay words; the bytes depend on the
data alone.
"""

import io
import re
import zipfile
from typing import Any

from docxtpl import DocxTemplate, RichText

from jieqing.documents.docx_template import template
from jieqing.documents.paper import GAP, Block, Form, Paper, Paragraph, Signature, Table

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_NOT_XML = re.compile("[^\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP can hold


def docx(paper: Paper) -> bytes:
    """The paper as a DOCX file."""
    made = DocxTemplate(io.BytesIO(template()))
    given = {
        "title": _rich(paper.title),
        "number": _plain(paper.number),
        "foot": _plain(paper.foot),
        "blocks": [_block(block) for block in paper.blocks],
    }
    made.render(given, autoescape=True)
    kept = io.BytesIO()
    made.save(kept)
    return _timeless(kept.getvalue())


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Table():
            rows = [*block.rows, *([block.total] if block.total else [])]
            heads = [_rich(column.name) for column in block.columns]
            return {"kind": "table", "heads": heads, "rows": [[_rich(cell) for cell in row] for row in rows]}
        case Form():
            return {"kind": "form", "rows": [_row(row.label, row.said) for row in block.rows]}
        case Signature():
            return {"kind": "signature", "lines": [_rich(line) for line in block.lines]}
        case Paragraph(is_indented=False):
            return {"kind": "flush", "text": _rich(block.text)}
    return {"kind": block.kind, "text": _rich(block.text)}


def _row(label: str, said: tuple[str, ...]) -> dict[str, Any]:
    return {"label": _rich(label), "said": _rich("\n".join(said))} if said else {"band": _rich(label)}


def _rich(text: str) -> RichText:
    """Runs of text; gaps shaded as they are in the PDF."""
    rich, at, clean = RichText(), 0, _plain(text)
    for found in GAP.finditer(clean):
        rich.add(clean[at : found.start()])
        rich.add(found[0], highlight="#FFF0C2")
        at = found.end()
    rich.add(clean[at:])
    return rich


def _plain(text: str) -> str:
    """Without what XML can't hold, nor what RichText would take for a new page or paragraph."""
    return _NOT_XML.sub("", text)


def _timeless(package: bytes) -> bytes:
    """The same package, its parts in order and without the time of day."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda each: (each != "[Content_Types].xml", each)):
            part = zipfile.ZipInfo(name, _EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return kept.getvalue()
