"""What may be done with a saved claim in which state, and the state it is in afterwards (`data/workflow.yaml`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jieqing.kit.catalogue import read_yaml
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

State = Literal["draft", "open", "withdrawn", "closed"]
Act = Literal["correct", "attach", "withdraw", "close", "reopen"]
LIVING: tuple[State, ...] = ("draft", "open")
ENDED: tuple[State, ...] = ("withdrawn", "closed")


@dataclass(frozen=True, slots=True)
class Named:
    """A state or an outcome in words; `tone` is a class of the style sheet."""

    id: str
    name: Words
    tone: str = ""


def after(act: Act, state: State, *, is_complete: bool) -> State:
    """The state an act leads to; raises Refusal (409) where the state doesn't allow it.

    `is_complete`: sum and kind of the debt are known.
    """
    row = _file()["acts"][act]
    if state not in row["from"]:
        raise _not_now(row, state)
    if row["to"] == "by_facts":
        return living_state(is_complete=is_complete)
    return state if row["to"] == "same" else row["to"]


def is_allowed(act: Act, state: State) -> bool:
    """Whether a claim in that state allows the act."""
    return state in _file()["acts"][act]["from"]


def living_state(*, is_complete: bool) -> State:
    """Open where the claim says enough for somebody to take it on, else a draft."""
    return "open" if is_complete else "draft"


def is_complete(amount_fen: int | None, debt_kind: str | None) -> bool:
    """Whether sum and kind are known: without them nobody can judge a claim, nor a fee be checked."""
    return bool(amount_fen) and debt_kind is not None


@cache
def states() -> Mapping[str, Named]:
    """The states by id."""
    return {key: Named(key, Words(row["zh"], row["en"]), row["tone"]) for key, row in _file()["states"].items()}


@cache
def outcomes() -> Mapping[str, Named]:
    """How a claim can have ended, by id."""
    return {key: Named(key, Words(row["zh"], row["en"])) for key, row in _file()["outcomes"].items()}


@cache
def _file() -> dict[str, Any]:
    path = Path(__file__).parents[1] / "data" / "workflow.yaml"
    found: dict[str, Any] = read_yaml(path)
    return found


def _not_now(row: dict[str, Any], state: State) -> Refusal:
    words, now = Words(row["zh"], row["en"]), states()[state].name
    named = Words(now.zh, now.en.lower())
    message = Words("这笔欠款{state}，不能{act}。", "This claim is {state}: you cannot {act}.")
    remedy = (
        Words("先恢复，再改。", "Reopen it first.")
        if state in ENDED
        else Words("刷新看看它现在的样子。", "Reload to see how it stands now.")
    )
    return Refusal("act_not_allowed", message.filled(state=named, act=words), remedy=remedy, status=409)
