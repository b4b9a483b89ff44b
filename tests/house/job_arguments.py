"""What may stand in a job's arguments: ids, codes, events and times. They lie open in the queue's table."""

import re

from procrastinate.contrib.django.models import ProcrastinateJob

HARMLESS = re.compile(
    r"""
    [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}   # an id
    | \d{1,10}                                    # a number of ours, a time in seconds; no telephone has so few
    | [a-z]+(_[a-z0-9]+)*(\.[a-z]+(_[a-z0-9]+)*)? # a code, an event
    | """,
    re.VERBOSE,
)


def harmful() -> list[str]:
    """Every deferred job with an argument that is more than an id, a code or a time."""
    rows = ProcrastinateJob.objects.values_list("task_name", "args")
    return [
        f"{task}: {name}"
        for task, args in rows
        for name, value in args.items()
        if not HARMLESS.fullmatch(str(value)) and not task.startswith("builtin")
    ]
