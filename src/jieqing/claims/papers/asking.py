"""What the creditor is asked for a paper: fields to type, and facts of the claim to be mended on its own page."""

from dataclasses import dataclass

from jieqing.claims.papers.catalogue import Field, PaperKind, fields
from jieqing.claims.papers.filling import fields_of, is_asked
from jieqing.claims.papers.material import Material
from jieqing.claims.papers.values import values

_FROM_CLAIM = ("debtor_id_number", "debtor_address", "debtor_phone", "payments_text", "frozen_before", "cause")


@dataclass(frozen=True, slots=True)
class Question:
    """A field with what was typed so far; `is_missing` where the paper shows a gap for want of it."""

    field: Field
    typed: str
    is_missing: bool


def questions(kind: PaperKind, material: Material) -> tuple[Question, ...]:
    """The fields of the paper that are typed, in the order of the form. What the claim itself knows is not asked."""
    known = values(material)
    wanted = [name for name in fields_of(kind.text_id) if name in fields() and is_asked(name, known)]
    missing = {name for name in wanted if not known.get(name) and not fields()[name].is_optional}
    typed = {fields()[name].typed or name for name in wanted}
    if "signing_after_expiry" in kind.checks and known.get("limitation") == "expired":
        typed.add("legally_approved_by")
    asked = []
    for name, field in fields().items():
        is_answered = name in _FROM_CLAIM and known.get(name) and name not in material.typed
        if field.kind is None or name not in typed or is_answered:
            continue
        is_missing = any(name in (gap, fields()[gap].typed) for gap in missing) and not material.typed.get(name)
        asked.append(Question(field, material.typed.get(name, ""), is_missing))
    return tuple(asked)


def to_mend(kind: PaperKind, material: Material) -> tuple[Field, ...]:
    """Facts of the claim that the paper lacks and that nobody types here."""
    known = values(material)
    return tuple(
        field
        for name in fields_of(kind.text_id)
        if (field := fields().get(name)) and field.kind is None and not field.typed and not field.is_optional
        and not known.get(name) and is_asked(name, known)
    )  # fmt: skip
