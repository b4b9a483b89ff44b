"""D12, the answer of the one who was sued: the same figures from the other side. Nothing is stored or admitted."""

from collections.abc import Mapping
from datetime import date

from jieqing.claims.papers.catalogue import paper_kind
from jieqing.claims.papers.filling import fill
from jieqing.claims.papers.material import Material
from jieqing.claims.rules.assessment import Assessment
from jieqing.claims.rules.case import Case, Event
from jieqing.documents.docx import docx
from jieqing.documents.paper import Paper
from jieqing.documents.pdf import pdf


def answer_paper(
    case: Case, events: tuple[Event, ...], assessment: Assessment, names: Mapping[str, str] | None = None
) -> Paper:
    """The form with what the text told: sums, the limitation day and what the law does not let ask, as a reference.

    `names`: debtor_name, debtor_address … as far as the writer gave them. No box is ticked for the debtor.
    """
    material = Material(
        number=_number(assessment.on), case=case, events=events, assessment=assessment, names=names or {}, typed={}
    )
    return fill(paper_kind("D12"), material)


def answer_file(paper: Paper, form: str) -> bytes:
    """The form as 'pdf' or 'docx'."""
    return docx(paper) if form == "docx" else pdf(paper)


def _number(on: date) -> str:
    """No claim stands behind it, so its number is the day alone."""
    return f"{on:%Y%m%d}"
