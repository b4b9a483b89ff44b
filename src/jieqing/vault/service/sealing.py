"""Seal values under the data key of their subject."""

import os
from collections.abc import Mapping
from uuid import UUID

from jieqing.kit import clock
from jieqing.kit.actor import Actor
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.vault import rows
from jieqing.vault.ciphers import suite_of
from jieqing.vault.ciphers.damaged import Damaged
from jieqing.vault.keyring import Keyring, wrapping_context
from jieqing.vault.rows import DataKey, TenantKey
from jieqing.vault.rules.header import Header
from jieqing.vault.rules.register import fields
from jieqing.vault.service.equality import digest_of
from jieqing.vault.service.refusals import damaged, erased
from jieqing.vault.service.tenants import latest_key_of, tenant_of


def seal(actor: Actor, subject: UUID, field: str, value: str) -> bytes:
    """The value sealed for the subject, or b"" for an empty one. See `seal_all`."""
    return seal_all(actor, subject, {field: value})[field]


def seal_all(actor: Actor, subject: UUID, values: Mapping[str, str]) -> dict[str, bytes]:
    """The values of a subject sealed, by field; searchable ones enter the blind index in place of their former value.

    An empty value is sealed as b"" and leaves the index. A KeyError for a field that the register does not name.
    Raises Refusal where the subject was erased (410), and for text that is no Unicode (half a surrogate pair).
    """
    clear = {field: utf8(field, value) for field, value in values.items()}
    return _seal(actor, subject, clear, {f: v for f, v in values.items() if fields()[f].is_searchable})


def seal_bytes(actor: Actor, subject: UUID, field: str, content: bytes) -> bytes:
    """Bytes (a file's content) sealed for the subject; b"" for none. They are not searchable."""
    return _seal(actor, subject, {field: content}, {})[field]


def _seal(actor: Actor, subject: UUID, clear: Mapping[str, bytes], searchable: Mapping[str, str]) -> dict[str, bytes]:
    tenant, ring = tenant_of(actor), Keyring()
    known = {field: fields()[field] for field in clear}
    with acting(actor), rows.entered():
        key = latest_key_of(tenant)
        suite = suite_of(key.profile)
        data_key = _data_key(key, subject, ring)
        if searchable:
            index_key = ring.index_key(key)
            digests = {field: digest_of(key, index_key, known[field], value) for field, value in searchable.items()}
            rows.write_blind(tenant, subject, digests)
    bound = {field: Header(key.profile, tenant, subject, field).to_bytes() for field in clear}
    return {f: bound[f] + suite.seal(data_key, value, bound[f]) if value else b"" for f, value in clear.items()}


def _data_key(key: TenantKey, subject: UUID, ring: Keyring) -> bytes:
    row = rows.held_data_key(key.tenant, subject)
    if row is None:
        # a rotation begun meanwhile is waited for, and then its version is the latest
        rows.lock_versions(key.tenant, shared=True)
        key = latest_key_of(key.tenant)
        suite = suite_of(key.profile)
        data_key = os.urandom(suite.data_key_bytes)
        context = wrapping_context(key.profile, key.tenant, subject, key.version)
        wrapped = suite.wrap(key.public, data_key, context)
        if rows.add_data_key(DataKey(key.tenant, subject, key.version, key.profile, wrapped, None), clock.now()):
            return data_key
        row = rows.held_data_key(key.tenant, subject)
    if row is None or row.wrapped is None:
        raise erased(subject)
    try:
        return ring.data_key(row)
    except Damaged:
        raise damaged(subject) from None


def utf8(field: str, value: str) -> bytes:
    """The bytes to seal; raises Refusal for text that is no Unicode, naming the field."""
    try:
        return value.encode("utf-8")
    except UnicodeEncodeError:
        raise Refusal(
            "text_not_unicode",
            Words("有一处文字不是完整的字符。", "A piece of text is not made of whole characters."),
            remedy=Words("删掉显示不出来的字符再试。", "Remove the characters that don't show, and try again."),
            field=field.rpartition(".")[2],
        ) from None
