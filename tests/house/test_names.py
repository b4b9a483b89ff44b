"""Files are named for what they hold."""

from tests.house.rooms import place, source_files

BANNED = {"utils", "helpers", "common", "base", "misc", "manager", "core", "constants"}


def test_no_file_is_named_for_nothing() -> None:
    named = [(path, {path.stem, *path.parent.parts}) for path in source_files()]
    assert [place(path) for path, parts in named if parts & BANNED] == []
