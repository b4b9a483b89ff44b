"""Seal for many subjects at once: a query for all their keys instead of some for each. For ledgers and moves."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from jieqing.evidence.log import Committed
from jieqing.kit import clock
from jieqing.kit.actor import Actor
from jieqing.kit.rows import acting
from jieqing.vault import rows
from jieqing.vault.ciphers import suite_of
from jieqing.vault.ciphers.damaged import Damaged
from jieqing.vault.keyring import Keyring, wrapping_context
from jieqing.vault.rows import DataKey, TenantKey
from jieqing.vault.rules.commitment import SALT_BYTES, canonical, commitment
from jieqing.vault.rules.header import Header
from jieqing.vault.rules.register import fields
from jieqing.vault.service.commitments import FIELD as BODY
from jieqing.vault.service.equality import digest_of
from jieqing.vault.service.refusals import damaged, erased
from jieqing.vault.service.sealing import utf8
from jieqing.vault.service.tenants import latest_key_of, tenant_of


@dataclass(frozen=True, slots=True)
class SealedMany:
    """What was sealed, by subject: values by field, and the commitment to the subject's body."""

    values: Mapping[UUID, Mapping[str, bytes]]
    bodies: Mapping[UUID, Committed]


def seal_many(
    actor: Actor, values: Mapping[UUID, Mapping[str, str]], bodies: Mapping[UUID, Mapping[str, object]]
) -> SealedMany:
    """For each subject what `seal_all` and `commit_body` do. Refuses as they do, and then nothing was sealed.

    `bodies` are of subjects in `values`: a subject that only has a body stands there with no values.
    """
    tenant, ring = tenant_of(actor), Keyring()
    clear = {subject: {f: utf8(f, value) for f, value in each.items()} for subject, each in values.items()}
    with acting(actor), rows.entered():
        key = latest_key_of(tenant)
        data_keys = _data_keys(key, list(values), ring, clock.now())
        rows.write_blinds(tenant, _digests(key, ring, values))
    suite = suite_of(key.profile)

    def sealed(subject: UUID, field: str, content: bytes) -> bytes:
        bound = Header(key.profile, tenant, subject, field).to_bytes()
        return bound + suite.seal(data_keys[subject], content, bound) if content else b""

    def committed(subject: UUID, body: Mapping[str, object]) -> Committed:
        salt, text = os.urandom(SALT_BYTES), canonical(body)
        return Committed(commitment(salt, text), sealed(subject, BODY, salt + text))

    return SealedMany(
        {subject: {f: sealed(subject, f, content) for f, content in each.items()} for subject, each in clear.items()},
        {subject: committed(subject, body) for subject, body in bodies.items()},
    )


def _digests(
    key: TenantKey, ring: Keyring, values: Mapping[UUID, Mapping[str, str]]
) -> Iterable[tuple[UUID, str, bytes | None]]:
    """(subject, field, digest) of every searchable value; None where nothing is left to compare."""
    known, index_key = fields(), ring.index_key(key)
    return [
        (subject, field, digest_of(key, index_key, known[field], value))
        for subject, each in values.items()
        for field, value in each.items()
        if known[field].is_searchable
    ]


def _data_keys(key: TenantKey, subjects: list[UUID], ring: Keyring, now: datetime) -> dict[UUID, bytes]:
    """The data key of each subject: those that are held, unwrapped; for the others fresh ones."""
    held = rows.held_data_keys(key.tenant, subjects)
    fresh = _added(key, [subject for subject in subjects if subject not in held], now)
    if missed := [subject for subject in subjects if subject not in held and subject not in fresh]:
        held |= rows.held_data_keys(key.tenant, missed)  # another transaction was first
    return {**{subject: _unwrapped(ring, row) for subject, row in held.items()}, **fresh}


def _added(key: TenantKey, subjects: list[UUID], now: datetime) -> dict[UUID, bytes]:
    """Fresh data keys, wrapped and stored; without those of subjects that got one meanwhile."""
    if not subjects:
        return {}
    # a rotation begun meanwhile is waited for, and then its version is the latest
    rows.lock_versions(key.tenant, shared=True)
    key = latest_key_of(key.tenant)
    suite, made, wrapped = suite_of(key.profile), dict[UUID, bytes](), list[DataKey]()
    for subject in subjects:
        made[subject] = os.urandom(suite.data_key_bytes)
        context = wrapping_context(key.profile, key.tenant, subject, key.version)
        content = suite.wrap(key.public, made[subject], context)
        wrapped.append(DataKey(key.tenant, subject, key.version, key.profile, content, None))
    added = rows.add_data_keys(wrapped, now)
    return {subject: data_key for subject, data_key in made.items() if subject in added}


def _unwrapped(ring: Keyring, row: DataKey) -> bytes:
    if row.wrapped is None:
        raise erased(row.subject)
    try:
        return ring.data_key(row)
    except Damaged:
        raise damaged(row.subject) from None
