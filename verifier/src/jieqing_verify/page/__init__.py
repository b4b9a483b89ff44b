"""The page that checks a pack in a browser: one file, no network. Made from the parts beside it by `building.py`.

`python -m jieqing_verify.page` writes verify.html anew; a test asserts that it is fresh.
"""

import re
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("verify.html")
_META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">')


@cache
def page_html() -> str:
    """The page as it is given out, octet for octet."""
    return FILE.read_text("utf-8")


@cache
def page_csp() -> str:
    """The header for a house that serves it: what the page says of itself, and that nobody may frame it."""
    found = _META.search(page_html())
    if found is None:
        raise ValueError("verify.html says nothing of what it may load: make it anew")
    return f"{found[1]}; frame-ancestors 'none'"
