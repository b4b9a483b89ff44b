"""What the creditor typed for papers alone, and which attachments prove what: cleaned, kept as JSON to be sealed."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Self
from uuid import UUID

from jieqing.claims.papers.catalogue import Field, fields
from jieqing.claims.papers.schedule import instalments
from jieqing.claims.papers.sums import fen_in
from jieqing.claims.rules.details import plain
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

LONGEST = {"line": 200, "lines": 4_000, "schedule": 4_000, "date": 20, "money": 40, "choice": 40}
FORMS = {
    "original": Words("原件", "original"),
    "copy": Words("复印件", "copy"),
    "electronic": Words("电子数据", "electronic data"),
}
_TEXTS = ("proves", "source", "device")


@dataclass(frozen=True, slots=True)
class Chosen:
    """An attachment that is to prove something; `form` an id of FORMS or ''."""

    file_id: UUID
    proves: str = ""
    form: str = ""
    source: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """Fields as typed and cleaned, and the exhibits in their order."""

    typed: Mapping[str, str] = field(default_factory=dict)
    exhibits: tuple[Chosen, ...] = ()

    def to_text(self) -> str:
        """JSON to be sealed."""
        rows = [{**asdict(each), "file_id": str(each.file_id)} for each in self.exhibits]
        return json.dumps({"typed": dict(self.typed), "exhibits": rows}, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The facts of `to_text`; none of ''."""
        if not text:
            return cls()
        kept = json.loads(text)
        return cls(kept["typed"], tuple(Chosen(**{**row, "file_id": UUID(row["file_id"])}) for row in kept["exhibits"]))


class NotKept(Refusal):
    """Some of what was typed can't be read. `each` names every field; as a refusal it speaks of the first."""

    def __init__(self, each: Iterable[Refusal]) -> None:
        self.each = tuple(each)
        first = self.each[0]
        super().__init__(first.code, first.message, remedy=first.remedy, field=first.field, status=first.status)


def with_typed(before: PaperFacts, typed: Mapping[str, str]) -> PaperFacts:
    """The facts with what was typed now; '' empties a field. Raises NotKept that names every wrong one."""
    kept, refused = dict(before.typed), list[Refusal]()
    for field_id, words in typed.items():
        try:
            clean = cleaned(field_id, words)
        except Refusal as no:
            refused.append(no)
            continue
        kept.pop(field_id, None)
        if clean:
            kept[field_id] = clean
    if refused:
        raise NotKept(refused)
    return PaperFacts(kept, before.exhibits)


def with_exhibits(before: PaperFacts, chosen: Iterable[Chosen]) -> PaperFacts:
    """The facts with these exhibits in this order. Raises NotKept."""
    kept = tuple(chosen)
    refused = []
    for no, each in enumerate(kept, 1):
        for name in _TEXTS:
            value = getattr(each, name)
            if len(value) > LONGEST["line"]:
                refused.append(_too_long(f"{name}-{no}", Words("证据说明", "What the exhibit shows")))
            try:
                plain(f"{name}-{no}", Words("证据说明", "What the exhibit shows"), value)
            except Refusal as no_:
                refused.append(no_)
        if each.form and each.form not in FORMS:
            refused.append(_unreadable(f"form-{no}", Words("证据形式", "Form of the exhibit")))
    if len({each.file_id for each in kept}) != len(kept):
        refused.append(_unreadable("exhibits", Words("同一份材料选了两次", "A paper chosen twice")))
    if refused:
        raise NotKept(refused)
    return PaperFacts(before.typed, kept)


def cleaned(field_id: str, typed: str) -> str:
    """A value as it is kept: days ISO, the rest as typed without spaces around. Raises Refusal naming the field."""
    about = fields().get(field_id)
    if about is None or about.kind is None:
        raise Refusal(
            "field_unknown",
            Words(f"没有“{field_id[:40]}”这一项。", f"There is no field “{field_id[:40]}”."),
            remedy=Words("字段名见接口文档。", "For the names of fields see the API's description."),
            field=field_id,
        )
    plain(field_id, about.name, typed, is_long=about.kind in ("lines", "schedule"))
    words = typed.replace("\r\n", "\n").strip()
    if len(words) > LONGEST[about.kind]:
        raise _too_long(field_id, about.name)
    return _read(about, words) if words else ""


def _read(about: Field, words: str) -> str:
    if about.kind == "choice" and words not in about.choices:
        raise _unreadable(about.id, about.name)
    if about.kind == "money" and fen_in(words) is None:
        raise _unreadable(about.id, about.name, Words("写成 12000 或 1.2万。", "Write it as 12000 or 1.2万."))
    if about.kind == "date":
        try:
            return date.fromisoformat(words).isoformat()
        except ValueError:
            raise _unreadable(about.id, about.name, Words("写成 2026-12-15。", "Write it as 2026-12-15.")) from None
    if about.kind == "schedule":
        try:
            instalments(words)
        except ValueError as line:
            remedy = Words(
                f"每行一期，写成 2026-12-31 20000；这一行读不懂：{str(line)[:40]}",
                f"A line for each, such as 2026-12-31 20000; this one can't be read: {str(line)[:40]}",
            )
            raise _unreadable(about.id, about.name, remedy) from None
    return words


_CHOOSE = Words("从给出的选项里选。", "Choose one of those given.")


def _unreadable(field_id: str, name: Words, remedy: Words = _CHOOSE) -> Refusal:
    words = Words(f"“{name.zh}”没看懂。", f"This could not be read: {name.en.lower()}.")
    return Refusal("field_unreadable", words, remedy=remedy, field=field_id)


def _too_long(field_id: str, name: Words) -> Refusal:
    words = Words(f"“{name.zh}”太长。", f"Too long: {name.en.lower()}.")
    remedy = Words("写短一些；长的内容可以当材料附上。", "Shorten it, or attach it as a paper.")
    return Refusal("field_too_long", words, remedy=remedy, field=field_id)
