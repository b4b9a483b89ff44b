"""What stands below every page: which paper it is, which template and rules it rests on, and a hash of its data."""

import hashlib
import json
from dataclasses import replace
from functools import cache

from jieqing.documents.paper import Paper, as_data
from jieqing.law.pack import PACKS

SHOWN = 12  # hexadecimal digits of a hash on paper


@cache
def rules_hash() -> str:
    """SHA-256 over names and contents of all packs, so that a paper tells which state of the rules it rests on."""
    digest = hashlib.sha256()
    for path in sorted(PACKS.glob("*/*.yaml")):
        content = path.read_bytes()
        digest.update(f"{path.parent.name}/{path.name}:{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def data_hash(paper: Paper) -> str:
    """SHA-256 of what the paper says, its footer left out."""
    said = json.dumps(as_data(replace(paper, foot="")), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def with_foot(paper: Paper, template: str, version: str, rules: str = "") -> Paper:
    """The paper with its footer. `rules`: what its figures rest on, where that is more than the packs."""
    foot = (
        f"编号 {paper.number} · 模板 {template} 第 {version} 版 · "
        f"规则 {rules or rules_hash()[:SHOWN]} · 数据 {data_hash(paper)[:SHOWN]}"
    )
    return replace(paper, foot=foot)
