"""The demo tells people what is done with their data, too: in full, and with invented facts."""

from datetime import UTC, datetime

import pytest

from jieqing.identity.tests.factories import jia, operator
from jieqing.kit.actor import ANYONE
from jieqing.privacy.demo import publish_demo_notice
from jieqing.privacy.queries import notice as queries

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)


@pytest.mark.django_db
def test_it_is_published_once_whole_and_read_by_the_cast():
    for _ in range(2):
        publish_demo_notice(operator(), [jia()], now=NOW)
    published = queries.current(ANYONE)
    assert (published.number, queries.standing(jia()).is_unread) == (1, False)
    assert not any("【" in side for words in published.wording.values() for side in words)
    assert "0000-1234567" in published.wording["host"].zh
