"""The answer of somebody who is sued (D12), of their own words alone: made, handed over, and kept nowhere."""

from jieqing.claims.intake.draft import Draft
from jieqing.claims.papers.catalogue import paper_kind
from jieqing.claims.papers.filling import fill
from jieqing.claims.papers.material import Material
from jieqing.claims.rules.assessment import Assessment
from jieqing.claims.rules.casing import case_of, events_of
from jieqing.documents.pdf import pdf


def answer_form(draft: Draft, assessment: Assessment, *, rules: str = "") -> bytes:
    """The element-style answer as PDF; what the words do not say is a gap in sight. It admits nothing for anybody.

    `rules`: hash of what the figures rest on, for the footer.
    """
    on = assessment.on
    said = {field: draft.value(field) for field in ("creditor_name", "debtor_name")}
    material = Material(
        number=f"{on:%Y%m%d}",
        case=case_of(draft, on),
        events=events_of(draft, on),
        assessment=assessment,
        names={field: str(name) for field, name in said.items() if name},
        typed={},
    )
    return pdf(fill(paper_kind("D12"), material, rules=rules))
