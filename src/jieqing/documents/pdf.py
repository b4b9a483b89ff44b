"""A paper as PDF/A-2b: Chinese text that can be read out again, one embedded font, the same bytes for the same data.

Data go in as one JSON value beside the layout, never into its source; the layout reads no file and no other input.
"""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import typst

from jieqing.documents.paper import Paper, as_data

LAYOUTS = Path(__file__).parent / "typst"
_one_at_a_time = Lock()  # a Compiler serves one thread at a time ("Already borrowed")


def pdf(paper: Paper) -> bytes:
    """The paper as a PDF file."""
    return laid_out("paper", as_data(paper), standards="a-2b")


def pictures(paper: Paper, ppi: int = 80) -> list[bytes]:
    """The pages as PNG pictures: what the paper looks like, for a page on the web."""
    drawn = _compiled("paper", as_data(paper), format="png", ppi=float(ppi))
    return [bytes(page) for page in drawn] if isinstance(drawn, list) else [bytes(drawn)]


def laid_out(layout: str, data: Any, *, standards: Literal["a-2b", ""] = "", root: str = "") -> bytes:
    """A layout of `typst/` with its data as PDF. `root`: the one folder that it may read a picture from.

    Raises typst.TypstError where that picture can't be read.
    """
    how = {"pdf_standards": standards} if standards else {}
    return bytes(_compiled(layout, data, format="pdf", **how, **({"root": root} if root else {})))


def _compiled(layout: str, data: Any, **how: Any) -> Any:
    given = {"data": json.dumps(data, ensure_ascii=False)}
    with _one_at_a_time:
        return _compiler().compile(input=_layout(layout), sys_inputs=given, **how)


@cache
def _layout(name: str) -> bytes:
    return (LAYOUTS / f"{name}.typ").read_bytes()


@cache
def _compiler() -> typst.Compiler:
    """It keeps the fonts it has read, so that a paper takes milliseconds. Fonts of the machine are left out."""
    fonts = str(files("noto_cjk_sans_otc"))
    return typst.Compiler(root=str(LAYOUTS), font_paths=[fonts], ignore_system_fonts=True)
