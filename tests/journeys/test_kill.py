"""Killed without warning in the middle of the work, the house loses nothing that it had said was saved."""

import os
import random
import re
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.journeys.running_house import House, Visitor

ROUNDS = ("granian", "app() worker", "postgres -D", "granian", "postgres -D")
SAVED = re.compile(r"/claims/([0-9a-f-]{36})/$")


@pytest.fixture
def state() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="jieqing-test-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


def _save_until_it_breaks(house: House, acknowledged: list[str], victim: str, after: int) -> None:
    """Saves claims one after the other; once so many are acknowledged, kills a part of the house and goes on."""
    jia, chance, is_shot = Visitor(house, "jia"), random.Random(after), False
    for number in range(after + 6):
        if number == after:
            pids = house.processes(victim, is_child=victim != "granian")
            assert pids, f"no process of the house runs {victim}"
            os.kill(chance.choice(pids), signal.SIGKILL)
            is_shot = True
        try:
            answer = jia.post(
                "/claims/save/", {"text": f"张某欠我货款{1000 + len(acknowledged)}元，有送货单，2026年3月1日该付。"}
            )
        except requests.RequestException:
            if not is_shot:
                raise
            time.sleep(0.3)
            continue
        found = SAVED.search(answer.url)
        if answer.ok and found:
            acknowledged.append(found[1])


def test_nothing_acknowledged_is_lost(state: Path) -> None:
    acknowledged: list[str] = []
    house = House(state / "house", state / "said.log")
    try:
        for number, victim in enumerate(ROUNDS):
            _save_until_it_breaks(house, acknowledged, victim, after=4 + number)
            if victim != "granian":  # the web server makes itself a new process; without the others the house ends
                house.process.wait(timeout=60)
                house = House(state / "house", state / "said.log")
        assert len(acknowledged) > 4 * len(ROUNDS)
        jia = Visitor(house, "jia")
        lost = [claim for claim in acknowledged if jia.get(f"/claims/{claim}/").status_code != 200]
        assert lost == []
        for claim in acknowledged[-3:]:
            assert "存下这笔欠款" in jia.get(f"/claims/{claim}/").text, "its entry in the log is gone"
        _still_works_off_jobs(house)
    finally:
        house.close()


def _still_works_off_jobs(house: House) -> None:
    """乙 asks; 甲 is told by the worker."""
    jia, yi = Visitor(house, "jia"), Visitor(house, "yi")
    card = re.search(r"/cards/([0-9a-f-]{36})/", yi.get("/cards/inbox/").text)
    assert card
    page = yi.get(f"/cards/{card[1]}/").text
    at = re.search(r'name="version" value="(\d+)"', page)
    assert at
    before = jia.get("/notices/").text.count("机构有问题要问")
    assert yi.post(f"/cards/{card[1]}/ask/", {"version": at[1], "words": "对方认不认这笔账？"}).ok
    until = time.monotonic() + 90
    while time.monotonic() < until:
        if jia.get("/notices/").text.count("机构有问题要问") > before:
            return
        time.sleep(1)
    raise AssertionError("nobody told 甲 of the question")
