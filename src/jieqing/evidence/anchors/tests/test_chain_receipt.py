"""A receipt is taken at its word by nobody: the chain is asked again, and says what does not stand."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from jieqing.evidence.anchors.chain import Chain
from jieqing.evidence.anchors.chain_receipt import Finding, Receipt, check_receipt
from jieqing.evidence.anchors.tests.evm import (
    ORIGIN,
    Deployment,
    checkpoint,
    consortium,
    deployed,
    root,
)
from jieqing.kit.refusal import Refusal


@pytest.fixture(scope="module", params=[deployed, consortium], ids=["ethereum", "consortium"])
def anchored(request: pytest.FixtureRequest) -> Iterator[tuple[Deployment, Receipt]]:
    """A chain on which 5 and then 9 entries are anchored, and the receipt for 9."""
    with request.param().as_new() as chain:
        authority = Chain("http://127.0.0.1:1", chain.contract.address, chain.key, web3=chain.web3)
        authority.anchor(checkpoint(5), 5, root(5))
        yield chain, Receipt.parse(authority.anchor(checkpoint(9), 9, root(9)))


def found(anchored: tuple[Deployment, Receipt], origin: str | None = None, **changed: Any) -> Finding:
    chain, receipt = anchored
    return check_receipt(replace(receipt, **changed).dump(), chain.web3, origin=origin)


def test_a_true_receipt_stands(anchored: tuple[Deployment, Receipt]) -> None:
    finding = found(anchored, ORIGIN)
    assert finding.stands
    assert finding.code == "receipt_stands"
    for said in (*finding.words, found(anchored).words.en):
        assert ORIGIN in said and anchored[1].at in said


LIES = {
    "another root": ({"root": root(8)}, "receipt_other_root"),
    "a size never anchored": ({"size": 8}, "receipt_not_anchored"),
    "another size's root": ({"size": 5}, "receipt_other_root"),
    "another transaction": ({"tx": "0x" + "11" * 32}, "receipt_other_transaction"),
    "an earlier block": ({"block": 1}, "receipt_other_transaction"),
    "an earlier time": ({"at": "2020-01-01T00:00:00Z"}, "receipt_other_transaction"),
    "another chain": ({"chain_id": 1}, "receipt_other_chain"),
}


@pytest.mark.parametrize(("changed", "code"), LIES.values(), ids=LIES.keys())
def test_a_changed_receipt_does_not_stand(
    anchored: tuple[Deployment, Receipt], changed: dict[str, Any], code: str
) -> None:
    finding = found(anchored, **changed)
    assert (finding.stands, finding.code) == (False, code)
    assert finding.words.zh and finding.words.en


def test_the_transaction_of_another_anchor_does_not_stand(anchored: tuple[Deployment, Receipt]) -> None:
    chain, _receipt = anchored
    first, _second = chain.contract.events.Anchored.get_logs(from_block=0)
    assert found(anchored, tx=first["transactionHash"].to_0x_hex()).code == "receipt_other_transaction"


def test_a_receipt_of_another_log_does_not_stand(anchored: tuple[Deployment, Receipt]) -> None:
    assert found(anchored, "log.example/2").code == "receipt_other_origin"


def test_a_contract_that_is_not_ours_says_nothing(anchored: tuple[Deployment, Receipt]) -> None:
    with pytest.raises(Refusal) as no:
        found(anchored, contract="0x" + "11" * 20)
    assert no.value.code == "chain_no_contract"


def test_a_receipt_has_one_spelling(anchored: tuple[Deployment, Receipt]) -> None:
    _chain, receipt = anchored
    assert Receipt.parse(receipt.dump()) == receipt
    assert json.loads(receipt.dump())["root"] == root(9).hex()


MALFORMED = {
    "no JSON": lambda given: b"{",
    "another spelling": lambda given: json.dumps(given).encode(),
    "a key too many": lambda given: _canonical({**given, "more": 1}),
    "a key too few": lambda given: _canonical({key: given[key] for key in given if key != "at"}),
    "another kind": lambda given: _canonical({**given, "kind": "fabric"}),
    "a text for a number": lambda given: _canonical({**given, "block": "7"}),
    "a truth for a number": lambda given: _canonical({**given, "block": True}),
    "less than nothing": lambda given: _canonical({**given, "size": -1}),
    "a short root": lambda given: _canonical({**given, "root": given["root"][2:]}),
    "a root in capitals": lambda given: _canonical({**given, "root": "AB" * 32}),
    "no address": lambda given: _canonical({**given, "contract": "somewhere"}),
    "a list": lambda given: b"[]",
    "a null": lambda given: _canonical({**given, "tx": None}),
}


def _canonical(given: dict[str, Any]) -> bytes:
    return json.dumps(given, sort_keys=True, separators=(",", ":")).encode()


@pytest.mark.parametrize("written", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_receipt_is_refused(anchored: tuple[Deployment, Receipt], written: Any) -> None:
    chain, receipt = anchored
    with pytest.raises(Refusal) as no:
        check_receipt(written(json.loads(receipt.dump())), chain.web3)
    assert no.value.code == "chain_receipt_malformed"
