"""Secrets that come as files reach the environment, and nothing else does."""

import os

import pytest

from jieqing.kit.refusal import Refusal
from jieqing.site.secret_files import take_secret_files


@pytest.fixture(autouse=True)
def _environment(monkeypatch):
    monkeypatch.delenv("JIEQING_SECRET_KEY", raising=False)
    monkeypatch.setattr(os, "environ", dict(os.environ))


def test_a_secret_is_taken_from_its_file_without_the_line_end(tmp_path):
    (tmp_path / "key").write_text("a secret\n")
    os.environ["JIEQING_SECRET_KEY_FILE"] = str(tmp_path / "key")
    take_secret_files()
    assert os.environ["JIEQING_SECRET_KEY"] == "a secret"
    assert "JIEQING_SECRET_KEY_FILE" not in os.environ


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe"])
def test_a_file_that_is_missing_empty_or_no_text_is_named(tmp_path, content):
    if content is not None:
        (tmp_path / "key").write_bytes(content)
    os.environ["JIEQING_SECRET_KEY_FILE"] = str(tmp_path / "key")
    with pytest.raises(Refusal) as refused:
        take_secret_files()
    assert refused.value.field == "JIEQING_SECRET_KEY_FILE"
    assert "JIEQING_SECRET_KEY" not in os.environ


def test_a_secret_given_both_ways_is_refused(tmp_path):
    (tmp_path / "key").write_text("one")
    os.environ |= {"JIEQING_SECRET_KEY": "another", "JIEQING_SECRET_KEY_FILE": str(tmp_path / "key")}
    with pytest.raises(Refusal):
        take_secret_files()


def test_what_is_no_secret_is_left_alone(tmp_path):
    (tmp_path / "hosts").write_text("x")
    os.environ["JIEQING_HOSTS_FILE"] = str(tmp_path / "hosts")
    take_secret_files()
    assert os.environ.get("JIEQING_HOSTS") != "x"
