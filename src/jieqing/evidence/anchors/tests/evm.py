"""An EVM in this process, answering as nodes do; and one with the ways of a FISCO BCOS chain, a way at a time."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest

pytest.importorskip("eth_tester", reason="eth-tester is not installed: no EVM to run the contract on")

from eth.vm.forks import BerlinVM, ParisVM
from eth_account import Account
from eth_tester import EthereumTester, PyEVMBackend
from eth_tester.exceptions import TransactionFailed
from web3 import EthereumTesterProvider, Web3
from web3.contract import Contract

from jieqing.evidence.anchors.chain_contract import deploy
from jieqing.evidence.anchors.chain_link import contract_at, prepared
from jieqing_verify.merkle import inclusion_path, leaf_hash, node_hash, root_of

ORIGIN = "log.example/1"
STRANGER = "0x" + "42" * 32
LEAVES = [leaf_hash(b"entry %d" % number) for number in range(64)]


def subtree(level: int, index: int) -> bytes:
    if level == 0:
        return LEAVES[index]
    return node_hash(subtree(level - 1, 2 * index), subtree(level - 1, 2 * index + 1))


def root(size: int) -> bytes:
    return root_of(size, subtree)


def path(index: int, size: int) -> list[bytes]:
    return inclusion_path(index, size, subtree)


def checkpoint(size: int, origin: str = ORIGIN) -> bytes:
    """A checkpoint's text; the chain reads its first line only."""
    return f"{origin}\n{size}\nroot\n".encode()


class Node(EthereumTesterProvider):
    """An Ethereum node at the fork `paris`, the target of our compiler: a later opcode is invalid here.

    As nodes do, it tells the octets of a contract's refusal. `asked` holds the methods that were asked of it;
    `spoiled` gives answers of its own to some.
    """

    fork: Any = ParisVM

    def __init__(self) -> None:
        backend = PyEVMBackend(vm_configuration=((0, self.fork),))
        super().__init__(EthereumTester(backend))
        self.keys = [key.to_hex() for key in backend.account_keys]
        self.asked: list[str] = []
        self.spoiled: dict[str, Any] = {}

    def make_request(self, method: Any, params: Any) -> Any:
        self.asked.append(method)
        if method in self.spoiled:
            spoil = self.spoiled[method]
            return spoil(super().make_request, method, params) if callable(spoil) else spoil
        try:
            return super().make_request(method, params)
        except TransactionFailed as failed:
            said = str(failed).removeprefix("execution reverted: ")
            data = "0x" + (ast.literal_eval(said).hex() if said.startswith("b'") or said.startswith('b"') else "")
            return {"id": 1, "jsonrpc": "2.0", "error": {"code": 3, "message": "execution reverted", "data": data}}


def _none_such(_ask: Any, method: str, _params: Any) -> Any:
    return {"id": 1, "jsonrpc": "2.0", "error": {"code": -32601, "message": f"Method not found: {method}"}}


def _holds_no_keys(_ask: Any, _method: str, _params: Any) -> Any:
    return {"id": 1, "jsonrpc": "2.0", "result": "0x" + "00" * 32}


def _in_milliseconds(ask: Any, method: str, params: Any) -> Any:
    answer = ask(method, params)
    block = {**answer["result"], "timestamp": answer["result"]["timestamp"] * 1000, "extraData": b"member" * 20}
    return {**answer, "result": block}


def _latest_only(ask: Any, method: str, params: Any) -> Any:
    assert params[1] in ("latest", "pending"), f"{method} asks for the past, which this chain does not keep"
    return ask(method, params)


def _called_by_anyone(ask: Any, method: str, params: Any) -> Any:
    """The EVM wants a caller and, before London, a price; nodes fill them in."""
    return ask(method, [{**params[0], "from": "0x" + "11" * 20, "gas_price": 0}, *params[1:]])


class Consortium(Node):
    """No fees before London and a price of gas of zero, milliseconds, long extra data, no keys, no EIP-1559 methods."""

    fork = BerlinVM

    def __init__(self) -> None:
        super().__init__()
        self.spoiled = {
            "eth_gasPrice": {"id": 1, "jsonrpc": "2.0", "result": "0x0"},
            "eth_accounts": {"id": 1, "jsonrpc": "2.0", "result": []},
            "eth_feeHistory": _none_such,
            "eth_maxPriorityFeePerGas": _none_such,
            "eth_createAccessList": _none_such,
            "eth_sendTransaction": _holds_no_keys,
            "eth_sign": _holds_no_keys,
            "eth_signTransaction": _holds_no_keys,
            "eth_getBlockByNumber": _in_milliseconds,
            "eth_call": _called_by_anyone,
            "eth_getCode": _latest_only,
            "eth_getTransactionCount": _latest_only,
        }


@dataclass
class Deployment:
    """A node with our contract on it; `key` is the operator's, who also pays."""

    node: Node
    key: str
    web3: Web3 = field(init=False)
    contract: Contract = field(init=False)

    def __post_init__(self) -> None:
        self.web3 = prepared(Web3(self.node))
        self.contract = contract_at(self.web3, deploy(self.web3, self.key, ORIGIN).contract)

    @contextmanager
    def as_new(self) -> Iterator["Deployment"]:
        """With nothing anchored, whatever is done to it meanwhile; faster than another deployment."""
        before, usual = self.node.ethereum_tester.take_snapshot(), dict(self.node.spoiled)
        yield self
        self.node.ethereum_tester.revert_to_snapshot(before)
        self.node.spoiled = usual
        self.node.asked.clear()


@cache
def deployed() -> Deployment:
    """On an Ethereum node; one for all tests of a process, each of which takes it `as_new`."""
    node = Node()
    return Deployment(node, node.keys[0])


@cache
def consortium() -> Deployment:
    """The same on a consortium's node, with an operator who owns nothing: where gas is free, nothing is needed."""
    return Deployment(Consortium(), Account.create().key.to_0x_hex())
