"""1,000 papers: checked, filled, laid out as PDF and as DOCX, beside a bare Typst page of the same font.

    .venv/bin/python benchmarks/papers.py [--papers 1000] [--paper D2-soft D11]

One process, no database: the rate is that of the rules and the layouts. Each paper names another debtor and another
sum, so that nothing can be kept from the one before. The limit is a compiled page that holds the title alone; the peer
is such a page with a compiler made anew each time. CPU time, which neighbours disturb least.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import typst

from jieqing.claims.papers.catalogue import PaperKind, paper_kind
from jieqing.claims.papers.checks import findings
from jieqing.claims.papers.filling import fill
from jieqing.claims.papers.material import Material
from jieqing.claims.papers.tests.cases import EVENTS, SALE, material
from jieqing.documents.docx import docx
from jieqing.documents.paper import Paper
from jieqing.documents.pdf import LAYOUTS, pdf


def main() -> None:
    """Prints a line for each paper and each step."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--papers", type=int, default=1000)
    asked.add_argument("--paper", nargs="+", default=["D2-soft", "D11"])
    given = asked.parse_args()
    cases = [_material(no) for no in range(given.papers)]
    for paper_id in given.paper:
        _measured(paper_kind(paper_id), cases)


def _measured(kind: PaperKind, cases: list[Material]) -> None:
    filled = [fill(kind, each) for each in cases]
    some = filled[: max(1, len(filled) // 20)]
    _said(kind, "checks", _ms(lambda each: findings(kind, each), cases))
    _said(kind, "filled", _ms(lambda each: fill(kind, each), cases))
    made, limit = _ms(pdf, filled), _ms(pdf, [replace(each, blocks=()) for each in filled])
    peer = _ms(_anew, some)
    beside = f"; limit {limit:.1f} ms, ratio {made / limit:.1f}; peer {peer:.1f} ms, ratio {made / peer:.2f}"
    _said(kind, "PDF", made, beside)
    _said(kind, "DOCX", _ms(docx, some))


def _material(no: int) -> Material:
    given = material(replace(SALE, principal_fen=9_630_000 + no * 100, parts=()), EVENTS)
    return replace(
        given, names={**given.names, "debtor_name": f"东台市云栖{no}号厨具有限公司"}, number=f"20261122-{no}"
    )


def _anew(_: Paper) -> None:
    source = '#set text(font: "Noto Sans CJK SC")\n#set document(date: none)\n催款函'.encode()
    fonts = [str(files("noto_cjk_sans_otc"))]
    typst.Compiler(root=str(LAYOUTS), font_paths=fonts, ignore_system_fonts=True).compile(input=source)


def _ms(work: Callable[[Any], object], over: Iterable[Any]) -> float:
    """CPU milliseconds for each."""
    each = list(over)
    start = time.process_time()
    for one in each:
        work(one)
    return (time.process_time() - start) * 1000 / len(each)


def _said(kind: PaperKind, step: str, ms: float, more: str = "") -> None:
    print(f"{kind.id:<8} {step:<7} {ms:7.1f} ms, 1,000 in {ms:6.1f} s{more}", flush=True)


if __name__ == "__main__":
    main()
