"""What was erased leaves the log whole, and every proof of it."""

from uuid import uuid4

import pytest

from jieqing.evidence import log
from jieqing.evidence.check import check
from jieqing.evidence.tests.little_log import POLICY, publish, sequence, url
from jieqing.identity.tests.factories import jia
from jieqing.kit.rows import acting
from jieqing.vault.service import commitments, erasure

pytestmark = pytest.mark.django_db(transaction=True)


def test_after_a_subject_was_erased_the_log_is_whole_still(tmp_path):
    """The body can be opened no more; what the log holds of it, a salted digest, stands."""
    actor, subject = jia(), uuid4()
    with acting(actor):
        body = commitments.commit_body(actor, subject, {"principal_fen": 100})
        log.append(actor, "claims.claim_saved", about=subject, body=body)
    sequence()
    publish(tmp_path)
    assert check(url("sequencer"), POLICY, tmp_path) == []
    erasure.erase(actor, subject)
    assert erasure.erased_on(actor, subject) is not None
    assert check(url("sequencer"), POLICY, tmp_path) == []
    sequence()
    publish(tmp_path)
    assert check(url("sequencer"), POLICY, tmp_path) == []
