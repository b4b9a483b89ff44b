"""Deploy the contract, and ask how it stands: what `jieqing evidence chain deploy` and `status` call."""

from dataclasses import dataclass

from eth_account import Account
from eth_account.signers.local import LocalAccount
from web3 import Web3

from jieqing.evidence.anchors.chain_link import answering, block_time, chain_id, contract_at, send
from jieqing.evidence.anchors.contract import compiled
from jieqing.evidence.anchors.sayings import refused


@dataclass(frozen=True, slots=True)
class Deployed:
    """A contract just made: `contract` goes into JIEQING_CHAIN_CONTRACT; all of it may be published."""

    chain_id: int
    contract: str
    operator: str
    origin: str
    tx: str
    block: int
    at: str
    gas: int


@dataclass(frozen=True, slots=True)
class Status:
    """How a contract stands. `latest_root` has 32 bytes, None while nothing is anchored; `head_at` is chain time."""

    chain_id: int
    contract: str
    operator: str
    origin: str
    latest_size: int
    latest_root: bytes | None
    head_block: int
    head_at: str


def account_of(key: str) -> LocalAccount:
    """The account of a secp256k1 key in hex. Refusal "chain_key_malformed", which does not show it."""
    try:
        account: LocalAccount = Account.from_key(key)
    except ValueError:
        raise refused("chain_key_malformed") from None
    return account


def deploy(web3: Web3, key: str, origin: str) -> Deployed:
    """Puts the contract on a chain, for the log `origin` and this key as its signer, which also pays.

    The address is what the chain's receipt says, never computed: FISCO BCOS computes it otherwise than Ethereum.
    Refusal "chain_no_contract" or "chain_other_digest" where what stands there is not what was sent.
    """
    operator = account_of(key)
    with answering():
        made = web3.eth.contract(abi=compiled().abi, bytecode=compiled().bytecode)
        receipt = send(web3, operator, made.constructor(operator.address, origin))
        address = receipt["contractAddress"]
        if address is None:
            raise refused("chain_no_contract")
        contract = contract_at(web3, Web3.to_checksum_address(address))
        return Deployed(
            chain_id=chain_id(web3),
            contract=contract.address,
            operator=contract.functions.operator().call(),
            origin=contract.functions.origin().call(),
            tx=receipt["transactionHash"].to_0x_hex(),
            block=receipt["blockNumber"],
            at=block_time(web3, receipt["blockNumber"]),
            gas=receipt["gasUsed"],
        )


def status(web3: Web3, address: str) -> Status:
    """What the contract at an address says now. Refusal as `answering` and `contract_at` say."""
    with answering():
        contract = contract_at(web3, address)
        size = contract.functions.latestSize().call()
        head = web3.eth.block_number
        return Status(
            chain_id=chain_id(web3),
            contract=contract.address,
            operator=contract.functions.operator().call(),
            origin=contract.functions.origin().call(),
            latest_size=size,
            latest_root=contract.functions.rootOf(size).call() if size else None,
            head_block=head,
            head_at=block_time(web3, head),
        )
