"""Whose row it is, the catalogue says: a table of a tenant is guarded, and nothing is taken for granted."""

import ast
import re

import pytest
from django.apps import apps
from django.db import connection

from tests.house.rooms import place, source_files, tree

pytestmark = pytest.mark.django_db
SCHEMAS = ("public", "vault", "evidence")
# Tables of ours that are nobody's: what everybody may read, or what only operators keep.
PUBLIC = {
    "agencies_agency": "the directory is public",
    "agencies_edition": "one number",
    "agencies_directorychange": "operators only, by their doors",
    "agencies_changedagency": "operators only, by their doors",
    "claims_lprrow": "published rates, the same for every tenant; operators and compliance, by their doors",
    "evidence.pending": "numbers of entries, for the sequencer",
    "evidence.leaf": "published: places and digests",
    "evidence.node": "published: digests",
    "evidence.checkpoint": "published: sizes, digests, signatures",
    "evidence.cosignature": "published: signatures",
    "evidence.witness": "what witnesses answered last, in codes",
    "evidence.anchor": "published: sizes, receipts of authorities",
    "notices_jobtrouble": "codes of failures, for operators, by their doors",
}
# Tables of libraries, read before it is known who asks. They hold no tenant's affairs.
LIBRARIES = r"throttle$|auth_|account_|mfa_|usersessions_|django_|socialaccount_|procrastinate_"


def _rows(sql: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(SCHEMAS)])
        return cursor.fetchall()


def _tables() -> dict[str, tuple[bool, bool, set[str]]]:
    """Of each table: whether row-level security is on, whether it is forced, and its columns."""
    found = _rows(
        "SELECT nspname || '.' || relname, relrowsecurity, relforcerowsecurity,"
        " array(SELECT attname::text FROM pg_attribute WHERE attrelid = t.oid AND attnum > 0 AND NOT attisdropped)"
        " FROM pg_class t JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = ANY(%s) AND relkind IN ('r', 'p')"
    )
    return {name.removeprefix("public."): (on, forced, set(columns)) for name, on, forced, columns in found}


def test_every_table_with_a_tenant_is_guarded_and_forced() -> None:
    """ASVS 8.4.1."""
    tables = {name: facts for name, facts in _tables().items() if "tenant_id" in facts[2]}
    assert [name for name, (on, forced, _columns) in tables.items() if not (on and forced)] == []
    assert "evidence.entry" in tables


def test_every_table_of_ours_has_an_owner_or_a_reason_not_to() -> None:
    ours = {name: facts for name, facts in _tables().items() if not re.match(LIBRARIES, name)}
    ownerless = {name for name, (on, forced, _columns) in ours.items() if not (on and forced)}
    assert ownerless - set(PUBLIC) == set(), "give it a tenant and a policy, or say here why it needs none"
    assert set(PUBLIC) <= ownerless, "no longer without an owner: strike it from the list"


def test_every_guarded_table_has_a_policy_for_reading() -> None:
    policies = _rows("SELECT schemaname || '.' || tablename, cmd FROM pg_policies WHERE schemaname = ANY(%s)")
    readable = {name.removeprefix("public.") for name, command in policies if command in ("ALL", "SELECT")}
    guarded = {name for name, (on, _forced, _columns) in _tables().items() if on}
    assert guarded - readable == set()


def test_no_policy_lets_everybody_in() -> None:
    """But the sequencer, a role that no door can take: it reads ids and codes of all tenants, and opens no body."""
    asked = (
        "SELECT schemaname || '.' || tablename, qual, with_check FROM pg_policies"
        " WHERE schemaname = ANY(%s) AND roles <> '{jieqing_sequencer}'"
    )
    policies = _rows(asked)
    of_tenants = {name for name, (_on, _forced, columns) in _tables().items() if "tenant_id" in columns}
    open_to_all = [name for name, *conditions in policies if "true" in map(str, conditions)]
    assert of_tenants & {name.removeprefix("public.") for name in open_to_all} == set()


def test_uniqueness_within_a_tenant_names_the_tenant() -> None:
    """A unique violation must not tell that a row of somebody else's is there: only random ids may do without."""
    found = _rows(
        "SELECT n.nspname || '.' || t.relname, i.relname, array(SELECT a.attname::text FROM pg_attribute a"
        " WHERE a.attrelid = t.oid AND a.attnum = ANY(x.indkey)) FROM pg_index x JOIN pg_class i ON i.oid = indexrelid"
        " JOIN pg_class t ON t.oid = indrelid JOIN pg_namespace n ON n.oid = t.relnamespace"
        " WHERE indisunique AND nspname = ANY(%s)"
    )
    of_tenants = {name for name, facts in _tables().items() if "tenant_id" in facts[2]}
    told = [
        index
        for name, index, columns in found
        if name.removeprefix("public.") in of_tenants and "tenant_id" not in columns
        and set(columns) not in ({"id"}, {"card_id"}, {"number"})  # the last: the database alone gives it
        and not {"token_hash"} & set(columns)  # a digest of 256 random bits
    ]  # fmt: skip
    assert told == []


def test_nobody_sets_the_tenant_beyond_the_transaction() -> None:
    """Only kit/rows.py sets it, and only locally: set_config(…, false) would stay with a pooled connection."""
    for path in source_files():
        if place(path).endswith("kit/rows.py"):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not re.search(r"set_config|SET\s+(SESSION\s+)?jieqing\.", node.value, re.I), place(path, node)
    rows = next(path for path in source_files() if place(path).endswith("kit/rows.py")).read_text()
    assert not re.search(r"set_config\([^)]*false\)", rows)
    assert rows.count("true)") >= 4


def test_ids_of_tenant_rows_are_not_numbered() -> None:
    """A number would tell how many there are, and which to try next."""
    for model in apps.get_models():
        if model.__module__.startswith("jieqing.") and any(f.attname == "tenant_id" for f in model._meta.fields):
            assert model._meta.pk.get_internal_type() == "UUIDField", model.__name__
