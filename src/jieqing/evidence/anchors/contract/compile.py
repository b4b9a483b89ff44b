"""Compiles RootAnchor.sol into RootAnchor.json: `python -m jieqing.evidence.anchors.contract.compile [--check]`.

Needs npm: the compiler is the package `solc` of package-lock.json, which pins it by hash. Target EVM `paris`: later
ones use opcodes (PUSH0) that consortium chains may not know. The same source gives the same bytes everywhere.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from jieqing.evidence.anchors.contract import COMPILED, HERE, NAME, SOURCE

SETTINGS = {
    "evmVersion": "paris",
    "optimizer": {"enabled": True, "runs": 10_000},
    # Without a hash of comments and paths at its end, the code on a chain depends on the program alone.
    "metadata": {"appendCBOR": False, "bytecodeHash": "none"},
    "outputSelection": {"*": {"*": ["abi", "evm.bytecode.object", "evm.deployedBytecode"]}},
}
RUN = (
    "const solc = require('solc'); const input = require('fs').readFileSync(0, 'utf8');"
    "process.stdout.write(JSON.stringify({version: solc.version(), output: JSON.parse(solc.compile(input))}));"
)
INSTALL_S, COMPILE_S = 300, 120


class NotCompiled(Exception):  # noqa: N818 - an expected no, told in one line
    """npm or the compiler is not to be had, or the source is wrong; the text says which."""


def compiler() -> Path:
    """The directory in which node finds solc; installed there if need be, by the hashes of package-lock.json.

    Raises NotCompiled where there is no npm, or its registry cannot be reached.
    """
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise NotCompiled("there is no npm here")
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    here = cache / "jieqing" / f"solc-{lock[:16]}"
    if not (here / "installed").exists():
        here.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, here / name)
        _install(npm, here)
        (here / "installed").touch()
    return here


def _install(npm: str, here: Path) -> None:
    words = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        subprocess.run(words, cwd=here, check=True, capture_output=True, timeout=INSTALL_S)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise NotCompiled(f"npm could not install the compiler ({type(error).__name__})") from None


def compile_source(source: str, where: Path) -> dict[str, Any]:
    """What RootAnchor.json is to hold for this source. Raises NotCompiled with the compiler's words."""
    asked = {"language": "Solidity", "sources": {SOURCE.name: {"content": source}}, "settings": SETTINGS}
    node = shutil.which("node") or "node"
    ran = subprocess.run(
        [node, "-e", RUN],
        input=json.dumps(asked),
        cwd=where,
        capture_output=True,
        text=True,
        timeout=COMPILE_S,
        check=False,
    )
    if ran.returncode:
        raise NotCompiled(ran.stderr.strip())
    answer = json.loads(ran.stdout)
    if said := answer["output"].get("errors"):  # warnings too: there is no harmless one in thirty lines
        raise NotCompiled("\n".join(each["formattedMessage"] for each in said))
    made = answer["output"]["contracts"][SOURCE.name][NAME]
    deployed = made["evm"]["deployedBytecode"]
    places = [place for found in deployed["immutableReferences"].values() for place in found]
    return {
        "contract": NAME,
        "compiler": answer["version"],
        "settings": {name: SETTINGS[name] for name in ("evmVersion", "optimizer", "metadata")},
        "source_sha256": hashlib.sha256(source.encode()).hexdigest(),
        "abi": made["abi"],
        "bytecode": made["evm"]["bytecode"]["object"],
        "deployed": deployed["object"],
        "constants": sorted([place["start"], place["length"]] for place in places),
    }


def text_of(made: dict[str, Any]) -> str:
    """RootAnchor.json, to the byte."""
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def main(words: list[str]) -> int:
    try:
        text = text_of(compile_source(SOURCE.read_text(encoding="utf-8"), compiler()))
    except NotCompiled as no:
        print(no, file=sys.stderr)
        return 1
    if "--check" in words:
        is_fresh = COMPILED.exists() and COMPILED.read_text(encoding="utf-8") == text
        print(f"{COMPILED.name} is {'what the compiler makes' if is_fresh else 'stale: compile again'}")
        return 0 if is_fresh else 1
    COMPILED.write_text(text, encoding="utf-8")
    print(f"{COMPILED.name} written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
