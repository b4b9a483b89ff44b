"""The same over HTTP on Anvil, a node that others wrote. Asked for by JIEQING_TEST_ANVIL=1, as it is a large download:

JIEQING_TEST_ANVIL=1 pytest -n 0 -s src/jieqing/evidence/anchors/tests/test_chain_anvil.py
"""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, sleep

import pytest
from web3 import Web3
from web3.exceptions import Web3Exception

from jieqing.evidence.anchors.chain import Chain
from jieqing.evidence.anchors.chain_contract import deploy, status
from jieqing.evidence.anchors.chain_link import connect, contract_at
from jieqing.evidence.anchors.chain_receipt import Receipt, check_receipt
from jieqing.evidence.anchors.shapes import NotAnchored
from jieqing.evidence.anchors.tests.evm import LEAVES, ORIGIN, STRANGER, checkpoint, path, root

PACKAGE = "@foundry-rs/anvil@1.7.1"
# Anvil's own, known to everybody and worth nothing.
ANVIL_KEYS = ("--mnemonic", "test test test test test test test test test test test junk")
ANCHORS = 50


def _program() -> Path:
    if os.environ.get("JIEQING_TEST_ANVIL") != "1":
        pytest.skip("JIEQING_TEST_ANVIL is not 1: not tried on Anvil")
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("there is no npm here: not tried on Anvil")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "jieqing" / "anvil-1.7.1"
    if not list(cache.glob("node_modules/@foundry-rs/anvil-*/bin/anvil")):
        cache.mkdir(parents=True, exist_ok=True)
        words = [npm, "install", "--prefix", str(cache), "--no-save", "--ignore-scripts", "--no-audit", PACKAGE]
        if subprocess.run(words, capture_output=True, check=False).returncode:
            pytest.skip("npm could not install Anvil: not tried on it")
    return next(cache.glob("node_modules/@foundry-rs/anvil-*/bin/anvil"))


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="module", params=["paris", "prague"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A node at the fork our compiler aims at, and at a later one."""
    port, program = _free_port(), str(_program())
    words = [program, "--silent", "--port", str(port), "--hardfork", request.param, "--chain-id", "20200", *ANVIL_KEYS]
    node = subprocess.Popen(words)
    try:
        for _ in range(200):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        node.terminate()
        node.wait(10)


@pytest.fixture(scope="module")
def web3(url: str) -> Web3:
    return connect(url)


@pytest.fixture(scope="module")
def key(web3: Web3) -> str:
    from eth_account import Account

    Account.enable_unaudited_hdwallet_features()
    return str(Account.from_mnemonic(ANVIL_KEYS[1]).key.to_0x_hex())


def test_roots_are_anchored_found_again_and_refused(url: str, web3: Web3, key: str) -> None:
    made = deploy(web3, key, ORIGIN)
    authority = Chain(url, made.contract, key)
    receipts, began = [], perf_counter()
    for size in range(1, ANCHORS + 1):
        receipts.append(authority.anchor(checkpoint(size), size, root(size)))
    took_ms = (perf_counter() - began) * 1000 / ANCHORS
    gas = [web3.eth.get_transaction_receipt(Receipt.parse(each).tx)["gasUsed"] for each in receipts]
    print(f"\ndeploy {made.gas} gas; anchor {gas[0]} gas first, {max(gas[1:])} then; {took_ms:.1f} ms an anchor")
    assert [check_receipt(each, web3, origin=ORIGIN).code for each in receipts] == ["receipt_stands"] * ANCHORS
    assert authority.anchor(checkpoint(7), 7, root(7)) == receipts[6]
    assert status(web3, made.contract).latest_size == ANCHORS
    for asked, size, hashed, code in (
        (authority, 7, root(8), "chain_other_root"),
        (authority, 0, root(8), "chain_not_larger"),
        (Chain(url, made.contract, STRANGER), 60, root(60), "chain_not_the_operator"),
    ):
        with pytest.raises(NotAnchored) as no:
            asked.anchor(checkpoint(size), size, hashed)
        assert no.value.code == code


def test_proofs_are_checked_on_the_chain(web3: Web3, key: str, url: str) -> None:
    made = deploy(web3, key, ORIGIN)
    authority, contract = Chain(url, made.contract, key), contract_at(web3, made.contract)
    checks, began = 0, perf_counter()
    for size in range(1, 41):
        authority.anchor(checkpoint(size), size, root(size))
        for index in range(size):
            proof = path(index, size)
            assert contract.functions.verifyInclusion(LEAVES[index], index, size, proof).call()
            lie = [*proof, bytes(32)] if index % 2 else [*proof[:-1], bytes(32)]
            if lie != proof:
                assert not contract.functions.verifyInclusion(LEAVES[index], index, size, lie).call()
            checks += 2
    print(f"\n{checks} proofs, {(perf_counter() - began) * 1000 / checks:.1f} ms each")
    with pytest.raises(Web3Exception):
        contract.functions.verifyInclusion(LEAVES[0], 0, 41, path(0, 41)).call()
