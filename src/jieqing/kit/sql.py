"""SQL that stands beside the migrations in files of its own, to be read as such."""

from pathlib import Path

from django.db.migrations import RunSQL


def run_sql(migration: str, name: str) -> RunSQL:
    """The file `sql/<name>` beside the migration whose `__file__` is given, as an operation; it can't be undone."""
    return RunSQL((Path(migration).parent / "sql" / name).read_text(encoding="utf-8"))
