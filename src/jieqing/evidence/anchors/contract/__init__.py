"""The contract that keeps roots on a chain: its source, and what the compiler made of it, committed side by side."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
NAME = "RootAnchor"
SOURCE = HERE / f"{NAME}.sol"
COMPILED = HERE / f"{NAME}.json"


@dataclass(frozen=True, slots=True)
class Compiled:
    """What RootAnchor.json holds.

    abi           functions, events and errors, as Solidity's JSON ABI
    bytecode      what a deploying transaction carries before the constructor's arguments
    deployed      what stands on the chain afterwards, with zeros where the constructor writes its constants
    constants     those places: (first byte, number of bytes)
    """

    abi: list[dict[str, Any]]
    bytecode: bytes
    deployed: bytes
    constants: tuple[tuple[int, int], ...]

    def is_deployed_as(self, code: bytes) -> bool:
        """Whether this code on a chain is this contract, whatever its constructor was given."""
        if len(code) != len(self.deployed):
            return False
        blank = bytearray(code)
        for start, length in self.constants:
            blank[start : start + length] = bytes(length)
        return bytes(blank) == self.deployed


@cache
def compiled() -> Compiled:
    """The contract as committed."""
    made = json.loads(COMPILED.read_text(encoding="utf-8"))
    return Compiled(
        abi=made["abi"],
        bytecode=bytes.fromhex(made["bytecode"]),
        deployed=bytes.fromhex(made["deployed"]),
        constants=tuple((start, length) for start, length in made["constants"]),
    )
