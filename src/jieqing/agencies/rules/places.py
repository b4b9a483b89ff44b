"""Places as the directory uses them: the codes of `law.divisions`, and how people write them."""

from functools import cache

from jieqing.law.divisions import divisions


@cache
def provinces() -> tuple[str, ...]:
    """The two-digit codes of all provinces: a body that serves the country serves each of them."""
    return tuple(sorted(code for code in divisions() if len(code) == 2))
