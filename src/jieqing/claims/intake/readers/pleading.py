"""Complaints and judgments: who sues whom, and where the head of the document speaks of each."""

import re
from dataclasses import dataclass
from typing import Literal

Side = Literal["creditor", "debtor", "other"]
HEAD_LENGTH = 1500  # A head lists the parties; beyond this the facts have begun.
_ROLE = re.compile(
    r"(?:反诉|原审|一审|二审|再审|共同|[一二两三四五六七八九十]|第[一二三四五])?"
    r"(?P<role>被上诉人|上诉人|原告|被告(?!人)|申请执行人|被执行人|被申请人|(?:再审)?申请人|第三人|(?:委托|法定|共同|诉讼|特别授权)*(?:诉讼)?代理人|法定代表人|负责人|经营者)"
    r"(?:[(][^)]{0,24}[)])?[:、]?\s*"
)
_CREDITOR_ROLES = frozenset({"原告", "上诉人", "申请执行人", "申请人", "再审申请人"})
_DEBTOR_ROLES = frozenset({"被告", "被上诉人", "被执行人", "被申请人"})
_HEAD_ENDS = re.compile(
    r"\n\s*\n(?!\s*(?:被告|委托|法定))|诉称|上诉称|诉至|辩称|向本院(?:提出|起诉)|诉讼请求|请求(?:判令|依法|法院)|纠纷一案|与被告|基于其提交"
)
_IS_PLEADING = re.compile(
    r"^(?:原告|上诉人|申请执行人|申请人)|(?:原告|上诉人|被告)[^。?]{0,60}(?:诉称|辩称|述称|上诉称|答辩)|"
    r"上诉称|答辩称|原审(?:判决|法院)|一审(?:判决|法院)认定|宣判后|诉讼请求[:是为]|审理查明|"
    r"(?:判令|请求)[^。]{0,12}被告|原告[^。]{0,80}被告|请求法院[^。?]{0,6}判"
)
_COURT_WORDS = ("告", "诉人", "本院", "诉称", "受理费")
_OF_A_COURT = re.compile(r"本院(?:经|认|另|查|提|根据|审)|诉称[:,]|案件受理费[^。]{0,40}负担|本判决|判决如下")
_NAME = re.compile(r"[^。,;:(\s、]{2,40}")
_NOT_A_NAME = re.compile(
    r"^(?:住|男|女|系|与|在|的|是|于|因|向|和|均|未|辩|诉|答|应|已|共同|之间|一方|方|单位|处|提|经|立|承|偿|支|给|签|出|归|借)"
)


@dataclass(frozen=True, slots=True)
class Party:
    """One party of the head: characters [start, end) speak of it; the name is [start, name_end) or empty."""

    side: Side
    start: int
    end: int
    name_end: int


@dataclass(frozen=True, slots=True)
class Pleading:
    """A complaint or judgment: its parties in order, and where its head ends."""

    parties: tuple[Party, ...]
    head_end: int

    def of(self, side: Side) -> list[Party]:
        return [party for party in self.parties if party.side == side]


def pleading(plain: str) -> Pleading | None:
    """The structure of a complaint or judgment, or None where the text is not one."""
    if not any(word in plain for word in _COURT_WORDS):
        return None
    named = any(word in plain for word in ("原告", "被告", "上诉人"))
    if not _OF_A_COURT.search(plain, 0, 3000) and not (named and _IS_PLEADING.search(plain, 0, 3000)):
        return None
    head_end = _head_end(plain)
    found = list(_ROLE.finditer(plain, 0, head_end))
    parties = []
    for index, role in enumerate(found):
        end = found[index + 1].start() if index + 1 < len(found) else head_end
        name = _NAME.match(plain, role.end(), end)
        named = name is not None and not _NOT_A_NAME.match(name[0])
        parties.append(Party(_side(role["role"]), role.end(), end, name.end() if name and named else role.end()))
    return Pleading(tuple(parties), head_end)


def _head_end(plain: str) -> int:
    """Where the list of parties stops: at the first statement, but not before both sides were named."""
    first = _HEAD_ENDS.search(plain, 0, HEAD_LENGTH)
    return first.start() if first else min(len(plain), HEAD_LENGTH // 5)


def _side(role: str) -> Side:
    if role in _CREDITOR_ROLES:
        return "creditor"
    return "debtor" if role in _DEBTOR_ROLES else "other"
