"""An event as somebody tells it: what it must hold, and what it cannot be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from uuid import UUID

from jieqing.claims.intake.correct import MOST_FEN
from jieqing.claims.rules.details import LONGEST_NOTE, plain
from jieqing.claims.rules.event_kinds import event_kinds
from jieqing.kit.catalogue import read_yaml
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

EARLIEST = date(1987, 1, 1)  # the General Principles of Civil Law: before them no limitation was counted
PROOFS: Mapping[str, Words] = {
    "": Words("还没有证据", "no proof yet"),
    "held": Words("证据在我手里", "I hold the proof"),
    "file": Words("证据是这份材料", "one of the papers proves it"),
}
# A promise names the day that is promised, which mostly lies ahead.
MAY_END_LATER = ("promise",)
WITH_SUM = ("part_payment", "promise", "set_off")


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What was told of an event; fields as in `rules.case.Event`. `proof`: '', 'held' or 'file' (then its id).

    Of a promise `ended_on` is the day that was promised and `amount_fen` the sum.
    """

    kind: str
    on: date
    ended_on: date | None = None
    channel: str = ""
    cause: str = ""
    reached: bool | None = None
    proof: str = ""
    proof_file_id: UUID | None = None
    amount_fen: int | None = None
    part: int | None = None
    note: str = ""

    @property
    def same(self) -> tuple[object, ...]:
        """What makes two of them one."""
        return self.kind, self.on, self.ended_on, self.amount_fen, self.part


class NotKept(Refusal):
    """Some of what was told can't be so. `each` names every field; as a refusal it speaks of the first."""

    def __init__(self, each: Iterable[Refusal]) -> None:
        self.each = tuple(each)
        first = self.each[0]
        super().__init__(first.code, first.message, remedy=first.remedy, field=first.field, status=first.status)


@cache
def choices(name: str) -> Mapping[str, Words]:
    """The ids and words of 'channel' or 'cause'."""
    path = Path(__file__).parents[1] / "data" / "event_choices.yaml"
    rows = read_yaml(path)[name]
    return {key: Words(**words) for key, words in rows.items()}


def allow(told: Happened, others: Iterable[tuple[object, ...]], on: date) -> None:
    """Raises NotKept where the event can't be so as of that day, or where `others` (their `same`) hold it already."""
    refused = [no for no in (_kind(told), *_days(told, on), _sum(told), *_choices(told), _note(told)) if no]
    if refused:
        raise NotKept(refused)
    if told.same in set(others):
        raise NotKept([_twice()])


def _kind(told: Happened) -> Refusal | None:
    if told.kind in event_kinds():
        return None
    return _no("event_kind_unknown", "kind", Words("没有选是什么事。", "What happened was not chosen."), _CHOOSE)


def _days(told: Happened, on: date) -> Iterable[Refusal | None]:
    if told.on > on:
        words = Words("这一天还没到。", "That day is still to come.")
        yield _no(
            "event_in_the_future", "on", words, Words("写事情发生的那天。", "Write the day on which it happened.")
        )
    elif told.on < EARLIEST:
        words = Words(f"早于 {EARLIEST.year} 年，像是写错了。", f"Before {EARLIEST.year}: that looks like a slip.")
        yield _no("event_too_early", "on", words, Words("对着材料看一下年份。", "Compare the year with your papers."))
    if told.ended_on is None:
        return
    if told.ended_on < told.on:
        words = Words("结束的日子早于开始的日子。", "It ends before it begins.")
        yield _no("event_ends_before", "ended_on", words, Words("两个日子对换或改正。", "Mend one of the two days."))
    elif told.ended_on > on and told.kind not in MAY_END_LATER:
        words = Words("结束的日子还没到。", "The day on which it ended is still to come.")
        yield _no("event_in_the_future", "ended_on", words, Words("还没结束就留空。", "Leave it empty while it lasts."))


def _sum(told: Happened) -> Refusal | None:
    needs = event_kinds()[told.kind].needs if told.kind in event_kinds() else ()
    if told.amount_fen is None:
        if "amount" not in needs:
            return None
        words = Words("没有写金额。", "The sum is missing.")
        return _no("event_sum_missing", "amount", words, Words("写对方付了多少。", "Write how much was paid."))
    if told.kind not in WITH_SUM:
        words = Words("这种事没有金额。", "An event of this kind has no sum.")
        return _no(
            "event_sum_misplaced", "amount", words, Words("清空金额，或另记一笔还款。", "Empty it, or add a payment.")
        )
    if not 0 < told.amount_fen < MOST_FEN:
        words = Words("金额要大于 0。", "The sum must be above 0.")
        return _no("event_sum_absurd", "amount", words, Words("写实际付的金额。", "Write the sum that was paid."))
    return None


def _choices(told: Happened) -> Iterable[Refusal | None]:
    for name, value in (("channel", told.channel), ("cause", told.cause)):
        if value and value not in choices(name):
            yield _no(f"event_{name}_unknown", name, Words("没有这一项。", "There is no such choice."), _CHOOSE)
    if told.kind == "suspension" and not told.cause:
        yield _no("event_cause_missing", "cause", Words("没有选是什么障碍。", "The obstacle was not chosen."), _CHOOSE)
    if told.proof not in PROOFS or (told.proof == "file") != (told.proof_file_id is not None):
        yield _no("event_proof_unknown", "proof", Words("没有选是哪份材料。", "The paper was not chosen."), _CHOOSE)


def _note(told: Happened) -> Refusal | None:
    try:
        plain("note", Words("备注", "Note"), told.note, is_long=True)
    except Refusal as no:
        return no
    if len(told.note) <= LONGEST_NOTE:
        return None
    words = Words(f"备注超过 {LONGEST_NOTE:,} 字。", f"The note is over {LONGEST_NOTE:,} characters.")
    return _no("field_too_long", "note", words, Words("请写短一些。", "Shorten it."))


_CHOOSE = Words("从列表里选一项。", "Choose one of the list.")


def _no(code: str, field: str, words: Words, remedy: Words) -> Refusal:
    return Refusal(code, words, remedy=remedy, field=field)


def _twice() -> Refusal:
    return Refusal(
        "event_there_already",
        Words("这件事已经记过一次。", "This event stands there already."),
        remedy=Words(
            "同一天真有两笔的，合成一笔记，或写明不同的金额。",
            "If there were two on a day, add them up or give each its sum.",
        ),
        field="on",
        status=409,
    )
