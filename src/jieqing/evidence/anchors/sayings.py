"""The words for what may go wrong with an authority, by code: the catalogues under data/, and the verifier's own."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from jieqing.kit.catalogue import read_yaml
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing_verify import timestamp_words

PLACE = re.compile(r"\{\w+\}")
CATALOGUES = ("tsa.yaml", "chain.yaml")
FROM_VERIFIER = Words(
    "核对时间戳机构的配置和根证书；一直这样就联系该机构。",
    "Check which authority is configured, and its root; if it stays so, write to the authority.",
)
UNKNOWN = Words("没有得到证明（{code}）。", "It attested nothing ({code}).")


class Said(NamedTuple):
    """What happened, and what may be done next."""

    says: Words
    do: Words


def said_of(code: str) -> Said:
    """The words for a code as it stands in evidence.anchor.said: "tsa_http:503" is found as "tsa_http"."""
    kind, _colon, detail = code.partition(":")
    found = sayings().get(kind) or Said(UNKNOWN.filled(code=code), FROM_VERIFIER)
    return Said(_fill(found.says, detail), _fill(found.do, detail))


@cache
def sayings() -> dict[str, Said]:
    """Every code with its words; what only its moment knew is left as a place in braces."""
    data = Path(__file__).parent / "data"
    listed = [each for name in CATALOGUES for each in read_yaml(data / name)]
    own = {each["id"]: Said(Words(**each["says"]), Words(**each["do"])) for each in listed}
    return {code: Said(Words(*words), FROM_VERIFIER) for code, words in timestamp_words.WORDS.items()} | own


def refused(code: str, **values: object) -> Refusal:
    """The refusal of that code, its places filled. KeyError for a code that the catalogues do not know."""
    found = sayings()[code]
    return Refusal(code, found.says.filled(**values) if values else found.says, remedy=found.do, status=503)


def _fill(words: Words, detail: str) -> Words:
    """What a place held was not kept, but for the one detail that the code carries: dots stand for it."""
    return Words(*(PLACE.sub(detail or "…", side) for side in words))
