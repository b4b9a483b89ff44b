"""Text, tables and mail: bytes that are text in UTF-8 or GBK, and are not a web page in disguise.

Which beginnings are a web page: WHATWG MIME Sniffing 7.1. GBK is read as its superset GB 18030.
"""

import re

from jieqing.files.rules.verdict import Verdict

# Nothing but text: tab, line ends and form feed are its only control characters.
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_TAGS = (
    "!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|img|form|input|meta|link|"
    "object|embed"
)
_PAGE = re.compile(rf"\s*<(?:(?:{_TAGS})[\s>/]|!--)", re.IGNORECASE)
_XML = re.compile(r"\s*<(?:\?xml|svg|!doctype svg)\b", re.IGNORECASE)
_HEADER = re.compile(r"[!-9;-~]+:[ \t]?\S?")
_MAIL_HEADERS = {"from", "to", "subject", "date", "received", "message-id", "return-path", "mime-version", "sender"}


def decoded(data: bytes) -> str | None:
    """The text, or None where these bytes are no text."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _CONTROL.search(text) else text
    return None


def page(text: str) -> str | None:
    """'html' or 'svg' where a browser might take the text for a page or a drawing, else None."""
    return "html" if _PAGE.match(text) else "svg" if _XML.match(text) else None


def mail(text: str) -> Verdict:
    """Header lines first, three of them at least that every mail carries, then an empty line (RFC 5322 2.1)."""
    head, gap, _body = text[:65536].replace("\r\n", "\n").partition("\n\n")
    lines = [line for line in head.split("\n") if not line.startswith((" ", "\t"))]
    if not gap or not all(_HEADER.match(line) for line in lines):
        return Verdict.NO
    names = {line.split(":")[0].lower() for line in lines}
    return Verdict.YES if len(names & _MAIL_HEADERS) >= 3 and "from" in names else Verdict.NO
