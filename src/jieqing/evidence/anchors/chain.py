"""Anchors the log's root in the contract on a chain: only the root goes there, signed by the operator's key."""

import hashlib
from typing import Final

from eth_account import Account
from eth_account.datastructures import SignedMessage
from web3 import Web3
from web3.contract import Contract
from web3.types import EventData

from jieqing.evidence.anchors.chain_contract import account_of
from jieqing.evidence.anchors.chain_link import answering, block_time, chain_id, connect, contract_at, send
from jieqing.evidence.anchors.chain_receipt import Receipt, anchored_in
from jieqing.evidence.anchors.sayings import refused
from jieqing.evidence.anchors.shapes import Kind, NotAnchored
from jieqing.kit.refusal import Refusal

BLOCKS_AT_ONCE = 5_000  # how many a node may be asked to search for logs
TYPES = {
    "Anchor": [
        {"name": "originHash", "type": "bytes32"},
        {"name": "size", "type": "uint64"},
        {"name": "root", "type": "bytes32"},
    ]
}


class Chain:
    """The authority "contract on a chain" (shapes.Authority). Its name is the contract's address."""

    kind: Final[Kind] = "evm"

    def __init__(self, url: str, contract: str, key: str, *, web3: Web3 | None = None) -> None:
        """Refusal for a malformed address, URL or key; asks nobody yet. `web3` takes the place of the URL in tests."""
        if not Web3.is_checksum_address(contract):
            raise refused("chain_address_malformed")
        self.name = contract
        self._operator = account_of(key)
        self._web3 = web3 or connect(url)

    def __repr__(self) -> str:
        return f"Chain({self.name})"

    def anchor(self, checkpoint_text: bytes, size: int, root: bytes) -> bytes:
        """The receipt (chain_receipt.Receipt), read from the chain after the root stood there.

        May be asked again: a root that stands there already is not sent a second time. NotAnchored with the code of
        data/chain.yaml for everything else.
        """
        try:
            with answering():
                return self._anchored(checkpoint_text.split(b"\n", 1)[0].decode(), size, root).dump()
        except Refusal as no:
            raise NotAnchored(no.code) from None

    def _anchored(self, origin: str, size: int, root: bytes) -> Receipt:
        contract = contract_at(self._web3, self.name)
        if (found := contract.functions.origin().call()) != origin:
            raise refused("chain_other_origin", origin=found)
        if contract.functions.operator().call() != self._operator.address:
            raise refused("chain_not_the_operator")
        standing = contract.functions.rootOf(size).call()
        if standing == bytes(32):
            where = self._sent(contract, origin, size, root)
        elif standing == root:
            where = None
        else:
            raise refused("chain_other_root", size=size)
        return self._receipt(where or self._searched(contract, size))

    def _sent(self, contract: Contract, origin: str, size: int, root: bytes) -> EventData | None:
        """The event of the anchor, sent now; None where an earlier attempt came first, in the same moment."""
        signed = self._signed(origin, size, root)
        if signed.message_hash != contract.functions.digestOf(size, root).call():
            raise refused("chain_other_digest")
        r, s = (number.to_bytes(32, "big") for number in (signed.r, signed.s))
        call = contract.functions.anchor(size, root, signed.v, r, s)
        return anchored_in(contract, send(self._web3, self._operator, call), size)

    def _signed(self, origin: str, size: int, root: bytes) -> SignedMessage:
        domain = {
            "name": "Jieqing RootAnchor",
            "version": "1",
            "chainId": chain_id(self._web3),
            "verifyingContract": self.name,
        }
        message = {"originHash": hashlib.sha256(origin.encode()).digest(), "size": size, "root": root}
        signed: SignedMessage = Account.sign_typed_data(self._operator.key, domain, TYPES, message)
        return signed

    def _searched(self, contract: Contract, size: int) -> EventData:
        """The event of an anchor that stands: from the newest block back, a stretch at a time."""
        first, last = contract.functions.madeInBlock().call(), self._web3.eth.block_number
        while last >= first:
            start = max(first, last - BLOCKS_AT_ONCE + 1)
            found = contract.events.Anchored.get_logs(argument_filters={"size": size}, from_block=start, to_block=last)
            if found:
                event: EventData = found[0]
                return event
            last = start - 1
        raise refused("chain_no_event")

    def _receipt(self, event: EventData) -> Receipt:
        return Receipt(
            chain_id=chain_id(self._web3),
            contract=self.name,
            tx=event["transactionHash"].to_0x_hex(),
            block=event["blockNumber"],
            at=block_time(self._web3, event["blockNumber"]),
            size=event["args"]["size"],
            root=event["args"]["root"],
        )
