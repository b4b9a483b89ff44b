"""What must not stand in a message beside a card: names and numbers by which somebody could be found (CN-PI-06).

Widths, spaces, dashes and Chinese numerals are folded first, so that 一〇九 0000-0000 is the number that it is. Sums
and days are let through. It errs on the side of refusing: who meant nothing by it writes the words anew.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

from jieqing.agencies.rules.asking import asked
from jieqing.agencies.rules.folding import folded
from jieqing.claims.intake.readers import parties
from jieqing.claims.intake.text import fold

Kind = Literal[
    "phone", "identity_number", "account_number", "case_number", "email", "handle", "link", "number", "debtor_name",
    "party_name",
]  # fmt: skip
LONGEST = 1000
SHORTEST_NAME = 2
LONGEST_PERSON = 4  # characters; what is longer is a company's, and known by its brand
BRAND = 2
_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖两", "00012345678911234567892")
_CHINESE_RUN = re.compile(
    r"[〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖两0-9][〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖两0-9\s.·,，_–—-]{5,}"
)
_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}(?:\s?[-/.月]\s?\d{1,2}\s?日?)?(?![\d-])")
_SUM = re.compile(
    r"(?<![\d-])(?:\d{1,3}(?:,\d{3})+|\d{1,10})(?:\.\d{1,2})?\s?(?=[万亿]?\s?(?:元|块|圆|yuan|rmb|cny))", re.IGNORECASE
)
_BETWEEN = re.compile(r"(?<=\d)[\s.·,，、()_/–—-]{1,3}(?=\d)")
# (2024)苏9908民初1234号
_CASE = r"[(\[〔]?(?:19|20)\d\d[)\]〕]?\s?[\u4e00-\u9fa5]{1,2}\d{0,5}\s?[民刑行执商知破赔][\u4e00-\u9fa5]{1,3}\d+号"
_CALLED = r"(?:微信|威信|薇信|加v|vx|wx|wechat|qq|扣扣|钉钉|飞书|抖音|快手)\s?(?:号|id)?\s?(?:是|为|[:：])?\s?"
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("case_number", re.compile(_CASE)),
    ("email", re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\s?\.\s?[\w-]+)+")),
    ("link", re.compile(r"https?:|www\.|\b[\w-]+\.(?:com|cn|net|org|top|vip|cc|io)\b", re.IGNORECASE)),
    ("handle", re.compile(rf"{_CALLED}[a-z0-9][a-z0-9_-]{{4,}}", re.IGNORECASE)),
)
# Registration codes leave out I, O, S, V, Z (GB 32100).
_SIGN = "[0-9a-hj-npqrtuwxy]"
_IDENTITY = rf"(?<![0-9a-z])(?:\d{{17}}[\dx]|{_SIGN}{{2}}\d{{6}}{_SIGN}{{10}})(?![0-9a-z])"
_NUMBERS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("identity_number", re.compile(_IDENTITY, re.IGNORECASE)),
    ("phone", re.compile(r"(?<!\d)(?:(?:86)?1\d{10}|0\d{9,11}|[48]00\d{7})(?!\d)")),
    ("account_number", re.compile(r"(?<!\d)\d{12,30}(?!\d)")),
    ("number", re.compile(r"(?<!\d)\d{7,}(?!\d)")),
)


def screened(text: str, debtor_names: Iterable[str] = ()) -> tuple[Kind, ...]:
    """The kinds of what must go, each once; empty where the text may be sent.

    `debtor_names` are the claim's own, opened. They are given only for what the creditor writes: to an agency a refusal
    would tell that it had guessed right.
    """
    level = unicodedata.normalize("NFKC", text)
    found = [kind for kind, pattern in _PATTERNS if pattern.search(level)]
    plain = _digits(level)
    found += [kind for kind, pattern in _NUMBERS if pattern.search(plain)][:1]
    if any(_names(text, name) for name in debtor_names):
        found.append("debtor_name")
    elif _reads_as_party(text):
        found.append("party_name")
    return tuple(dict.fromkeys(found))


def _digits(level: str) -> str:
    """The text with days and sums gone, Chinese digits in figures, and nothing between the figures of a number."""
    plain = _SUM.sub(" # ", _DAY.sub(" # ", level))
    plain = _CHINESE_RUN.sub(lambda run: run[0].translate(_CHINESE_DIGITS), plain)
    return _BETWEEN.sub("", plain)


def _names(text: str, name: str) -> bool:
    """Whether the text holds the name, its core without place and kind of house, or a company's two-character brand."""
    level, whole = folded(text), folded(name)
    core = asked(name).core
    brand = core[:BRAND] if len(whole) > LONGEST_PERSON else ""
    return any(len(part) >= SHORTEST_NAME and part in level for part in (whole, core, brand))


def _reads_as_party(text: str) -> bool:
    readings = parties.read(fold(text))
    return "debtor_name" in readings or "creditor_name" in readings
