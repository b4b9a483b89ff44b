"""Lock files pin every package by hash, and name no host to fetch it from."""

import re
from pathlib import Path

import pytest

from tests.house.rooms import REPOSITORY

LOCKS = sorted(REPOSITORY.glob("requirements*.lock"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_pins_by_hash_and_names_no_host(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    packages = re.split(r"\n(?=\S)", text.strip())
    assert all("==" in package and "--hash=sha256:" in package for package in packages if not package.startswith("#"))
