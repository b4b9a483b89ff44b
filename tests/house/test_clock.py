"""No clock is read outside kit/clock.py: dates are passed in, so that any day can be judged on any day."""

import ast
from pathlib import Path

from tests.house.rooms import HOUSE, place, source_files, tree

CLOCK = HOUSE / "kit/clock.py"
# (what it is called on, what is called); None: on anything
READINGS = {
    ("time", "time"), ("time", "time_ns"), ("time", "monotonic"), ("time", "monotonic_ns"), ("time", "perf_counter"),
    ("time", "perf_counter_ns"), ("time", "localtime"), ("time", "gmtime"), ("time", "strftime"),
    ("date", "today"), ("datetime", "today"), (None, "utcnow"),
    ("datetime", "now"), ("timezone", "now"), ("timezone", "localdate"),
    ("timezone", "localtime"),
}  # fmt: skip
IMPORTED = {("time", name) for module, name in READINGS if module == "time"} | {("django.utils.timezone", "now")}


def _readings(path: Path) -> list[str]:
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute):
            on = node.value.id if isinstance(node.value, ast.Name) else getattr(node.value, "attr", "")
            is_ours = on == "clock"  # jieqing.kit.clock, imported as a module
            if not is_ours and ((on, node.attr) in READINGS or (None, node.attr) in READINGS):
                found.append(f"{place(path, node)} reads {on}.{node.attr}")
        if isinstance(node, ast.ImportFrom):
            found += [f"{place(path, node)} imports {a.name}" for a in node.names if (node.module, a.name) in IMPORTED]
    return found


def test_only_the_clock_reads_the_clock() -> None:
    assert [line for path in source_files() if path != CLOCK for line in _readings(path)] == []


def test_the_scan_sees_a_reading() -> None:
    assert _readings(CLOCK)


def test_rules_are_given_their_day() -> None:
    for path in source_files():
        if "rules" in path.parts or path.name == "rules.py":
            assert "jieqing.kit.clock" not in path.read_text(encoding="utf-8"), place(path)
