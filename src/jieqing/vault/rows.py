"""The vault's statements. They run inside `acting` and `entered`, as the role jieqing_vault; no other may enter."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from jieqing.kit.rows import as_role
from jieqing.vault.rules.profiles import ProfileId

LOCK_SPACE = 0x4A51_5641  # "JQVA": advisory locks of this room


@dataclass(frozen=True, slots=True)
class TenantKey:
    """One version of a tenant's key, as the table holds it: no secret."""

    tenant: UUID
    version: int
    profile: ProfileId
    public: bytes
    index_key_wrapped: bytes
    made_at: datetime


@dataclass(frozen=True, slots=True)
class DataKey:
    """A subject's data key, wrapped; `wrapped` is None once it was erased."""

    tenant: UUID
    subject: UUID
    key_version: int
    profile: ProfileId
    wrapped: bytes | None
    erased_at: datetime | None


@contextmanager
def entered() -> Iterator[None]:
    """Inside, the statements below are allowed; nothing else is (the log, say, is written outside)."""
    with as_role("jieqing_vault"):
        yield


def lock_versions(tenant: UUID, *, shared: bool) -> None:
    """Until the end of the transaction no new version is made (shared), or none but ours is (exclusive).

    So whoever wraps to "the latest" version does: a rotation that began in between would leave it behind.
    """
    lock = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(%s, hashtext(%s))", (LOCK_SPACE, str(tenant)))


def latest_key(tenant: UUID) -> TenantKey | None:
    """The version that wraps."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tenant_id, version, profile, public_key, index_key_wrapped, made_at FROM vault.tenant_key"
            " WHERE tenant_id = %s ORDER BY version DESC LIMIT 1",
            (tenant,),
        )
        found = cursor.fetchone()
        return TenantKey(*found) if found else None


def add_key(key: TenantKey) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vault.tenant_key (tenant_id, version, profile, public_key, index_key_wrapped, made_at)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            (key.tenant, key.version, key.profile, key.public, key.index_key_wrapped, key.made_at),
        )


def data_keys(wanted: Iterable[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], DataKey]:
    """The data keys of (owner tenant, subject), as far as row-level security shows them; one query."""
    pairs = list(wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key.tenant_id, key.subject, key_version, profile, wrapped, erased_at FROM vault.data_key AS key"
            " JOIN unnest(%s::uuid[], %s::uuid[]) AS wanted (tenant_id, subject)"
            " ON key.tenant_id = wanted.tenant_id AND key.subject = wanted.subject",
            ([tenant for tenant, _ in pairs], [subject for _, subject in pairs]),
        )
        return {(row[0], row[1]): DataKey(*row) for row in cursor.fetchall()}


def held_data_key(tenant: UUID, subject: UUID) -> DataKey | None:
    """One data key, held against erasure and rotation until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tenant_id, subject, key_version, profile, wrapped, erased_at FROM vault.data_key"
            " WHERE tenant_id = %s AND subject = %s FOR SHARE",
            (tenant, subject),
        )
        found = cursor.fetchone()
        return DataKey(*found) if found else None


def held_data_keys(tenant: UUID, subjects: Sequence[UUID]) -> dict[UUID, DataKey]:
    """`held_data_key` for many; in the order of ids, so that two transactions can't wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tenant_id, subject, key_version, profile, wrapped, erased_at FROM vault.data_key"
            " WHERE tenant_id = %s AND subject = ANY(%s) ORDER BY subject FOR SHARE",
            (tenant, list(subjects)),
        )
        return {row[1]: DataKey(*row) for row in cursor.fetchall()}


def add_data_keys(keys: Sequence[DataKey], made_at: datetime) -> set[UUID]:
    """The subjects of the data keys that were added: those without one so far. All are of one tenant and version."""
    one = keys[0]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vault.data_key (tenant_id, subject, key_version, profile, wrapped, made_at)"
            " SELECT %s, fresh.subject, %s, %s, fresh.wrapped, %s FROM unnest(%s::uuid[], %s::bytea[])"
            " AS fresh (subject, wrapped) ORDER BY fresh.subject ON CONFLICT DO NOTHING RETURNING subject",
            (
                one.tenant,
                one.key_version,
                one.profile,
                made_at,
                [key.subject for key in keys],
                [key.wrapped for key in keys],
            ),
        )
        return {subject for (subject,) in cursor.fetchall()}


def add_data_key(key: DataKey, made_at: datetime) -> bool:
    """Whether it was added; False where another transaction was first (its row is there now)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vault.data_key (tenant_id, subject, key_version, profile, wrapped, made_at)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            (key.tenant, key.subject, key.key_version, key.profile, key.wrapped, made_at),
        )
        return bool(cursor.rowcount == 1)


def destroy_data_key(key: TenantKey, subject: UUID, at: datetime) -> None:
    """Takes the key out of the row, and every blind row of the subject; a subject never sealed for gets a mark."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vault.data_key (tenant_id, subject, key_version, profile, wrapped, made_at, erased_at)"
            " VALUES (%s, %s, %s, %s, NULL, %s, %s) ON CONFLICT (tenant_id, subject)"
            " DO UPDATE SET wrapped = NULL, erased_at = excluded.erased_at WHERE data_key.wrapped IS NOT NULL",
            (key.tenant, subject, key.version, key.profile, at, at),
        )
        cursor.execute("DELETE FROM vault.blind WHERE tenant_id = %s AND subject = %s", (key.tenant, subject))


def write_blind(tenant: UUID, subject: UUID, digests: dict[str, bytes | None]) -> None:
    """Puts the digests of a subject's fields in place of the former ones; None removes."""
    kept = {field: digest for field, digest in digests.items() if digest is not None}
    with connection.cursor() as cursor:
        if gone := [field for field in digests if field not in kept]:
            cursor.execute(
                "DELETE FROM vault.blind WHERE tenant_id = %s AND subject = %s AND field = ANY(%s)",
                (tenant, subject, gone),
            )
        if kept:
            cursor.execute(
                "INSERT INTO vault.blind (tenant_id, subject, field, digest)"
                " SELECT %s, %s, * FROM unnest(%s::text[], %s::bytea[])"
                " ON CONFLICT (tenant_id, subject, field) DO UPDATE SET digest = excluded.digest",
                (tenant, subject, list(kept), list(kept.values())),
            )


def write_blinds(tenant: UUID, digests: Iterable[tuple[UUID, str, bytes | None]]) -> None:
    """`write_blind` for many subjects: (subject, field, digest), each pair once."""
    rows = list(digests)
    kept = [row for row in rows if row[2] is not None]
    gone = [row for row in rows if row[2] is None]
    with connection.cursor() as cursor:
        if gone:
            cursor.execute(
                "DELETE FROM vault.blind WHERE tenant_id = %s AND (subject, field) IN"
                " (SELECT * FROM unnest(%s::uuid[], %s::text[]))",
                (tenant, [subject for subject, _, _ in gone], [field for _, field, _ in gone]),
            )
        if kept:
            cursor.execute(
                "INSERT INTO vault.blind (tenant_id, subject, field, digest)"
                " SELECT %s, * FROM unnest(%s::uuid[], %s::text[], %s::bytea[])"
                " ON CONFLICT (tenant_id, subject, field) DO UPDATE SET digest = excluded.digest",
                (tenant, *(list(column) for column in zip(*kept, strict=True))),
            )


def with_digest(tenant: UUID, field: str, digest: bytes) -> list[UUID]:
    """The subjects of that digest, the oldest id first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject FROM vault.blind WHERE tenant_id = %s AND field = %s AND digest = %s ORDER BY subject",
            (tenant, field, digest),
        )
        return [subject for (subject,) in cursor.fetchall()]


def digests_shared(tenant: UUID, field: str) -> list[list[UUID]]:
    """The subjects of each digest, the oldest id first; no digest leaves the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(subject ORDER BY subject) AS subjects FROM vault.blind"
            " WHERE tenant_id = %s AND field = %s GROUP BY digest ORDER BY min(subject::text)",
            (tenant, field),
        )
        return [subjects for (subjects,) in cursor.fetchall()]


def stale(tenant: UUID, version: int, most: int) -> list[DataKey]:
    """Up to `most` data keys that are wrapped to an older version, held by us; those another holds are passed over."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tenant_id, subject, key_version, profile, wrapped, erased_at FROM vault.data_key"
            " WHERE tenant_id = %s AND key_version < %s AND wrapped IS NOT NULL"
            " ORDER BY key_version, subject LIMIT %s FOR UPDATE SKIP LOCKED",
            (tenant, version, most),
        )
        return [DataKey(*row) for row in cursor.fetchall()]


def replace_wrapped(tenant: UUID, version: int, fresh: Sequence[tuple[UUID, bytes]]) -> None:
    """Puts freshly wrapped data keys in place of the former."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE vault.data_key AS key SET wrapped = fresh.wrapped, key_version = %s"
            " FROM unnest(%s::uuid[], %s::bytea[]) AS fresh (subject, wrapped)"
            " WHERE key.tenant_id = %s AND key.subject = fresh.subject AND key.wrapped IS NOT NULL",
            (version, [subject for subject, _ in fresh], [wrapped for _, wrapped in fresh], tenant),
        )


def is_any_stale(tenant: UUID, version: int) -> bool:
    """Whether a data key is left that is wrapped to an older version."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM vault.data_key"
            " WHERE tenant_id = %s AND key_version < %s AND wrapped IS NOT NULL)",
            (tenant, version),
        )
        (found,) = cursor.fetchone()
        return bool(found)


def key_counts(tenant: UUID, version: int) -> tuple[int, int]:
    """(live data keys, those of them wrapped to an older version)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE key_version < %s) FROM vault.data_key"
            " WHERE tenant_id = %s AND wrapped IS NOT NULL",
            (version, tenant),
        )
        live, old = cursor.fetchone()
        return live, old


def latest_keys(*, most: int, after: int) -> tuple[int, list[TenantKey]]:
    """(tenants in all, a page of their latest keys, the oldest first), as far as row-level security shows them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT tenant_id) FROM vault.tenant_key")
        (tenants,) = cursor.fetchone()
        cursor.execute(
            "SELECT * FROM (SELECT DISTINCT ON (tenant_id) tenant_id, version, profile, public_key, index_key_wrapped,"
            " made_at FROM vault.tenant_key ORDER BY tenant_id, version DESC) AS latest"
            " ORDER BY made_at, tenant_id LIMIT %s OFFSET %s",
            (most, after),
        )
        return tenants, [TenantKey(*row) for row in cursor.fetchall()]
