"""Seal, open, mask, find, erase; a tenant's keys, and their rotation.

Values are sealed for a SUBJECT (a claim's id, a membership's user) under a field of data/register.yaml. Each verb takes
the actor first, opens its own `acting` block or joins the caller's, and leaves what the log must hold.
"""

from jieqing.vault.service.bulk import SealedMany, seal_many
from jieqing.vault.service.commitments import OpenedBody, commit_body, open_bodies, open_body
from jieqing.vault.service.equality import find_equal, groups_equal
from jieqing.vault.service.erasure import erase, erased_on
from jieqing.vault.service.opening import mask, open, open_all, open_bytes
from jieqing.vault.service.rotation import resume, rewrap_some, rotate
from jieqing.vault.service.sealing import seal, seal_all, seal_bytes
from jieqing.vault.service.tenants import new_tenant

__all__ = [
    "OpenedBody",
    "SealedMany",
    "commit_body",
    "erase",
    "erased_on",
    "find_equal",
    "groups_equal",
    "mask",
    "new_tenant",
    "open",
    "open_all",
    "open_bodies",
    "open_body",
    "open_bytes",
    "resume",
    "rewrap_some",
    "rotate",
    "seal",
    "seal_all",
    "seal_bytes",
    "seal_many",
]
