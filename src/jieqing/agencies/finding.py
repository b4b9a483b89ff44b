"""The search of agencies as SQL: all of it answered from one GIN index over `keys`, then checked on the row."""

from collections.abc import Iterable, Sequence
from math import ceil

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, F, Func, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable

from jieqing.agencies.models import Agency
from jieqing.agencies.rules.asking import Asked
from jieqing.agencies.rules.keys import containing_grams, name_grams, phone_grams, place_asked

ALIKE = 0.33  # share of the characters and pairs asked for: one right character of two is a third


def narrowed(places: Iterable[str], kinds: Iterable[str]) -> QuerySet[Agency]:
    """Agencies that serve or sit in one of the places and are of one of the kinds; empty means any."""
    found = Agency.objects.all()
    if places:
        found = found.filter(_in(places))
    return found.filter(entity_type__in=kinds) if kinds else found


def matching(among: QuerySet[Agency], question: Asked, places: Sequence[str]) -> QuerySet[Agency]:
    """Agencies that have all that was asked: nearest names first, or those that sit in the place; then by name."""
    if question.digits:
        among = among.filter(keys__contains=list(phone_grams(question.digits)), phone_digits__contains=question.digits)
        return among.order_by("name", "id")
    if question.core:
        return among.filter(_named(question.core)).order_by(*_nearness(question), "name", "id")
    if question.kinds:
        among = among.filter(entity_type__in=question.kinds)
    if question.places:
        # 长安 is a district, and may be a name
        among = among.filter(_in(question.places) | _named(question.text))
    return among.order_by(*_sitting_first([*places, *question.places]), "name", "id")


def alike(among: QuerySet[Agency], question: Asked) -> QuerySet[Agency]:
    """Agencies whose names share a third of the characters and pairs asked for, those that share most first."""
    grams = list(name_grams(question.core))
    shared = Func(
        F("keys"),
        Value(grams, output_field=ArrayField(TextField())),
        template="cardinality(ARRAY(SELECT unnest(%(expressions)s)))",
        arg_joiner=") INTERSECT SELECT unnest(",
        output_field=IntegerField(),
    )
    found = among.filter(keys__overlap=grams).annotate(shared=shared).filter(shared__gte=ceil(ALIKE * len(grams)))
    return found.order_by("-shared", *_nearness(question), "name", "id")


def _in(places: Iterable[str]) -> Q:
    return Q(keys__overlap=list(dict.fromkeys(key for code in places for key in place_asked(code))))


def _named(level: str) -> Q:
    return Q(keys__contains=list(containing_grams(level)), name_key__contains=level)


def _sitting_first(places: Sequence[str]) -> list[Combinable]:
    if not places:
        return []
    sits = Q(*(("place__startswith", code) for code in places), _connector=Q.OR)
    return [Case(When(sits, then=Value(0)), default=Value(1))]


def _nearness(question: Asked) -> list[Combinable]:
    """The whole line is the name, begins it, stands in it; then the place and the kind that the line named."""
    steps = Case(
        When(name_key=question.text, then=Value(0)),
        When(name_key__startswith=question.text, then=Value(1)),
        When(name_key__contains=question.text, then=Value(2)),
        default=Value(3),
    )
    asides = [_in(question.places)] if question.places else []
    asides += [Q(entity_type__in=question.kinds)] if question.kinds else []
    return [steps, *(Case(When(aside, then=Value(0)), default=Value(1)) for aside in asides)]
