"""What other rooms read of the tree proves what it says."""

import pytest

from jieqing.evidence import reading
from jieqing.evidence.holdings import holdings
from jieqing.evidence.tests import little_log
from jieqing.evidence.tests.little_log import JIA, KEYS, POLICY, append, cosign, sequence
from jieqing.kit.rows import acting
from jieqing_verify.merkle import leaf_hash, verify_consistency, verify_inclusion
from jieqing_verify.policy import Policy, policy_text
from jieqing_verify.proof import TlogProof

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_empty_log_says_so():
    assert (reading.size(), reading.waiting(), reading.latest_checkpoint()) == (0, 0, None)
    assert reading.latest_with_quorum(POLICY) is None
    assert reading.tile(0, 0) == b""


def test_every_entry_is_proved_in_every_later_checkpoint():
    about = append(300)
    sequence(limit=90)
    leaves = [leaf_hash(holdings(JIA, thing)[0].leaf) for thing in about]
    for size in (90, 180, 270, 300):
        root, subtree = reading.checkpoint_of(size).root, reading.subtrees(size)
        for index in range(0, size, 13):
            verify_inclusion(index, size, leaves[index], reading.inclusion_proof(index, size, subtree), root)


def test_every_checkpoint_is_proved_to_extend_every_earlier_one():
    append(600)
    sequence(limit=70)
    signed = [reading.checkpoint_of(size) for size in (70, 140, 280, 560, 600)]
    for old in signed:
        for new in (one for one in signed if one.size >= old.size):
            verify_consistency(old.size, new.size, reading.consistency_proof(old.size, new.size), old.root, new.root)


def test_a_proof_leads_to_the_newest_checkpoint_that_enough_witnesses_signed():
    about = append(300)
    sequence(limit=50)
    assert reading.latest_with_quorum(POLICY) is None
    cosign(100)
    cosign(200)
    trusted = reading.latest_with_quorum(POLICY)
    assert trusted.size == 200
    assert reading.latest_with_quorum(POLICY, covering=199).size == 200
    assert reading.latest_with_quorum(POLICY, covering=200) is None
    for index, proof in zip((0, 199), reading.proofs((0, 199), trusted), strict=True):
        again = TlogProof.parse(proof.text())
        assert again.verify(leaf_hash(holdings(JIA, about[index])[0].leaf), POLICY).size == 200


def test_a_quorum_is_found_below_many_that_have_none():
    append(60)
    sequence(limit=1)
    cosign(3)
    assert reading.latest_with_quorum(POLICY).size == 3
    assert reading.latest_with_quorum(Policy.parse(policy_text(KEYS.vkeys(), [], 0))).size == 60


def test_a_spoilt_cosignature_is_no_quorum_and_hides_none():
    append(3)
    sequence(limit=1)
    for size in (1, 2, 3):
        cosign(size)
    with little_log.owner() as owner:
        owner.execute(
            "UPDATE evidence.cosignature SET"
            " lines = convert_to(translate(convert_from(lines, 'utf8'), 'A', 'B'), 'utf8') WHERE size = 3"
        )
    assert reading.checkpoint_of(3) is not None
    assert reading.latest_with_quorum(POLICY).size == 2


def test_places_are_told_by_number_inside_a_transaction_and_outside():
    about = append(3)
    assert reading.waiting() == 3
    numbers = [holdings(JIA, thing)[0].number for thing in about]
    assert reading.index_of(numbers) == {}
    sequence()
    with acting(JIA):
        assert reading.index_of(numbers) == dict(zip(numbers, (0, 1, 2), strict=True))
    assert reading.index_of([numbers[1], 10**9]) == {numbers[1]: 1}
