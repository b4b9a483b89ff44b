"""The papers and their fields, read once from `data/`: what there is, for which claims, with which words."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jieqing.kit.catalogue import read_yaml
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

DATA = Path(__file__).parent / "data"
Kind = Literal["line", "lines", "date", "money", "choice", "schedule"]


@dataclass(frozen=True, slots=True)
class Field:
    """What a paper needs: typed by the creditor (`kind`), or from the claim (`kind` None: mended on its page, or by
    typing another field, `typed`).
    """

    id: str
    name: Words
    kind: Kind | None
    group: str
    choices: Mapping[str, Words]
    is_optional: bool
    typed: str = ""


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A paper that can be made; `kinds` of debt that it is for (empty: every kind). Its words: `text()`."""

    id: str
    text_id: str
    version: str
    name: Words
    purpose: Words
    kinds: frozenset[str]
    side: Literal["creditor", "debtor"]
    asks_signature: bool
    demands: bool
    checks: tuple[str, ...]
    rules: tuple[str, ...]


@cache
def fields() -> Mapping[str, Field]:
    """All fields by id, in the order of the form."""
    rows = _read("fields")
    typed = {key: _field(key, row, row["kind"]) for key, row in rows["fields"].items()}
    return typed | {key: _field(key, row, None) for key, row in rows["computed"].items()}


@cache
def groups() -> Mapping[str, Words]:
    """The headings of the form, in order."""
    return {key: Words(**row) for key, row in _read("fields")["groups"].items()}


@cache
def relations() -> Mapping[str, tuple[str, str]]:
    """Kind of debt → (what lies between the two sides, cause of action); kinds without an own name are absent."""
    return {key: (row["relation"], row["cause"]) for key, row in _read("fields")["relations"].items()}


@cache
def papers() -> Mapping[str, PaperKind]:
    """All papers by id, in the order in which a claim needs them."""
    return {row["id"]: _paper(row) for row in _read("papers")}


def paper_kind(paper_id: str) -> PaperKind:
    """The paper of that id; raises Refusal (field 'paper')."""
    try:
        return papers()[paper_id]
    except KeyError:
        known = "、".join(papers())
        raise Refusal(
            "paper_unknown",
            Words(f"没有“{paper_id[:20]}”这种文书。", f"There is no paper “{paper_id[:20]}”."),
            remedy=Words(f"可以做的有：{known}。", f"There are: {', '.join(papers())}."),
            field="paper",
            status=404,
        ) from None


@cache
def text(text_id: str) -> Mapping[str, Any]:
    """The words of a paper: title, subtitle, blocks; shared rows of forms put in their places."""
    raw = _read(f"texts/{text_id}")
    for block in raw["blocks"]:
        if "form" in block:
            block["form"] = [row for given in block["form"] for row in _rows(given)]
    return raw  # type: ignore[no-any-return]


@cache
def threats() -> tuple[tuple[str, Words], ...]:
    """(words, why not) that may stand in no paper of a creditor."""
    return tuple((each, Words(**row["why"])) for row in _read("threats") for each in row["words"])


def _rows(given: Any) -> list[Any]:
    """A row as it is; `use` stands for the shared rows of that name, numbered on `from` a number where there is one."""
    if not isinstance(given, dict) or "use" not in given:
        return [given]
    shared = _read("texts/shared")[given["use"]]
    if "from" not in given:
        return list(shared)
    return [[f"{no}. {label}", said] for no, (label, said) in enumerate(shared, given["from"])]


@cache
def _read(name: str) -> Any:
    return read_yaml(DATA / f"{name}.yaml")


def _field(key: str, row: Mapping[str, Any], kind: Kind | None) -> Field:
    choices = {value: Words(**words) for value, words in row.get("choices", {}).items()}
    name, is_optional = Words(row["zh"], row["en"]), row.get("optional", False)
    return Field(key, name, kind, row.get("group", ""), choices, is_optional, row.get("typed", ""))


def _paper(row: Mapping[str, Any]) -> PaperKind:
    return PaperKind(
        id=row["id"],
        text_id=row["text"],
        version=row["version"],
        name=Words(**row["name"]),
        purpose=Words(**row["for"]),
        kinds=frozenset(row.get("kinds", ())),
        side=row.get("side", "creditor"),
        asks_signature=row.get("asks_signature", False),
        demands=row.get("demands", False),
        checks=tuple(row["checks"]),
        rules=tuple(row["rules"]),
    )
