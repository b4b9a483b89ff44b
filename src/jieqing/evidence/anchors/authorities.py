"""Whom the environment names to attest the log, and how often: time-stamping authorities, perhaps a chain's contract.

JIEQING_TSA        addresses of time-stamping authorities, https://… or http://…, separated by spaces
JIEQING_TSA_ROOTS  a file of certificates (PEM) that vouch for them, got from the authorities themselves
JIEQING_ANCHOR_S   seconds between two anchors before the same authority (default 600)

Without JIEQING_TSA a demo asks the authority within itself, which is invented and says so; any other site asks nobody.
"""

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509

from jieqing.evidence.anchors import demo_authority
from jieqing.evidence.anchors.chain_settings import chain_authority
from jieqing.evidence.anchors.posting import Post
from jieqing.evidence.anchors.sayings import refused
from jieqing.evidence.anchors.shapes import Authority
from jieqing.evidence.anchors.tsa import TimeStamping
from jieqing.kit import clock

LONGEST_S = 30 * 24 * 3600
DEMO_PATH, LOCAL_URL = "/demo/tsa", "http://localhost:8000"


def configured(environment: Mapping[str, str] = os.environ) -> tuple[Authority, ...]:
    """All of them, none asked yet. Raises Refusal for settings that are incomplete or cannot be read."""
    chain = chain_authority(environment)
    return (*time_stamping(environment), *([chain] if chain else []))


def time_stamping(environment: Mapping[str, str] = os.environ) -> tuple[TimeStamping, ...]:
    """The time-stamping authorities; in a demo that names none, its own."""
    addresses = environment.get("JIEQING_TSA", "").split()
    demo_key = environment.get("JIEQING_DEMO_TSA") if environment.get("JIEQING_DEMO") == "1" else None
    if not addresses and demo_key:
        root = demo_authority.stamper(Path(demo_key), clock.now()).enclosed[0]
        address = environment.get("JIEQING_URL", LOCAL_URL).rstrip("/") + DEMO_PATH
        return (TimeStamping(demo_authority.NAME, Post(address), [root]),)
    roots = _roots(environment.get("JIEQING_TSA_ROOTS", "")) if addresses else []
    return tuple(TimeStamping(_name(address), Post(address), roots) for address in addresses)


def interval(environment: Mapping[str, str] = os.environ) -> timedelta:
    """How long to wait between two anchors; raises Refusal for what is no number of seconds."""
    said = environment.get("JIEQING_ANCHOR_S", "600")
    if not said.isdecimal() or not 0 < int(said) <= LONGEST_S:
        raise refused("anchor_interval_malformed")
    return timedelta(seconds=int(said))


def _name(address: str) -> str:
    """Host and path: what people know the authority by."""
    try:
        parts = urlsplit(address)
        is_usable = parts.scheme in ("http", "https") and parts.hostname and not parts.username
        name = f"{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path.rstrip('/')}"
    except ValueError:
        is_usable, name = None, ""
    if not is_usable:
        raise refused("tsa_address_malformed")
    return name


def _roots(file: str) -> list[x509.Certificate]:
    if not file:
        raise refused("tsa_roots_missing")
    try:
        return x509.load_pem_x509_certificates(Path(file).read_bytes())
    except (OSError, ValueError):
        raise refused("tsa_roots_unreadable") from None
