"""Every event that is announced finds a handler in wiring, or is listed there as for the record alone; and back."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.urls import reverse
from procrastinate.contrib.django import app

from jieqing.kit.ids import new_id
from jieqing.notices.rules.catalogue import Kind, kinds
from jieqing.site.wiring import FOR_THE_RECORD, HANDLERS
from tests.house.rooms import HOUSE, place, source_files, tree

EVENT = re.compile(r"[a-z]+\.[a-z]+(_[a-z]+)+")
# Calls whose texts look like events and are none: tasks and entries of the log.
NOT_ANNOUNCED = {"job", "append", "configure_task"}


def _name(call: ast.Call) -> str:
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


def _texts(node: ast.AST) -> Iterator[str]:
    """Texts that look like an event, except where they name a task or an entry."""
    if isinstance(node, ast.Call) and _name(node) in NOT_ANNOUNCED:
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and EVENT.fullmatch(node.value):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from _texts(child)


def _announced() -> dict[str, str]:
    """Event -> where. A room that announces what it was given is taken to announce each event it names."""
    found, rooms_that_pass_on = {}, set()
    for path in source_files():
        room = path.relative_to(HOUSE).parts[0]
        if room == "kit":
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and _name(node) == "announce":
                if isinstance(node.args[0], ast.Constant):
                    found[str(node.args[0].value)] = place(path, node)
                else:
                    rooms_that_pass_on.add(room)
    for path in source_files():
        room = path.relative_to(HOUSE).parts[0]
        if room in rooms_that_pass_on:
            found |= {text: place(path) for text in _texts(tree(path)) if text.startswith(f"{room}.")}
    return found


ANNOUNCED = _announced()
TOLD = [event for event, tasks in HANDLERS.items() if "notices.tell" in tasks]


def test_every_announced_event_is_heard_or_said_to_be_for_the_record() -> None:
    unheard = {event: where for event, where in ANNOUNCED.items() if event not in HANDLERS.keys() | FOR_THE_RECORD}
    assert unheard == {}


def test_no_event_is_wired_that_nobody_announces() -> None:
    assert (HANDLERS.keys() | FOR_THE_RECORD) - ANNOUNCED.keys() == set()
    assert HANDLERS.keys() & FOR_THE_RECORD == set()


def test_every_handler_is_a_job() -> None:
    app.perform_import_paths()
    assert {task for tasks in HANDLERS.values() for task in tasks} - app.tasks.keys() == set()


def test_the_scan_sees_plain_and_passed_on_events() -> None:
    assert "identity.member_joined" in ANNOUNCED
    assert "mandates.card_asked" in ANNOUNCED


def test_what_members_are_told_of_stands_in_the_catalogue() -> None:
    assert set(TOLD) == kinds().keys()


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.id)
def test_a_notice_leads_to_a_page(kind: Kind) -> None:
    assert reverse(kind.page, args=[new_id()] if kind.about else [])
