"""What is committed as the contract's code is what its source compiles to."""

import hashlib
import json

import pytest

from jieqing.evidence.anchors.contract import COMPILED, SOURCE, compiled
from jieqing.evidence.anchors.contract.compile import NotCompiled, compile_source, compiler, text_of

COMMITTED = json.loads(COMPILED.read_text(encoding="utf-8"))


def test_the_code_is_of_the_source_as_it_stands() -> None:
    source = SOURCE.read_bytes()
    assert COMMITTED["source_sha256"] == hashlib.sha256(source).hexdigest(), "compile again: contract/compile.py"


def test_the_compiler_makes_the_same_octets_again() -> None:
    try:
        where = compiler()
    except NotCompiled as no:
        pytest.skip(f"the contract was not compiled again: {no}")
    made = compile_source(SOURCE.read_text(encoding="utf-8"), where)
    assert text_of(made) == COMPILED.read_text(encoding="utf-8")


def test_a_faulty_source_is_refused_in_the_compiler_s_words() -> None:
    try:
        where = compiler()
    except NotCompiled as no:
        pytest.skip(f"nothing was compiled: {no}")
    with pytest.raises(NotCompiled, match="ParserError"):
        compile_source("contrakt", where)


def test_without_npm_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NotCompiled, match="no npm"):
        compiler()


def test_it_aims_at_the_evm_of_paris() -> None:
    """Its opcodes are known to chains that have none of `shanghai`'s or `cancun`'s."""
    assert COMMITTED["settings"]["evmVersion"] == "paris"
    assert COMMITTED["compiler"].startswith("0.8.")
    opcodes = set(_opcodes(compiled().deployed))
    assert not opcodes & {0x5F, 0x5E, 0x5C, 0x5D, 0x49, 0x4A}, "PUSH0, MCOPY, TLOAD, TSTORE, BLOBHASH, BLOBBASEFEE"


def _opcodes(code: bytes) -> list[int]:
    found, at = [], 0
    while at < len(code):
        found.append(code[at])
        at += 1 + (code[at] - 0x5F if 0x60 <= code[at] <= 0x7F else 0)
    return found


def test_only_its_constants_may_differ() -> None:
    contract = compiled()
    start, length = contract.constants[0]
    filled = bytearray(contract.deployed)
    filled[start : start + length] = b"\x11" * length
    assert contract.is_deployed_as(bytes(filled))
    filled[start - 1] ^= 1
    assert not contract.is_deployed_as(bytes(filled))
    assert not contract.is_deployed_as(contract.deployed + b"\0")
    assert not contract.is_deployed_as(b"")
