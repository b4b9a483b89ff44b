"""Roots reach the contract through a node, once each; what a node or the contract refuses gets a name."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from eth_account import Account
from web3 import Web3

from jieqing.evidence.anchors import chain as chain_file
from jieqing.evidence.anchors import chain_link
from jieqing.evidence.anchors.chain import Chain
from jieqing.evidence.anchors.chain_contract import deploy, status
from jieqing.evidence.anchors.chain_link import connect, prepared
from jieqing.evidence.anchors.chain_receipt import Receipt
from jieqing.evidence.anchors.chain_settings import ChainSettings, chain_authority, chain_settings
from jieqing.evidence.anchors.shapes import Authority, NotAnchored
from jieqing.evidence.anchors.tests.evm import (
    ORIGIN,
    STRANGER,
    Consortium,
    Deployment,
    Node,
    checkpoint,
    consortium,
    deployed,
    root,
)
from jieqing.kit.refusal import Refusal

NOBODY = "http://127.0.0.1:1"
ADDRESS = "0xF2E246BB76DF876Cef8b38ae84130F4F55De395b"
ALL_SET = {
    "JIEQING_CHAIN_URL": "http://user:secret@127.0.0.1:1",
    "JIEQING_CHAIN_CONTRACT": ADDRESS,
    "JIEQING_CHAIN_KEY": STRANGER,
}


def adapter(chain: Deployment, **other: Any) -> Chain:
    address, key = other.get("address", chain.contract.address), other.get("key", chain.key)
    return Chain(NOBODY, address, key, web3=chain.web3)


def anchored(authority: Chain, size: int) -> Receipt:
    return Receipt.parse(authority.anchor(checkpoint(size), size, root(size)))


def code_of(authority: Chain, size: int, hashed: bytes | None = None, origin: str = ORIGIN) -> str:
    with pytest.raises(NotAnchored) as no:
        authority.anchor(checkpoint(size, origin), size, hashed or root(size))
    return no.value.code


@pytest.fixture
def chain() -> Iterator[Deployment]:
    with deployed().as_new() as made:
        yield made


@pytest.fixture(params=[deployed, consortium], ids=["ethereum", "consortium"])
def either(request: pytest.FixtureRequest) -> Iterator[Deployment]:
    with request.param().as_new() as made:
        yield made


def test_a_receipt_says_where_the_root_stands(either: Deployment) -> None:
    receipt = anchored(adapter(either), 5)
    found = either.web3.eth.get_transaction_receipt(receipt.tx)
    assert (receipt.contract, receipt.block) == (either.contract.address, found["blockNumber"])
    assert (receipt.size, receipt.root, receipt.chain_id) == (5, root(5), either.web3.eth.chain_id)
    assert either.contract.functions.rootOf(5).call() == root(5)


def test_a_block_s_time_is_read_in_seconds_and_in_milliseconds(either: Deployment) -> None:
    receipt = anchored(adapter(either), 5)
    made = either.node.ethereum_tester.get_block_by_number(receipt.block)["timestamp"]
    assert Receipt.parse(receipt.dump()).at == f"{chain_link.datetime.fromtimestamp(made, chain_link.UTC):%FT%TZ}"


def test_asked_again_it_sends_nothing_and_answers_the_same(either: Deployment) -> None:
    first = anchored(adapter(either), 5)
    either.node.asked.clear()
    assert anchored(adapter(either), 5) == first
    assert "eth_sendRawTransaction" not in either.node.asked


def test_a_receipt_that_was_lost_is_found_however_old(chain: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    first = anchored(adapter(chain), 5)
    for _ in range(12):
        chain.node.ethereum_tester.mine_block()
    monkeypatch.setattr(chain_file, "BLOCKS_AT_ONCE", 5)
    assert anchored(adapter(chain), 5) == first


def test_an_older_size_that_stands_is_found_too(chain: Deployment) -> None:
    first = anchored(adapter(chain), 5)
    anchored(adapter(chain), 9)
    assert anchored(adapter(chain), 5) == first


def test_a_node_without_events_is_told_apart(chain: Deployment) -> None:
    anchored(adapter(chain), 5)
    chain.node.spoiled["eth_getLogs"] = {"id": 1, "jsonrpc": "2.0", "result": []}
    assert code_of(adapter(chain), 5) == "chain_no_event"


def test_another_root_on_the_chain_stops_it_before_anything_is_sent(chain: Deployment) -> None:
    anchored(adapter(chain), 5)
    chain.node.asked.clear()
    assert code_of(adapter(chain), 5, root(6)) == "chain_other_root"
    assert "eth_sendRawTransaction" not in chain.node.asked


def test_what_the_contract_refuses_has_its_name(either: Deployment) -> None:
    anchored(adapter(either), 5)
    assert code_of(adapter(either), 4) == "chain_not_larger"
    assert code_of(adapter(either), 6, bytes(32)) == "chain_zero_root"


def test_a_key_that_the_contract_does_not_know_signs_nothing(chain: Deployment) -> None:
    chain.node.asked.clear()
    assert code_of(adapter(chain, key=STRANGER), 5) == "chain_not_the_operator"
    assert "eth_sendRawTransaction" not in chain.node.asked


def test_a_contract_for_another_log_is_not_used(chain: Deployment) -> None:
    assert code_of(adapter(chain), 5, origin="log.example/2") == "chain_other_origin"


def test_an_address_without_our_contract_is_not_used(chain: Deployment) -> None:
    empty = Account.from_key(STRANGER).address
    assert code_of(adapter(chain, address=empty), 5) == "chain_no_contract"


def test_a_contract_that_only_looks_like_ours_is_not_used(chain: Deployment) -> None:
    code = bytearray(chain.web3.eth.get_code(chain.contract.address))
    code[-20] ^= 1
    chain.node.spoiled["eth_getCode"] = {"id": 1, "jsonrpc": "2.0", "result": "0x" + code.hex()}
    assert code_of(adapter(chain), 5) == "chain_no_contract"


def test_nothing_is_signed_for_a_chain_that_hashes_otherwise(chain: Deployment) -> None:
    def sm3(ask: Any, method: str, params: Any) -> Any:
        answer = ask(method, params)
        is_digest = params[0]["data"].startswith(chain.contract.encode_abi("digestOf", [5, root(5)])[:10])
        return {**answer, "result": "0x" + "33" * 32} if is_digest else answer

    chain.node.spoiled["eth_call"] = sm3
    chain.node.asked.clear()
    assert code_of(adapter(chain), 5) == "chain_other_digest"
    assert "eth_sendRawTransaction" not in chain.node.asked


def test_a_chain_without_an_id_is_refused(chain: Deployment) -> None:
    chain.node.spoiled["eth_chainId"] = {"id": 1, "jsonrpc": "2.0", "result": "0x0"}
    assert code_of(adapter(chain), 5) == "chain_no_id"


def test_what_the_node_refuses_is_named_without_its_words(chain: Deployment) -> None:
    refusal = {"code": -32000, "message": "NotEnoughCash of 0xabc"}
    chain.node.spoiled["eth_sendRawTransaction"] = {"id": 1, "jsonrpc": "2.0", "error": refusal}
    assert code_of(adapter(chain), 5) == "chain_node_refused"


def test_a_node_that_executes_at_once_and_refuses_is_understood(chain: Deployment) -> None:
    """FISCO BCOS with synchronous transactions answers a refused one with the contract's octets."""
    data = Web3.keccak(text="NotTheOperator()")[:4].to_0x_hex()
    refusal = {"code": -32603, "message": "VM Exception", "data": data}
    chain.node.spoiled["eth_sendRawTransaction"] = {"id": 1, "jsonrpc": "2.0", "error": refusal}
    assert code_of(adapter(chain), 5) == "chain_not_the_operator"


def test_a_transaction_that_failed_in_its_block_is_no_anchor(chain: Deployment) -> None:
    def failed(ask: Any, method: str, params: Any) -> Any:
        answer = ask(method, params)
        return {**answer, "result": {**answer["result"], "status": 0, "logs": []}}

    chain.node.spoiled["eth_getTransactionReceipt"] = failed
    assert code_of(adapter(chain), 5) == "chain_transaction_failed"


def test_a_transaction_in_no_block_is_no_anchor_yet(chain: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain_link, "MINED_S", 0.3)
    chain.node.spoiled["eth_getTransactionReceipt"] = {"id": 1, "jsonrpc": "2.0", "result": None}
    assert code_of(adapter(chain), 5) == "chain_not_mined"
    chain.node.spoiled.clear()
    assert anchored(adapter(chain), 5).size == 5


def test_two_attempts_at_once_end_in_one_anchor(chain: Deployment) -> None:
    """The same transaction goes out twice, as after a lease changed hands: the second finds what the first did."""
    other = adapter(chain)

    def overtaken(ask: Any, method: str, params: Any) -> Any:
        chain.node.spoiled.clear()
        anchored(other, 5)
        return ask(method, params)

    chain.node.spoiled["eth_gasPrice"] = overtaken
    receipt = anchored(adapter(chain), 5)
    assert len(chain.contract.events.Anchored.get_logs(from_block=0)) == 1
    assert receipt == anchored(other, 5)


def test_deploying_says_where_it_stands(either: Deployment) -> None:
    made = deploy(either.web3, either.key, "log.example/7")
    assert made.contract == either.web3.eth.get_transaction_receipt(made.tx)["contractAddress"]
    assert (made.origin, made.operator) == ("log.example/7", Account.from_key(either.key).address)
    assert made.contract != either.contract.address


def test_the_address_is_the_one_in_the_receipt(chain: Deployment) -> None:
    """FISCO BCOS computes it otherwise than Ethereum: what its receipt says is believed, and looked at."""
    twin = "0x" + "77" * 20

    def elsewhere(ask: Any, method: str, params: Any) -> Any:
        answer = ask(method, params)
        return {**answer, "result": {**answer["result"], "contract_address": twin}}

    chain.node.spoiled["eth_getTransactionReceipt"] = elsewhere
    looked_at = []

    def code(ask: Any, method: str, params: Any) -> Any:
        looked_at.append(params[0])
        return {"id": 1, "jsonrpc": "2.0", "result": "0x"}

    chain.node.spoiled["eth_getCode"] = code
    with pytest.raises(Refusal, match="not Jieqing's contract"):
        deploy(chain.web3, chain.key, ORIGIN)
    assert [address.lower() for address in looked_at] == [twin]


def test_an_operator_without_a_balance_can_do_it_where_gas_is_free() -> None:
    with consortium().as_new() as chain:
        assert chain.web3.eth.get_balance(Account.from_key(chain.key).address) == 0
        assert anchored(adapter(chain), 5).size == 5
        assert {"eth_feeHistory", "eth_maxPriorityFeePerGas", "eth_sendTransaction"}.isdisjoint(chain.node.asked)


def test_the_price_of_gas_is_one_price(chain: Deployment) -> None:
    receipt = anchored(adapter(chain), 5)
    sent = chain.web3.eth.get_transaction(receipt.tx)
    assert (sent["type"], sent["gasPrice"]) == (0, chain.web3.eth.gas_price)


def test_the_price_is_enough_when_the_base_fee_rises(chain: Deployment) -> None:
    base = chain.web3.eth.get_block("latest")["baseFeePerGas"]
    chain.node.spoiled["eth_gasPrice"] = {"id": 1, "jsonrpc": "2.0", "result": hex(base)}
    sent = chain.web3.eth.get_transaction(anchored(adapter(chain), 5).tx)
    assert sent["gasPrice"] == base * 9 // 8


def test_the_price_does_not_chase_itself_on_a_quiet_chain(chain: Deployment) -> None:
    """Where a node suggests what was paid last, and we alone paid."""
    paid = [10**10]

    def as_paid_last(_ask: Any, _method: str, _params: Any) -> Any:
        return {"id": 1, "jsonrpc": "2.0", "result": hex(paid[-1])}

    chain.node.spoiled["eth_gasPrice"] = as_paid_last
    for size in range(5, 9):
        paid.append(chain.web3.eth.get_transaction(anchored(adapter(chain), size).tx)["gasPrice"])
    assert paid == [10**10] * 5


def test_status_says_what_the_contract_says(either: Deployment) -> None:
    assert status(either.web3, either.contract.address).latest_root is None
    anchored(adapter(either), 5)
    found = status(either.web3, either.contract.address)
    assert (found.latest_size, found.latest_root, found.origin) == (5, root(5), ORIGIN)
    assert found.operator == Account.from_key(either.key).address


class Answer(BaseHTTPRequestHandler):
    """A server that is no node; its class says what it answers."""

    status, body = 200, b"<html>not a node</html>"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_words: object) -> None:
        pass


@pytest.fixture
def no_node() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


ANSWERS = {
    "a page": (200, b"<html>not a node</html>", "chain_answer_malformed"),
    "an error": (500, b"", "chain_unreachable"),
    "a closed door": (403, b"{}", "chain_unreachable"),
    "another JSON": (200, b'{"a": 1}', "chain_answer_malformed"),
    "a list": (200, b"[]", "chain_answer_malformed"),
    "no such method": (
        200,
        json.dumps({"jsonrpc": "2.0", "id": 0, "error": {"code": -32601, "message": "no"}}).encode(),
        "chain_node_refused",
    ),
    "an error without a shape": (200, b'{"jsonrpc": "2.0", "id": 0, "error": "no"}', "chain_answer_malformed"),
    "no code": (200, b'{"jsonrpc": "2.0", "id": 0, "result": "0x"}', "chain_no_contract"),
    "a false type": (200, b'{"jsonrpc": "2.0", "id": 0, "result": 7}', "chain_no_contract"),
    "octets that are none": (200, b'{"jsonrpc": "2.0", "id": 0, "result": "0xzz"}', "chain_answer_malformed"),
    "null": (200, b'{"jsonrpc": "2.0", "id": 0, "result": null}', "chain_answer_malformed"),
}


@pytest.mark.parametrize(("number", "body", "code"), ANSWERS.values(), ids=ANSWERS.keys())
def test_what_is_no_node_is_told_apart(
    no_node: str, monkeypatch: pytest.MonkeyPatch, number: int, body: bytes, code: str
) -> None:
    monkeypatch.setattr(Answer, "status", number)
    monkeypatch.setattr(Answer, "body", body)
    assert code_of(Chain(no_node, ADDRESS, STRANGER), 5) == code


def test_a_node_that_is_not_there_is_unreachable() -> None:
    assert code_of(Chain(NOBODY, ADDRESS, STRANGER), 5) == "chain_unreachable"


def test_a_silent_node_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain_link, "ANSWER_S", 0.3)
    silent = HTTPServer(("127.0.0.1", 0), Answer)  # listens, and nobody answers
    try:
        assert code_of(Chain(f"http://127.0.0.1:{silent.server_port}", ADDRESS, STRANGER), 5) == "chain_unreachable"
    finally:
        silent.server_close()


def test_it_is_an_authority() -> None:
    authority: Authority | None = chain_authority(ALL_SET)
    assert authority is not None
    assert (authority.kind, authority.name) == ("evm", ADDRESS)


def test_the_chain_is_off_unless_it_is_configured() -> None:
    assert chain_settings({}) is None
    assert chain_authority({"JIEQING_CHAIN_URL": " "}) is None
    assert chain_settings(ALL_SET) == ChainSettings(ALL_SET["JIEQING_CHAIN_URL"], ADDRESS, STRANGER)


@pytest.mark.parametrize("missing", sorted(ALL_SET))
def test_half_a_configuration_is_refused(missing: str) -> None:
    with pytest.raises(Refusal) as no:
        chain_settings({name: value for name, value in ALL_SET.items() if name != missing})
    assert missing in no.value.message.en
    assert not any(value in no.value.message.en + no.value.message.zh for value in ALL_SET.values())


MALFORMED = {
    "no key": ("JIEQING_CHAIN_KEY", "0x42", "chain_key_malformed"),
    "a key of zeros": ("JIEQING_CHAIN_KEY", "00" * 32, "chain_key_malformed"),
    "not hex": ("JIEQING_CHAIN_KEY", "z" * 64, "chain_key_malformed"),
    "no checksum": ("JIEQING_CHAIN_CONTRACT", ADDRESS.lower(), "chain_address_malformed"),
    "no address": ("JIEQING_CHAIN_CONTRACT", "0x12", "chain_address_malformed"),
    "a file": ("JIEQING_CHAIN_URL", "file:///etc/passwd", "chain_url_malformed"),
}


@pytest.mark.parametrize(("name", "value", "code"), MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_settings_are_refused(name: str, value: str, code: str) -> None:
    with pytest.raises(Refusal) as no:
        chain_authority({**ALL_SET, name: value})
    assert no.value.code == code
    assert no.value.__cause__ is None


def test_neither_the_key_nor_the_node_s_password_is_shown() -> None:
    shown = repr(chain_settings(ALL_SET)) + repr(chain_authority(ALL_SET)) + str(chain_authority(ALL_SET))
    assert "secret" not in shown
    assert "42" * 32 not in shown


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "web3", None)
    for name in [each for each in __import__("sys").modules if each.startswith("jieqing.evidence.anchors.chain")]:
        monkeypatch.delitem(__import__("sys").modules, name)
    from jieqing.evidence.anchors.chain_settings import chain_authority as asked

    with pytest.raises(Refusal) as no:
        asked(ALL_SET)
    assert no.value.code == "chain_missing"
    assert "jieqing[chain]" in no.value.remedy.en


def test_a_node_of_a_member_chain_carries_more_extra_data_than_ethereum() -> None:
    web3 = prepared(Web3(Consortium()))
    assert len(web3.eth.get_block("latest")["proofOfAuthorityData"]) == 120
    assert isinstance(Node().keys, list)
    assert connect("https://node.example").provider is not None
