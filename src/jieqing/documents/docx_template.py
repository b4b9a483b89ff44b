"""The DOCX template, made here rather than kept as a file that nobody can read: one for all papers, blocks in a loop.

Styles carry fonts and sizes; `{%p`, `{%tr` and `{%tc` are docxtpl's tags for a paragraph, a row and a column.
"""

import io
from functools import cache
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

SERIF = "宋体"  # what court clerks' machines have; the file names fonts, it holds none


@cache
def template() -> bytes:
    """The template's bytes."""
    made = Document()
    _page(made)
    _styles(made)
    _put(made, "PaperSmall", "编号：{{ number }}", WD_ALIGN_PARAGRAPH.RIGHT)
    _put(made, "PaperTitle", "{{r title }}", WD_ALIGN_PARAGRAPH.CENTER)
    _put(made, "PaperText", "{%p for block in blocks %}")
    for kind, fill in (
        ("heading", lambda: _put(made, "PaperHeading", "{{r block.text }}")),
        ("paragraph", lambda: _put(made, "PaperIndented", "{{r block.text }}")),
        ("flush", lambda: _put(made, "PaperText", "{{r block.text }}")),
        ("note", lambda: _note(made)),
        ("table", lambda: _table(made)),
        ("form", lambda: _form(made)),
        ("signature", lambda: _signature(made)),
    ):
        _put(made, "PaperText", f"{{%p if block.kind == '{kind}' %}}")
        fill()
        _put(made, "PaperText", "{%p endif %}")
    _put(made, "PaperText", "{%p endfor %}")
    _foot(made)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def _page(made: Any) -> None:
    page = made.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.4)
    page.top_margin, page.bottom_margin = Cm(2.2), Cm(2.4)


def _styles(made: Any) -> None:
    for name, size, before, after in (
        ("PaperText", 10.5, 3, 3), ("PaperIndented", 10.5, 3, 3), ("PaperHeading", 12, 10, 4),
        ("PaperTitle", 18, 6, 12), ("PaperCell", 9.5, 1, 1), ("PaperSmall", 8, 0, 0), ("PaperSignature", 10.5, 8, 8),
    ):  # fmt: skip
        style = made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.font.name, style.font.size = "Times New Roman", Pt(size)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), SERIF)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.line_spacing = 1.35
    made.styles["PaperIndented"].paragraph_format.first_line_indent = Pt(21)
    made.styles["PaperHeading"].paragraph_format.keep_with_next = True
    made.styles["PaperSignature"].paragraph_format.left_indent = Cm(8.5)


def _put(where: Any, style: str, text: str, align: Any = None) -> Any:
    line = where.add_paragraph(text, style=style)
    line.alignment = align
    return line


def _grid(made: Any, rows: int, columns: int) -> Any:
    grid = made.add_table(rows=rows, cols=columns)
    grid.style = "Table Grid"
    return grid


def _cell(cell: Any, text: str, align: Any = None) -> None:
    cell.paragraphs[0].style = "PaperCell"
    cell.paragraphs[0].text = text
    cell.paragraphs[0].alignment = align


def _note(made: Any) -> None:
    _cell(_grid(made, 1, 1).cell(0, 0), "{{r block.text }}")


def _table(made: Any) -> None:
    """A head of as many columns as there are, then a row for each row; the total is the last of them."""
    grid = _grid(made, 4, 3)
    for no, cells in enumerate(("block.heads", "", "row", "")):
        if cells:
            for column, tag in enumerate((f"{{%tc for cell in {cells} %}}", "{{r cell }}", "{%tc endfor %}")):
                _cell(grid.cell(no, column), tag, WD_ALIGN_PARAGRAPH.CENTER if no == 0 else None)
    _cell(grid.cell(1, 0), "{%tr for row in block.rows %}")
    _cell(grid.cell(3, 0), "{%tr endfor %}")
    _repeated(grid.rows[0])


def _form(made: Any) -> None:
    """Two columns; a row without answer is the band of a group."""
    grid = _grid(made, 7, 2)
    opening, closing = ("{%tr for row in block.rows %}", "{%tr if row.band %}"), ("{%tr endif %}", "{%tr endfor %}")
    tags = (*opening, "", "{%tr else %}", "", *closing)
    for no, tag in enumerate(tags):
        if tag:
            _cell(grid.cell(no, 0), tag)
    band = grid.cell(2, 0).merge(grid.cell(2, 1))
    _cell(band, "{{r row.band }}", WD_ALIGN_PARAGRAPH.CENTER)
    _cell(grid.cell(4, 0), "{{r row.label }}")
    _cell(grid.cell(4, 1), "{{r row.said }}")
    for no in (2, 4):
        grid.rows[no].cells[0].width = Cm(4.8)
    grid.rows[4].cells[1].width = Cm(11.4)


def _signature(made: Any) -> None:
    _put(made, "PaperText", "{%p for line in block.lines %}")
    _put(made, "PaperSignature", "{{r line }}")
    _put(made, "PaperText", "{%p endfor %}")


def _foot(made: Any) -> None:
    line = made.sections[0].footer.paragraphs[0]
    line.style = "PaperSmall"
    line.add_run("{{ foot }}　第 ")
    _field(line, "PAGE")
    line.add_run(" 页，共 ")
    _field(line, "NUMPAGES")
    line.add_run(" 页")


def _field(line: Any, name: str) -> None:
    """A field that the word processor counts."""
    simple = OxmlElement("w:fldSimple")
    simple.set(qn("w:instr"), name)
    run, shown = OxmlElement("w:r"), OxmlElement("w:t")
    shown.text = "1"
    run.append(shown)
    simple.append(run)
    line._p.append(simple)


def _repeated(row: Any) -> None:
    """The head of a table stands again on its next page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
