"""The demo's privacy notice: the first text with invented facts, read by those who are given."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from jieqing.kit.actor import Actor
from jieqing.kit.catalogue import read_yaml
from jieqing.kit.words import Words
from jieqing.privacy.queries import notice as queries
from jieqing.privacy.rules.notice import first_wording
from jieqing.privacy.service import notice as service

FILLINGS = Path(__file__).parent / "data/demo.yaml"


def publish_demo_notice(operator: Actor, readers: Iterable[Actor], *, now: datetime) -> None:
    """Publishes version 1 and has the readers confirm it; does nothing where a notice is published already."""
    if queries.current(operator) is not None:
        return
    draft = service.save_draft(operator, _filled(), based_on=queries.draft(operator).version, now=now)
    number = service.publish(operator, draft_version=draft, now=now)
    for reader in readers:
        service.confirm_read(reader, number=number, now=now)


def _filled() -> dict[str, Words]:
    wording = first_wording()
    for row in read_yaml(FILLINGS):
        place, fill = f"【{row['place']}】", str(row["fill"])
        wording = {key: Words(*(side.replace(place, fill) for side in words)) for key, words in wording.items()}
    return wording
