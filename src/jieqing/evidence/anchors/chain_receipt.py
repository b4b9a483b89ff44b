"""What the chain answered to an anchor, as it is kept and given away; and the chain asked again whether it stands."""

import re
from dataclasses import asdict, dataclass
from typing import Any

from eth_typing import HexStr
from web3 import Web3
from web3.contract import Contract
from web3.exceptions import TransactionNotFound
from web3.types import EventData, TxReceipt

from jieqing.evidence.anchors.chain_link import answering, block_time, contract_at
from jieqing.evidence.anchors.sayings import refused, sayings
from jieqing.kit.words import Words
from jieqing_verify import canonical
from jieqing_verify.wrong import Wrong

KEYS = {"kind", "chain_id", "contract", "tx", "block", "at", "size", "root"}
FORMS = {
    "contract": re.compile(r"0x[0-9a-fA-F]{40}"),
    "tx": re.compile(r"0x[0-9a-f]{64}"),
    "at": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
    "root": re.compile(r"[0-9a-f]{64}"),
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a root stands on a chain. `contract` and `tx` are 0x…, `at` is the block's time in UTC, `root` 32 bytes."""

    chain_id: int
    contract: str
    tx: str
    block: int
    at: str
    size: int
    root: bytes

    def dump(self) -> bytes:
        """Canonical JSON, with "kind": "evm" and the root in hex."""
        return canonical.dump({**asdict(self), "kind": "evm", "root": self.root.hex()})

    @classmethod
    def parse(cls, data: bytes) -> "Receipt":
        """The receipt; Refusal "chain_receipt_malformed" for anything that `dump` does not write."""
        try:
            given: Any = canonical.parse(data)
        except Wrong:
            raise refused("chain_receipt_malformed") from None
        if not (isinstance(given, dict) and set(given) == KEYS and given["kind"] == "evm" and _is_well_formed(given)):
            raise refused("chain_receipt_malformed")
        fields = {name: given[name] for name in KEYS - {"kind", "root"}}
        return cls(**fields, root=bytes.fromhex(given["root"]))


def _is_well_formed(given: dict[str, Any]) -> bool:
    numbers = (given["chain_id"], given["block"], given["size"])
    are_numbers = all(type(number) is int and number >= 0 for number in numbers)
    return are_numbers and all(
        isinstance(given[name], str) and form.fullmatch(given[name]) for name, form in FORMS.items()
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """What the chain says of a receipt now; `code` is one of data/chain.yaml."""

    stands: bool
    code: str
    words: Words


def check_receipt(receipt: bytes, rpc: Web3, *, origin: str | None = None) -> Finding:
    """Whether the root stands on the chain as the receipt says: this contract, size, root, transaction, block, time.

    The contract's code is compared with ours, so that no other contract can speak for it; whose log it is and who
    signs is in the words, and compared where `origin` is given. Refusal where the node cannot be asked or the receipt
    is malformed: neither is a finding.
    """
    claimed = Receipt.parse(receipt)
    with answering():
        found = rpc.eth.chain_id
        if found != claimed.chain_id:
            return _finding("receipt_other_chain", chain_id=claimed.chain_id, found=found)
        contract = contract_at(rpc, rpc.to_checksum_address(claimed.contract))
        log = contract.functions.origin().call()
        if origin not in (None, log):
            return _finding("receipt_other_origin", origin=log)
        root = contract.functions.rootOf(claimed.size).call()
        if root != claimed.root:
            code = "receipt_other_root" if any(root) else "receipt_not_anchored"
            return _finding(code, size=claimed.size)
        if not _is_as_said(rpc, contract, claimed):
            return _finding("receipt_other_transaction")
        operator = contract.functions.operator().call()
        said = {name: getattr(claimed, name) for name in ("chain_id", "block", "at", "size")}
        return _finding("receipt_stands", **said, origin=log, operator=operator)


def _is_as_said(rpc: Web3, contract: Contract, claimed: Receipt) -> bool:
    try:
        event = anchored_in(contract, rpc.eth.get_transaction_receipt(HexStr(claimed.tx)), claimed.size)
    except TransactionNotFound:
        return False
    if event is None or event["blockNumber"] != claimed.block:
        return False
    return bool(event["args"]["root"] == claimed.root) and block_time(rpc, claimed.block) == claimed.at


def anchored_in(contract: Contract, receipt: TxReceipt, size: int) -> EventData | None:
    """The event by which this contract, in this transaction, said that it anchored a root for this size."""
    topic = contract.events.Anchored().topic
    for log in receipt["logs"]:
        if log["address"] == contract.address and log["topics"][:1] and log["topics"][0].to_0x_hex() == topic:
            event: EventData = contract.events.Anchored().process_log(log)
            if event["args"]["size"] == size:
                return event
    return None


def _finding(code: str, **values: object) -> Finding:
    return Finding(code == "receipt_stands", code, sayings()[code].says.filled(**values))
