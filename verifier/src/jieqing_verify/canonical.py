"""JSON with one spelling (RFC 8785), for strings, whole numbers, booleans, null, lists and objects of those."""

import json
import re
from typing import NoReturn

from jieqing_verify.wrong import Wrong

LARGEST_NUMBER = (1 << 53) - 1  # what every reader of JSON holds exactly
DEEPEST = 50
# Python's own reader goes down the C stack as far as the recursion limit lets it, which is anybody's to raise.
BOTTOMLESS = 500
STRING = re.compile(r'"(?:[^"\\]++|\\.|\\\Z)*+(?:"|\Z)', re.DOTALL)
BRACKET = re.compile(r"[\[\]{}]")

Value = str | int | bool | None | list["Value"] | dict[str, "Value"]


def dump(value: Value) -> bytes:
    """The canonical bytes. TypeError or ValueError for what has no one spelling: floats, large numbers, surrogates."""
    return json.dumps(_ordered(value, 0), separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def parse(data: bytes) -> Value:
    """The value; a Wrong "not_json" for what is none, "not_canonical" where `dump` would spell it otherwise."""
    try:
        text = refuse_bottomless(data.decode("utf-8"))
        value: Value = json.loads(text, parse_int=_whole, parse_float=_refused, parse_constant=_refused)
    except ValueError:
        raise Wrong("not_json", "文件不是正确的 JSON。", "A file is not well-formed JSON.") from None
    try:
        same = dump(value) == data  # a key given twice is dumped once
    except (TypeError, ValueError):
        same = False
    if not same:
        raise Wrong(
            "not_canonical",
            "JSON 不是规范写法，可能有歧义。",
            "The JSON is not canonical: it could be read in two ways.",
        )
    return value


def refuse_bottomless(text: str) -> str:
    """The text, for a reader of JSON that goes down a level for each bracket; ValueError where they never end."""
    depth = 0
    for bracket in BRACKET.findall(STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > BOTTOMLESS:
            raise ValueError("nested without end")
    return text


def _ordered(value: Value, depth: int) -> Value:
    if depth > DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))  # RFC 8785 section 3.2.3; refuses surrogates
        return {key: _ordered(value[key], depth + 1) for key in keys}
    if isinstance(value, list):
        return [_ordered(inner, depth + 1) for inner in value]
    if isinstance(value, int) and not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:
        raise ValueError("a number beyond 2^53 has no one spelling")
    if value is not None and not isinstance(value, str | int):
        raise TypeError(f"{type(value).__name__} has no one spelling")
    return value


def _whole(text: str) -> int:
    if len(text) > 17:
        raise ValueError("a number beyond 2^53 has no one spelling")
    return int(text)


def _refused(text: str) -> NoReturn:
    raise ValueError(f"{text} has no one spelling")
