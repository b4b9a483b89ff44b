"""The search of agencies as SQL: answered from one GIN index over `keys` and one B-tree over names.

What is found comes in parts that follow one another, each ordered by the name alone where it is large: sorting a tenth
of a million rows by anything else would take seconds, and nobody turns that many pages.
"""

from collections.abc import Iterable, Sequence
from math import ceil
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, F, Func, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable, OrderBy
from django.db.models.functions import Concat

from jieqing.agencies.models import Agency
from jieqing.agencies.records import FACTS
from jieqing.agencies.rules.asking import Asked
from jieqing.agencies.rules.keys import containing_grams, kind_key, name_grams, phone_grams, place_asked, seat_key

ALIKE = 0.33  # share of the characters and pairs asked for: one right character of two is a third
MOST_COUNTED = 1000  # counting on would read most of a large directory for a number that nobody uses
EVERYWHERE = 50_000
Parts = list[QuerySet[Agency]]


def narrowed(places: Sequence[str], kinds: Sequence[str]) -> QuerySet[Agency]:
    """Agencies that serve or sit in one of the places and are of one of the kinds; empty means any."""
    found = Agency.objects.all()
    if places:
        found = found.filter(_in(places))
    return found.filter(_of(kinds)) if kinds else found


def matching(among: QuerySet[Agency], question: Asked, places: Sequence[str]) -> Parts:
    """Agencies that have all that was asked: nearest names first, or those that sit in the place."""
    if question.digits:
        grams = list(phone_grams(question.digits))
        return [among.filter(keys__contains=grams, phone_digits__contains=question.digits).order_by("name", "id")]
    if question.core:
        return [_ordered(among.filter(_named(question.core)), _nearness(question))]
    if question.kinds:
        among = among.filter(_of(question.kinds))
    if question.places:
        # 长安 is a district, and may be a name
        among = among.filter(_in(question.places) | _named(question.text))
    seats = [seat_key(code) for code in (*places, *question.places)]
    if not seats:
        return [among.order_by("name", "id")]
    return [_ordered(among.filter(keys__overlap=seats)), among.exclude(keys__overlap=seats).order_by("name", "id")]


def alike(among: QuerySet[Agency], question: Asked) -> Parts:
    """Agencies whose names share a third of the characters and pairs asked for, those that share most first."""
    grams = list(name_grams(question.core))
    pairs = list(containing_grams(question.core))
    found = among.filter(keys__overlap=pairs)  # a right pair is rare; a right character may be in every tenth name
    if len(question.core) < 3 or not found.exists():
        found = among.filter(keys__overlap=grams)
    shared = Func(
        F("keys"),
        Value(grams, output_field=ArrayField(TextField())),
        template="cardinality(ARRAY(SELECT unnest(%(expressions)s)))",
        arg_joiner=") INTERSECT SELECT unnest(",
        output_field=IntegerField(),
    )
    needed = ceil(ALIKE * len(grams))
    if needed > 1:  # one is shared by all that were found
        found = found.annotate(shared=shared).filter(shared__gte=needed)
    return [_ordered(found, [shared.desc(), *_nearness(question)])]


def total(parts: Parts) -> int:
    """How many agencies the parts hold; MOST_COUNTED + 1 stands for more than MOST_COUNTED."""
    counted = 0
    for part in parts:
        counted += _counted(part, MOST_COUNTED + 1 - counted)
    return counted


def facts_at(parts: Parts, start: int, size: int) -> list[dict[str, Any]]:
    """The facts of `size` agencies from the place `start` in the parts, taken as one."""
    found: list[dict[str, Any]] = []
    for number, part in enumerate(parts):
        found += part.values(*FACTS)[start : start + size - len(found)]
        if len(found) == size or number == len(parts) - 1:
            break
        start = 0 if found else start - _counted(part, start)
    return found


def _counted(part: QuerySet[Agency], most: int) -> int:
    return part.order_by()[:most].count() if most > 0 else 0


def _ordered(found: QuerySet[Agency], by: Sequence[Combinable | OrderBy] = ()) -> QuerySet[Agency]:
    """In the order `by`, then by name; by name alone where more are found than anyone looks at.

    Names begin with cities, so what is found may stand far down the index of names: PostgreSQL, which does not know
    that, would walk the index from its top. Adding '' to the name makes it sort what it found, until that is so much
    that it stands everywhere.
    """
    many = _counted(found, EVERYWHERE + 1)
    if many > EVERYWHERE:
        return found.order_by("name", "id")
    return found.order_by(*(by if many <= MOST_COUNTED else ()), Concat("name", Value("")), "id")


def _in(places: Iterable[str]) -> Q:
    return Q(keys__overlap=list(dict.fromkeys(key for code in places for key in place_asked(code))))


def _of(kinds: Iterable[str]) -> Q:
    return Q(keys__overlap=[kind_key(kind) for kind in kinds])


def _named(level: str) -> Q:
    return Q(keys__contains=list(containing_grams(level)), name_key__contains=level)


def _nearness(question: Asked) -> list[Combinable]:
    """The whole line is the name, begins it, stands in it; then the place and the kind that the line named."""
    steps = Case(
        When(name_key=question.text, then=Value(0)),
        When(name_key__startswith=question.text, then=Value(1)),
        When(name_key__contains=question.text, then=Value(2)),
        default=Value(3),
    )
    asides = [_in(question.places)] if question.places else []
    asides += [_of(question.kinds)] if question.kinds else []
    return [steps, *(Case(When(aside, then=Value(0)), default=Value(1)) for aside in asides)]
