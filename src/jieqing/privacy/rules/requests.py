"""Requests for one's rights (CN-PI-13): the kinds, and the clock (JQ-PI-01)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from jieqing.kit.words import Words
from jieqing.law.pack import at

RequestKind = Literal["access", "copy", "correct", "delete", "restrict", "explain", "other"]
RequestState = Literal["open", "answered", "declined", "withdrawn"]
CLOCK = "JQ-PI-01"
SOON_DAYS = 5

KINDS: dict[RequestKind, Words] = {
    "access": Words("查阅：有哪些关于我的信息", "Access: which data about me there are"),
    "copy": Words("复制：给我一份副本", "Copy: a copy for me"),
    "correct": Words("更正、补充：有不对或缺的", "Correct or complete: something is wrong or missing"),
    "delete": Words("删除", "Delete"),
    "restrict": Words("限制或拒绝处理", "Restrict or refuse the handling"),
    "explain": Words("解释规则或自动算出的结果", "Explain the rules or a computed result"),
    "other": Words("其他（撤回同意、投诉等）", "Other (withdrawing consent, a complaint, …)"),
}
STATES: dict[RequestState, Words] = {
    "open": Words("待答复", "Waiting for an answer"),
    "answered": Words("已答复", "Answered"),
    "declined": Words("未同意", "Declined"),
    "withdrawn": Words("已撤回", "Withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Clock:
    """How a request stands against its last day. `days_left` are calendar days, below zero when it is late."""

    days_left: int

    @property
    def is_late(self) -> bool:
        return self.days_left < 0

    @property
    def is_soon(self) -> bool:
        return 0 <= self.days_left <= SOON_DAYS


def due_on(asked_on: date) -> date:
    """The last day for the answer, so many days from Monday to Friday after that of asking, which does not count."""
    day, left = asked_on, int(at(CLOCK, asked_on))
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


def is_kind(text: str) -> bool:
    return text in get_args(RequestKind)
