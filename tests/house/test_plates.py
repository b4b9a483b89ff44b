"""A door plate tells the truth: the "Calls" line of each room is its part of the import graph, and each has a floor."""

import configparser
import importlib
import re

import grimp
import pytest

from tests.house.rooms import REPOSITORY, ROOMS


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("jieqing", exclude_type_checking_imports=True)


def _plate(room: str) -> str:
    return (importlib.import_module(f"jieqing.{room}").__doc__ or "").replace("\n", " ")


def _calls_of(graph: grimp.ImportGraph, room: str) -> set[str]:
    inside = {m for m in graph.find_descendants(f"jieqing.{room}") | {f"jieqing.{room}"} if ".tests" not in m}
    imported = {target for module in inside for target in graph.find_modules_directly_imported_by(module)}
    return {target.split(".")[1] for target in imported if target.count(".")} - {room}


@pytest.mark.parametrize("room", ROOMS)
def test_the_plate_names_the_rooms_that_are_called(graph: grimp.ImportGraph, room: str) -> None:
    said = re.search(r"Calls: ([\w, ]+)\.", _plate(room))
    assert said, f"{room}/__init__.py has no line 'Calls: ….'"
    assert {name for name in re.split(r",\s*", said[1].strip()) if name != "nothing"} == _calls_of(graph, room)


@pytest.mark.parametrize("room", ROOMS)
def test_the_plate_has_every_line(room: str) -> None:
    assert all(f"{line}:" in _plate(room) for line in ("Job", "Owns", "Calls", "Law", "Start reading at"))


@pytest.mark.parametrize("room", ROOMS)
def test_the_plate_points_to_files_that_are_there(room: str) -> None:
    start = _plate(room).split("Start reading at:")[1]
    for name in re.findall(r"[\w/]+\.(?:py|yaml)", start):
        assert (REPOSITORY / "src/jieqing" / room / name).exists(), name


def test_every_room_has_a_floor() -> None:
    floors = configparser.ConfigParser()
    floors.read(REPOSITORY / ".importlinter")
    assert set(re.findall(r"\w+", floors["importlinter:contract:floors"]["layers"])) == set(ROOMS)
