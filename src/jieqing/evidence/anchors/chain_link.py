"""A chain's node by web3 JSON-RPC. What differs between Ethereum's nodes and FISCO BCOS is handled here, once:
docs/how-to/chain.md lists it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_account.signers.local import LocalAccount
from eth_typing import ABIError, ChecksumAddress, HexAddress, HexStr
from eth_utils.abi import abi_to_signature, function_signature_to_4byte_selector
from eth_utils.address import is_checksum_address
from eth_utils.hexadecimal import is_0x_prefixed
from requests import RequestException
from web3 import Web3
from web3.contract import Contract
from web3.contract.contract import ContractConstructor, ContractFunction
from web3.exceptions import (
    BadFunctionCallOutput,
    ContractLogicError,
    RequestTimedOut,
    TimeExhausted,
    Web3Exception,
    Web3RPCError,
)
from web3.middleware import ExtraDataToPOAMiddleware
from web3.types import TxParams, TxReceipt, Wei

from jieqing.evidence.anchors.contract import compiled
from jieqing.evidence.anchors.sayings import refused
from jieqing.kit.refusal import Refusal

ANSWER_S = 10
MINED_S = 40
LARGEST_SECOND = 10**11  # the year 5138; a block's time beyond it is in milliseconds
REFUSED = {
    "NotTheOperator": "chain_not_the_operator",
    "OtherRoot": "chain_other_root",
    "NotLarger": "chain_not_larger",
    "ZeroRoot": "chain_zero_root",
}


def connect(url: str) -> Web3:
    """A node to ask, by its JSON-RPC address. Refusal "chain_url_malformed"; asks nobody yet."""
    if not url.startswith(("http://", "https://")):
        raise refused("chain_url_malformed")
    # No attempts in secret: whoever asks for anchors tries again, with growing pauses.
    asked = Web3.HTTPProvider(url, request_kwargs={"timeout": ANSWER_S}, exception_retry_configuration=None)
    return prepared(Web3(asked))


def prepared(web3: Web3) -> Web3:
    """Lets a block carry more than Ethereum's 32 octets of extra data, as chains of known members do."""
    web3.middleware_onion.inject(ExtraDataToPOAMiddleware, layer=0)
    return web3


@contextmanager
def answering() -> Iterator[None]:
    """Turns whatever a node, the way to it or the contract may do wrong into a Refusal. No address gets into it."""
    try:
        yield
    except TimeExhausted:
        raise refused("chain_not_mined", waited_s=MINED_S) from None
    except BadFunctionCallOutput:
        raise refused("chain_no_contract") from None
    except ContractLogicError as error:
        raise _reverted(error.data) from None
    except Web3RPCError as error:
        said: Any = (error.rpc_response or {}).get("error")
        said = said if isinstance(said, dict) else {}
        if _octets(said.get("data")):
            raise _reverted(said["data"]) from None
        raise refused("chain_node_refused", number=said.get("code", 0)) from None
    except (RequestException, RequestTimedOut, ConnectionError, TimeoutError):
        raise refused("chain_unreachable") from None
    except (Web3Exception, ValueError, TypeError, KeyError) as error:  # web3 reads an answer as what it should be
        raise refused("chain_answer_malformed", kind=type(error).__name__) from None


def _octets(data: object) -> bytes:
    """What a node gives as `data`, in hex, for a contract's refusal; nothing where it gives no such thing."""
    if not isinstance(data, str) or not is_0x_prefixed(data):
        return b""
    try:
        return bytes.fromhex(data[2:])
    except ValueError:
        return b""


def _reverted(data: object) -> Refusal:
    octets = _octets(data)
    error = _errors().get(octets[:4])
    code = REFUSED.get(error["name"], "chain_refused") if error else "chain_refused"
    if error is None:
        return refused(code)
    try:
        given = decode([each["type"] for each in error["inputs"]], octets[4:])
    except DecodingError:
        return refused("chain_refused")
    return refused(code, **{each["name"]: value for each, value in zip(error["inputs"], given, strict=True)})


@cache
def _errors() -> dict[bytes, Any]:
    """The contract's errors by their selector."""
    return {
        function_signature_to_4byte_selector(abi_to_signature(cast(ABIError, each))): each
        for each in compiled().abi
        if each["type"] == "error"
    }


def chain_id(web3: Web3) -> int:
    """The chain's id (EIP-155). Refusal "chain_no_id" where none was set, as on an upgraded FISCO BCOS chain."""
    found = web3.eth.chain_id
    if not found:
        raise refused("chain_no_id")
    return found


def contract_at(web3: Web3, address: str) -> Contract:
    """Our contract at an address, its code compared. Refusal "chain_address_malformed" or "chain_no_contract"."""
    if not is_checksum_address(address):
        raise refused("chain_address_malformed")
    place = ChecksumAddress(HexAddress(HexStr(address)))
    if not compiled().is_deployed_as(bytes(web3.eth.get_code(place))):
        raise refused("chain_no_contract")
    contract: Contract = web3.eth.contract(address=place, abi=compiled().abi)
    return contract


def send(web3: Web3, payer: LocalAccount, call: ContractFunction | ContractConstructor) -> TxReceipt:
    """Sends a transaction and waits for its block. Refusal as `answering` says, "chain_transaction_failed" else.

    Signed here and sent raw, with one price of gas: FISCO BCOS holds no keys and has no EIP-1559 fees.
    """
    paid: TxParams = {
        "from": payer.address,
        "value": Wei(0),
        "gasPrice": _price(web3),
    }
    paid |= {
        "gas": call.estimate_gas(paid) * 3 // 2,
        "chainId": chain_id(web3),
        "nonce": web3.eth.get_transaction_count(payer.address, "pending"),
    }
    signed = payer.sign_transaction(cast(dict[str, Any], call.build_transaction(paid)))
    sent = web3.eth.send_raw_transaction(signed.raw_transaction)
    receipt = web3.eth.wait_for_transaction_receipt(sent, timeout=MINED_S, poll_latency=0.2)
    if receipt["status"] != 1:
        raise refused("chain_transaction_failed")
    return receipt


def _price(web3: Web3) -> Wei:
    """What the node suggests, and enough for a base fee that rises by its most, an eighth, until the next block.

    Never a part more than is suggested: on a quiet chain nodes suggest what was paid last, which would rise for ever.
    """
    base = web3.eth.get_block("latest").get("baseFeePerGas", 0)
    return Wei(max(web3.eth.gas_price, base * 9 // 8))


def block_time(web3: Web3, number: int) -> str:
    """When a block was made, by the chain's clock: "2026-11-22T17:05:00Z"."""
    made = web3.eth.get_block(number)["timestamp"]
    seconds = made // 1000 if made > LARGEST_SECOND else made
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"
