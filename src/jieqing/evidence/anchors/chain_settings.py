"""Whether roots go to a chain, to which contract and with whose key. Off unless all three are set.

JIEQING_CHAIN_URL       a node's JSON-RPC, http(s)://…
JIEQING_CHAIN_CONTRACT  the address that deploying printed
JIEQING_CHAIN_KEY       the operator's secp256k1 key in hex; JIEQING_CHAIN_KEY_FILE names a file that holds it
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from jieqing.evidence.anchors.sayings import refused
from jieqing.evidence.anchors.shapes import Authority

NAMES = ("JIEQING_CHAIN_URL", "JIEQING_CHAIN_CONTRACT", "JIEQING_CHAIN_KEY")


@dataclass(frozen=True, slots=True)
class ChainSettings:
    """Where roots go. The address of the node may hold a password: neither it nor the key is ever shown."""

    url: str = field(repr=False)
    contract: str
    key: str = field(repr=False)


def chain_settings(environment: Mapping[str, str] = os.environ) -> ChainSettings | None:
    """The settings, None where the chain is off. Raises Refusal where some are given and some are missing."""
    url, contract, key = given = [environment.get(name, "").strip() for name in NAMES]
    if not any(given):
        return None
    if not all(given):
        missing = "、".join(name for name, value in zip(NAMES, given, strict=True) if not value)
        raise refused("chain_half_configured", missing=missing)
    return ChainSettings(url, contract, key)


def chain_authority(environment: Mapping[str, str] = os.environ) -> Authority | None:
    """The contract that anchors our roots, None where the chain is off. Asks nobody yet.

    Raises Refusal for settings that are incomplete or malformed, and where `jieqing[chain]` is not installed.
    """
    settings = chain_settings(environment)
    if settings is None:
        return None
    try:
        from jieqing.evidence.anchors.chain import Chain  # noqa: PLC0415 - an extra, and a second to import
    except ModuleNotFoundError as missing:
        if missing.name != "web3":
            raise
        raise refused("chain_missing") from None
    return Chain(settings.url, settings.contract, settings.key)
