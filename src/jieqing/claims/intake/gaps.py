"""The facts that are missing and would change the answer."""

from typing import Final

from jieqing.claims.intake.draft import Draft, Gap
from jieqing.claims.intake.fields import Field, fields

MOST: Final = 6


def gaps(draft: Draft) -> tuple[Gap, ...]:
    """At most six questions, the one that turns the answer most first; none where the text tells of no debt."""
    if draft.value("is_debt") is False:
        return ()
    missing = [field for field in fields().values() if _is_missing(draft, field)]
    missing.sort(key=lambda field: -field.asking.turns if field.asking else 0)
    return tuple(Gap(field.id, field.question, field.why) for field in missing[:MOST])


def _is_missing(draft: Draft, field: Field) -> bool:
    asking = field.asking
    if asking is None or field.id in draft.readings or any(known in draft.readings for known in asking.unless_known):
        return False
    return all(draft.value(other) in values for other, values in (asking.only_for or {}).items())
