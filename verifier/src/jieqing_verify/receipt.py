"""A chain receipt, read strictly. Whether the chain holds it cannot be told offline: it is recorded, not checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jieqing_verify import canonical
from jieqing_verify.report import wrong
from jieqing_verify.spelling import LARGEST

KEYS = {"kind", "chain_id", "contract", "tx", "block", "at", "size", "root"}
ADDRESS, DIGEST = re.compile(r"0x[0-9a-fA-F]{40}"), re.compile(r"(0x)?[0-9a-f]{64}")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z")


@dataclass(frozen=True, slots=True)
class Receipt:
    """Which root (32 bytes) of which tree size was stored, and where on which chain."""

    chain_id: int
    contract: str
    tx: str
    size: int
    root: bytes

    @classmethod
    def parse(cls, text: bytes) -> "Receipt":
        """From canonical JSON with exactly KEYS; `root` and `tx` are hex with or without 0x. Raises Wrong."""
        value = canonical.parse(text)
        if not isinstance(value, dict) or value.keys() != KEYS or not _is_well_formed(value):
            raise wrong("receipt_malformed", path="")
        read: dict[str, Any] = value
        root = bytes.fromhex(read["root"].removeprefix("0x"))
        return cls(read["chain_id"], read["contract"], read["tx"], read["size"], root)


def _is_well_formed(value: Mapping[str, Any]) -> bool:
    numbers = [value["chain_id"], value["block"], value["size"]]
    texts = [(value["contract"], ADDRESS), (value["tx"], DIGEST), (value["root"], DIGEST), (value["at"], MOMENT)]
    return (
        value["kind"] == "evm"
        and all(type(number) is int and 0 <= number <= LARGEST for number in numbers)
        and all(isinstance(text, str) and form.fullmatch(text) for text, form in texts)
    )
