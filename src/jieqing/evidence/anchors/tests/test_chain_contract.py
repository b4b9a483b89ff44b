"""The contract on a real EVM: it takes the operator's roots in rising sizes and nothing else, and proves by them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from eth_account import Account
from eth_account.datastructures import SignedMessage
from web3 import Web3
from web3.contract import Contract
from web3.exceptions import ContractCustomError

from jieqing.evidence.anchors.chain import TYPES, Chain
from jieqing.evidence.anchors.contract import compiled
from jieqing.evidence.anchors.tests.evm import (
    LEAVES,
    ORIGIN,
    STRANGER,
    Deployment,
    Node,
    checkpoint,
    deployed,
    path,
    root,
)

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
SIZES = range(1, 41)
NOT_THE_OPERATOR = "NotTheOperator()"
MOST_GAS = {"deploy": 900_000, "anchor": 95_000, "again": 40_000, "proof at 40": 20_000}


GAS = 200_000


@pytest.fixture
def chain() -> Iterator[Deployment]:
    with deployed().as_new() as made:
        yield made


@pytest.fixture(scope="module")
def full() -> Iterator[Deployment]:
    """Every size from 1 to 40 anchored, on a node of its own."""
    node = Node()
    chain = Deployment(node, node.keys[0])
    for size in SIZES:
        sent(chain, size)
    yield chain


def signed(chain: Deployment, size: int, hashed: bytes, **other: Any) -> SignedMessage:
    """The operator's signature; `other` replaces the key, the chain's id, the contract or the origin's hash."""
    domain = {
        "name": "Jieqing RootAnchor",
        "version": "1",
        "chainId": other.get("chain_id", chain.web3.eth.chain_id),
        "verifyingContract": other.get("contract", chain.contract.address),
    }
    origin_hash = other.get("origin_hash", chain.contract.functions.originHash().call())
    message = {"originHash": origin_hash, "size": size, "root": hashed}
    return Account.sign_typed_data(other.get("key", chain.key), domain, TYPES, message)


def words(signature: SignedMessage) -> tuple[int, bytes, bytes]:
    return signature.v, signature.r.to_bytes(32, "big"), signature.s.to_bytes(32, "big")


def asked(chain: Deployment, size: int, hashed: bytes | None = None, **other: Any) -> Any:
    hashed = root(size) if hashed is None else hashed
    return chain.contract.functions.anchor(size, hashed, *words(signed(chain, size, hashed, **other)))


def sent(chain: Deployment, size: int, *, payer: int = 0) -> Any:
    receipt = done(chain, asked(chain, size), payer)
    assert receipt["status"] == 1
    return receipt


def done(chain: Deployment, call: Any, payer: int = 0) -> Any:
    account = Account.from_key(chain.node.keys[payer]).address
    return chain.web3.eth.get_transaction_receipt(call.transact({"from": account, "gas": GAS}))


def refuses(chain: Deployment, signature: str, call: Any) -> None:
    """By the error with this signature; and a transaction that is sent all the same fails and changes nothing."""
    latest = chain.contract.functions.latestSize
    before = latest().call()
    with pytest.raises(ContractCustomError) as refused:
        call.call()
    assert str(refused.value.data).startswith(Web3.keccak(text=signature)[:4].to_0x_hex())
    receipt = done(chain, call)
    assert (receipt["status"], receipt["logs"], latest().call()) == (0, [], before)


def test_says_whose_it_is_and_for_which_log(chain: Deployment) -> None:
    says = chain.contract.functions
    assert says.origin().call() == ORIGIN
    assert says.operator().call() == Account.from_key(chain.key).address
    assert says.latestSize().call() == 0
    assert compiled().is_deployed_as(bytes(chain.web3.eth.get_code(chain.contract.address)))


def test_keeps_the_root_and_says_so_in_an_event(chain: Deployment) -> None:
    receipt = sent(chain, 5)
    (event,) = chain.contract.events.Anchored().process_receipt(receipt)
    assert (event["args"]["size"], event["args"]["root"]) == (5, root(5))
    assert chain.contract.functions.rootOf(5).call() == root(5)
    assert chain.contract.functions.latestSize().call() == 5


def test_anyone_may_send_what_the_operator_signed(chain: Deployment) -> None:
    receipt = sent(chain, 5, payer=3)
    assert receipt["from"] != Account.from_key(chain.key).address
    assert chain.contract.functions.rootOf(5).call() == root(5)


def test_the_same_root_again_changes_nothing(chain: Deployment) -> None:
    sent(chain, 3)
    sent(chain, 5)
    assert sent(chain, 5)["logs"] == []
    assert sent(chain, 3)["logs"] == []  # an older one, too: it stands
    assert chain.contract.functions.latestSize().call() == 5


def test_another_root_for_the_same_size_is_refused(chain: Deployment) -> None:
    sent(chain, 3)
    sent(chain, 5)
    refuses(chain, "OtherRoot(uint64,bytes32)", asked(chain, 5, root(6)))
    refuses(chain, "OtherRoot(uint64,bytes32)", asked(chain, 3, root(6)))


@pytest.mark.parametrize("size", [0, 1, 4])
def test_a_log_that_shrank_is_refused(chain: Deployment, size: int) -> None:
    sent(chain, 5)
    refuses(chain, "NotLarger(uint64,uint64)", asked(chain, size, root(max(size, 1))))


def test_an_empty_log_is_refused(chain: Deployment) -> None:
    refuses(chain, "NotLarger(uint64,uint64)", asked(chain, 0, root(1)))


def test_a_root_of_zeros_is_refused(chain: Deployment) -> None:
    refuses(chain, "ZeroRoot()", asked(chain, 5, bytes(32)))


def test_a_forged_signature_is_refused(chain: Deployment) -> None:
    refuses(chain, NOT_THE_OPERATOR, asked(chain, 5, key=STRANGER))


FORGERIES: dict[str, Callable[[int, bytes, bytes], tuple[int, bytes, bytes]]] = {
    "other v": lambda v, r, s: (55 - v, r, s),
    "no v": lambda v, r, s: (0, r, s),
    "changed r": lambda v, r, s: (v, r[:-1] + bytes([r[-1] ^ 1]), s),
    "changed s": lambda v, r, s: (v, r, s[:-1] + bytes([s[-1] ^ 1])),
    "all zero": lambda v, r, s: (27, bytes(32), bytes(32)),
    "the other s": lambda v, r, s: (55 - v, r, (ORDER - int.from_bytes(s, "big")).to_bytes(32, "big")),
}


@pytest.mark.parametrize("forged", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_changed_signature_is_refused(
    chain: Deployment, forged: Callable[[int, bytes, bytes], tuple[int, bytes, bytes]]
) -> None:
    parts = forged(*words(signed(chain, 5, root(5))))
    refuses(chain, NOT_THE_OPERATOR, chain.contract.functions.anchor(5, root(5), *parts))


@pytest.mark.parametrize(("size", "hashed"), [(6, root(5)), (5, root(6))], ids=["other size", "other root"])
def test_a_signature_holds_for_its_size_and_its_root_alone(chain: Deployment, size: int, hashed: bytes) -> None:
    parts = words(signed(chain, 5, root(5)))
    refuses(chain, NOT_THE_OPERATOR, chain.contract.functions.anchor(size, hashed, *parts))


def test_a_signature_cannot_be_replayed_on_another_contract_chain_or_log(chain: Deployment) -> None:
    twin = Deployment(chain.node, chain.key)
    assert twin.contract.address != chain.contract.address
    refuses(twin, NOT_THE_OPERATOR, asked(twin, 5, contract=chain.contract.address))
    refuses(chain, NOT_THE_OPERATOR, asked(chain, 5, chain_id=1))
    refuses(chain, NOT_THE_OPERATOR, asked(chain, 5, origin_hash=bytes(32)))


@pytest.mark.parametrize("named", [(bytes(20), ORIGIN), (b"\x11" * 20, "")], ids=["no operator", "no origin"])
def test_a_contract_needs_an_operator_and_an_origin(chain: Deployment, named: tuple[bytes, str]) -> None:
    made = chain.web3.eth.contract(abi=compiled().abi, bytecode=compiled().bytecode)
    operator, origin = named
    with pytest.raises(ContractCustomError) as refused:
        made.constructor(Web3.to_checksum_address(operator), origin).estimate_gas()
    assert str(refused.value.data) == Web3.keccak(text="NothingNamed()")[:4].to_0x_hex()


def proves(contract: Contract, leaf: bytes, index: int, size: int, proof: list[bytes]) -> bool:
    return bool(contract.functions.verifyInclusion(leaf, index, size, proof).call())


@pytest.mark.parametrize("size", SIZES)
def test_every_leaf_of_every_tree_is_proved(full: Deployment, size: int) -> None:
    assert all(proves(full.contract, LEAVES[index], index, size, path(index, size)) for index in range(size))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 13, 40])
def test_what_is_not_exactly_the_proof_proves_nothing(full: Deployment, size: int) -> None:
    for index in sorted({0, size // 2, size - 2, size - 1} & set(range(size))):
        proof, leaf = path(index, size), LEAVES[index]
        lies = {
            "another leaf": (LEAVES[size], index, proof),
            "another place": (leaf, (index + 1) % size if size > 1 else 1, proof),
            "a place beyond the tree": (leaf, index + size, proof),
            "a place far beyond": (leaf, 2**64 - 1, proof),
            "a hash too many": (leaf, index, [*proof, bytes(32)]),
            "a hash too many in front": (leaf, index, [bytes(32), *proof]),
        }
        for each, _ in enumerate(proof):
            changed = bytes([proof[each][0] ^ 1]) + proof[each][1:]
            lies[f"hash {each} changed"] = (leaf, index, [*proof[:each], changed, *proof[each + 1 :]])
            lies[f"hash {each} left out"] = (leaf, index, [*proof[:each], *proof[each + 1 :]])
        believed = [lie for lie, said in lies.items() if proves(full.contract, *said[:2], size, said[2])]
        assert believed == []


def test_the_root_itself_is_no_leaf(full: Deployment) -> None:
    assert not proves(full.contract, root(40), 0, 40, [])
    assert not proves(full.contract, root(40), 39, 40, [])


def test_a_proof_for_another_tree_proves_nothing(full: Deployment) -> None:
    assert not proves(full.contract, LEAVES[3], 3, 21, path(3, 20))


def test_nothing_is_proved_by_a_size_that_is_not_anchored(full: Deployment) -> None:
    with pytest.raises(ContractCustomError) as refused:
        proves(full.contract, LEAVES[3], 3, 41, path(3, 41))
    assert str(refused.value.data).startswith(Web3.keccak(text="NotAnchored(uint64)")[:4].to_0x_hex())


def test_gas_stays_within_what_is_promised(chain: Deployment) -> None:
    made = chain.web3.eth.get_block(1)["transactions"][0]
    gas = {"deploy": chain.web3.eth.get_transaction_receipt(made)["gasUsed"]}
    sent(chain, 39)
    gas["anchor"] = sent(chain, 40)["gasUsed"]
    gas["again"] = sent(chain, 40)["gasUsed"]
    bare = 21_000 + 16 * 32 * 10  # what any transaction with as many octets pays before the contract runs
    proof = chain.contract.functions.verifyInclusion(LEAVES[7], 7, 40, path(7, 40))
    gas["proof at 40"] = proof.estimate_gas() - bare
    print("gas:", gas)
    assert all(gas[what] <= most for what, most in MOST_GAS.items())


def test_the_room_s_own_signature_is_the_one_it_takes(chain: Deployment) -> None:
    adapter = Chain("http://127.0.0.1:1", chain.contract.address, chain.key, web3=chain.web3)
    adapter.anchor(checkpoint(9), 9, root(9))
    assert chain.contract.functions.rootOf(9).call() == root(9)
