"""What an agency can be found by: pairs of characters of its name, threes of its telephone, its places, its kind.

Pairs, not PostgreSQL's trigrams: a Chinese brand is two characters long, which a trigram index cannot look up.
"""

from collections.abc import Iterable

from jieqing.agencies.rules.folding import folded
from jieqing.agencies.rules.listing import Listing
from jieqing.agencies.rules.places import ancestors

PHONE_RUN = 3


def name_grams(level: str) -> tuple[str, ...]:
    """The characters and the pairs of neighbours of a folded text, each once."""
    return tuple(dict.fromkeys((*level, *(level[i : i + 2] for i in range(len(level) - 1)))))


def containing_grams(level: str) -> tuple[str, ...]:
    """The fewest grams that every name containing the folded text has: its pairs, or its only character."""
    return tuple(gram for gram in name_grams(level) if len(gram) == min(2, len(level)))


def phone_digits(phone: str) -> str:
    """The digits of a telephone number, without the country's +86."""
    digits = "".join(c for c in folded(phone) if c in "0123456789")
    return digits[2:] if phone.strip().startswith("+86") else digits


def phone_grams(digits: str) -> tuple[str, ...]:
    """Runs of three digits, as keys."""
    return tuple(dict.fromkeys(f"#{digits[i : i + PHONE_RUN]}" for i in range(len(digits) - PHONE_RUN + 1)))


def place_keys(districts: Iterable[str], place: str) -> tuple[str, ...]:
    """'@320583' for each place served whole, '@3205*' for each that holds a place served or the agency's seat."""
    served = tuple(dict.fromkeys(districts))
    within = dict.fromkeys(code for own in (*served, place) for code in ancestors(own))
    return (*(f"@{code}" for code in served), *(f"@{code}*" for code in within))


def place_asked(code: str) -> tuple[str, ...]:
    """The keys of which an agency that serves the place, or sits or serves within it, has at least one."""
    return (*(f"@{wider}" for wider in ancestors(code)), f"@{code}*")


def seat_key(code: str) -> str:
    """The key of agencies that sit in the place, or anywhere within it."""
    return f"@{code}!"


def kind_key(kind: str) -> str:
    """The key of agencies of that kind."""
    return f"!{kind}"


def keys(listing: Listing) -> tuple[str, ...]:
    """All keys of a listing, each once."""
    found = (
        *name_grams(folded(listing.name)),
        *phone_grams(phone_digits(listing.phone)),
        *place_keys(listing.districts, listing.place),
        *(seat_key(code) for code in ancestors(listing.place)),
        kind_key(listing.entity_type),
    )
    return tuple(dict.fromkeys(found))
