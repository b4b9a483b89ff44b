"""Many cases: the same figures whichever way they are spread, in the order in which they came."""

import importlib.util
import json
import subprocess
from pathlib import Path

import pytest

from jieqing.claims.batch.assess import CHUNK, assess_many, chunks
from jieqing.claims.batch.lines import figures_line, item_of
from jieqing.claims.batch.over_ray import assess_over_ray
from jieqing.claims.batch.tests.invented import BASIS, invented, told
from jieqing.kit.refusal import Refusal

BENCH = Path(__file__).parents[5] / ".venv-bench" / "bin" / "python"


def test_two_processes_find_what_one_finds() -> None:
    items = invented(CHUNK + 7)
    alone = list(assess_many(items, BASIS))
    assert list(assess_many(items, BASIS, processes=2)) == alone
    assert len({figures.asked_low_fen for figures in alone}) > 1000, "they differ, so their order is seen"


def test_chunks_lose_nothing() -> None:
    items = invented(10)
    assert [len(chunk) for chunk in chunks(items, 4)] == [4, 4, 2]
    assert [item for chunk in chunks(iter(items), 4) for item in chunk] == items


def test_a_line_comes_back_as_the_case_it_was() -> None:
    case, events = invented(2)[1]
    stored = {
        "kind": "part_payment",
        "on": events[0].on.isoformat(),
        "proof": "held",
        "amount_fen": events[0].amount_fen,
    }
    assert item_of({"case": json.loads(json.dumps(case.to_json())), "events": [stored]}) == (case, events)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"case": {"principal": 1}}, "case.principal"),
        ({"case": {"principal_fen": -1}}, "case.principal_fen"),
        ({"case": {"principal_fen": 1.5}}, "case.principal_fen"),
        ({"case": {"due": "2024"}}, "case"),
        ({"case": {}, "events": {}}, "events"),
        ({"case": {}, "events": [7]}, "events[0]"),
        ({"case": {}, "events": [{"kind": "gossip", "on": "2024-01-01"}]}, "events[0].kind"),
        ({"case": {}, "events": [{"kind": "demand", "on": "soon"}]}, "events[0]"),
        ({"case": {}, "events": [{"kind": "demand"}]}, "events[0]"),
        ({"case": {}, "events": [{"kind": "demand", "on": "2024-01-01", "mood": 1}]}, "events[0].mood"),
    ],
    ids=str,
)
def test_a_broken_line_is_named_by_its_field(row: dict[str, object], field: str) -> None:
    with pytest.raises(Refusal) as no:
        item_of(row)
    assert no.value.field == field


def test_figures_are_plain_values() -> None:
    [figures] = assess_many(invented(1), BASIS)
    line = json.loads(json.dumps(figures_line("K-1", figures)))
    assert (line["id"], line["figures"]["as_of_on"]) == ("K-1", "2026-11-22")


def test_without_ray_it_says_how_to_get_it() -> None:
    if importlib.util.find_spec("ray"):
        pytest.skip("Ray is installed here")
    with pytest.raises(Refusal) as no:
        list(assess_over_ray(invented(1), BASIS))
    assert "jieqing[ray]" in no.value.remedy.en


def test_ray_finds_the_same_to_the_fen() -> None:
    """In a network namespace of its own: Ray listens on every interface."""
    apart = ["unshare", "--net", "sh", "-c", 'ip link set lo up; exec "$0" "$@"', str(BENCH)]
    if not BENCH.exists() or subprocess.run([*apart, "-c", "import ray"], check=False, capture_output=True).returncode:
        pytest.skip("needs Ray in .venv-bench (make bench) and the right to make a network namespace")
    program = (
        "import sys; from jieqing.claims.batch.tests.invented import BASIS, invented, told;"
        "from jieqing.claims.batch.over_ray import assess_over_ray;"
        "sys.stdout.write(told(assess_over_ray(invented(5000), BASIS)))"
    )
    done = subprocess.run([*apart, "-c", program], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout == told(assess_many(invented(5000), BASIS))
