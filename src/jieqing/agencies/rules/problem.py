"""What is wrong with a listing: which field, by which rule, and what to do."""

from dataclasses import dataclass

from jieqing.kit.words import Words


@dataclass(frozen=True, slots=True)
class Problem:
    """`field` is a field of the listing, `nth` counts its licences or fee offers from 0.

    A refused listing does not enter the directory; any other enters and is marked.
    """

    field: str
    basis: str
    words: Words
    remedy: Words
    is_refused: bool = True
    nth: int = 0
