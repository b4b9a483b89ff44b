"""The word lists: ids once, patterns that compile, words in the characters that the folded text has."""

import pytest
import yaml

from jieqing.claims.intake.lexicon import DATA, lexicon, read_rows
from jieqing.claims.intake.text import fold

FILES = ("evidence.yaml", "kinds.yaml", "lawsuit.yaml", "parties.yaml", "places.yaml", "security.yaml", "turn.yaml")


@pytest.mark.parametrize("file", FILES)
def test_every_row_compiles_and_matches_no_empty_text(file: str) -> None:
    for name, pattern in lexicon(file).items():
        assert pattern.match("") is None or name in ("after_place", "before_place"), name


@pytest.mark.parametrize("file", FILES)
def test_words_are_written_as_the_folded_text_has_them(file: str) -> None:
    for row in read_rows(file):
        words = row.get("words", "")
        assert fold(words).plain == words, row["id"]


def test_an_id_that_stands_twice_is_refused(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "twice.yaml").write_text(yaml.safe_dump([{"id": "a", "words": "x"}, {"id": "a", "words": "y"}]))
    monkeypatch.setattr("jieqing.claims.intake.lexicon.DATA", tmp_path)
    with pytest.raises(ValueError, match="stands twice"):
        read_rows("twice.yaml")


def test_the_lists_are_all_read() -> None:
    assert set(FILES) <= {path.name for path in DATA.glob("*.yaml")}
