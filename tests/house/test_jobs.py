"""Jobs take ids and nothing else, and each says what becomes of it when it fails."""

import inspect

import pytest
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

from jieqing.identity.tests.factories import jia
from jieqing.kit.announce import announce
from jieqing.kit.ids import new_id
from jieqing.kit.jobs import BackOff
from jieqing.kit.rows import acting
from tests.house.job_arguments import HARMLESS, harmful

app.perform_import_paths()
JOBS = {name: task for name, task in app.tasks.items() if "builtin" not in name}
# Names that hold an id, a code or a time by the house's custom; a new one is a decision, so it is made here.
IDS = {"tenant", "to_tenant", "to_user", "invitation", "run", "request", "event", "kind", "timestamp"}


def _parameters(task: Task) -> list[inspect.Parameter]:
    found = list(inspect.signature(task.func).parameters.values())
    return found[1:] if task.pass_context else found


@pytest.mark.parametrize("task", JOBS.values(), ids=JOBS)
def test_a_job_takes_ids(task: Task) -> None:
    for parameter in _parameters(task):
        is_id = parameter.name in IDS or parameter.name.endswith("_id")
        assert is_id or parameter.kind is parameter.VAR_KEYWORD, f"{task.name} takes {parameter.name}"
        assert parameter.annotation in (str, int)


@pytest.mark.parametrize("task", JOBS.values(), ids=JOBS)
def test_a_job_that_fails_is_tried_again_or_comes_round_again(task: Task) -> None:
    assert isinstance(task.retry_strategy, BackOff) or task.queueing_lock == task.name
    assert task.name.split(".")[0] in task.func.__module__, "a job is named after its room"


@pytest.mark.django_db
def test_the_eye_for_words_in_arguments_is_open() -> None:
    with acting(jia()):
        announce("mandates.card_sent", card_id=new_id(), to_tenant=jia().tenant)
        assert harmful() == []
        announce("mandates.card_sent", card_id="沈某欠货款", to_tenant=jia().tenant)
        assert set(harmful()) == {"notices.tell: card_id"}
    for words in ("a@example.com", "10900001234", "Shen owes", "沈某"):
        assert not HARMLESS.fullmatch(words)
