"""A proof that keys and data belong together: one sealed value of the database is opened, and not shown."""

from collections.abc import Iterator

import psycopg

from jieqing.kit.actor import system
from jieqing.kit.refusal import Refusal
from jieqing.vault import service as vault
from jieqing.vault.rules.header import split
from jieqing.vault.rules.register import purposes

PURPOSE = "restore_check"
TRIED_PER_COLUMN = 20
SEALED_COLUMNS = """
    SELECT table_schema, table_name, column_name FROM information_schema.columns
    WHERE column_name LIKE '%\\_sealed' AND data_type = 'bytea' ORDER BY 1, 2, 3
"""


def open_a_value(url: str) -> bool:
    """Whether there was a value to open, and it opened; the log gets an entry of it.

    Raises the vault's Refusal when keys and data do not belong together. What was erased opens nowhere, and is passed
    over. `url` is of a role that reads every row.
    """
    for sealed in _sealed_values(url):
        found = split(sealed)
        if found is None or found[0].field not in purposes()[PURPOSE].fields:
            continue
        try:
            vault.open_bytes(system("restore", found[0].tenant), sealed, PURPOSE)
        except Refusal as no:
            if no.code != "subject_erased":
                raise
        else:
            return True
    return False


def _sealed_values(url: str) -> Iterator[bytes]:
    with psycopg.connect(url) as connection:
        for schema, table, column in connection.execute(SEALED_COLUMNS).fetchall():
            query = psycopg.sql.SQL("SELECT {0} FROM {1} WHERE {0} IS NOT NULL AND length({0}) > 0 LIMIT {2}")
            named = query.format(
                psycopg.sql.Identifier(column), psycopg.sql.Identifier(schema, table), TRIED_PER_COLUMN
            )
            for (sealed,) in connection.execute(named).fetchall():
                yield bytes(sealed)
