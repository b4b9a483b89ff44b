"""summary.pdf: in Chinese, what a pack proves, what it does not, and how anybody checks it (data/summary.yaml)."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from jieqing.documents.footer import with_foot
from jieqing.documents.paper import Block, Column, Form, Heading, Note, Paper, Paragraph, Row, Table
from jieqing.documents.pdf import pdf
from jieqing.evidence.holdings import Holding
from jieqing.kit.catalogue import read_yaml
from jieqing.kit.clock import SHANGHAI
from jieqing.law.pack import rule
from jieqing.proof.assembling import Proven, place, witnesses_of
from jieqing.proof.rules.manifest import Proved, Recording
from jieqing.proof.rules.telling import what
from jieqing.proof.subjects import Kind
from jieqing_verify.note import VerifierKey

FILE = Path(__file__).parent / "data" / "summary.yaml"
VERSION: Final = "1"
MOST_LISTED: Final = 500
LAW: Final = ("CN-EV-01", "CN-EV-02", "CN-EV-03", "CN-EV-04")
TYPES: Final = {0x01: "Ed25519", 0x04: "Ed25519（见证）", 0x06: "ML-DSA-44"}


def laid_out(kind: Kind, found: Proven, entries: Sequence[Proved], files: Sequence[Recording], now: datetime) -> bytes:
    """The summary of a pack as PDF/A; the same for the same contents."""
    return pdf(paper(kind, found, entries, files, now))


def paper(kind: Kind, found: Proven, entries: Sequence[Proved], files: Sequence[Recording], now: datetime) -> Paper:
    """The summary before it is laid out."""
    words = _words()
    blocks: list[Block] = [Note(words["first"]), *_proved(kind, found, now), *_not_proved(), *_check(found)]
    blocks += [*_keys(found), *_law(), *_entries(found, entries), *_files(files)]
    number = f"JQ-PROOF-{now.astimezone(SHANGHAI):%Y%m%d}-{str(found.subject)[-8:].upper()}"
    made = Paper(words["title"], number, now.astimezone(SHANGHAI).date(), tuple(blocks))
    return with_foot(made, "PROOF", VERSION)


def _proved(kind: Kind, found: Proven, now: datetime) -> Iterator[Block]:
    words = _words()["proved"]
    times = sorted(each.at for each in found.holdings)
    latest = max((each.stamp.size for each in found.stamps), default=0)
    said = {
        "origin": found.checkpoint.origin,
        "size": f"{found.checkpoint.size:,}",
        "witnessed": words["witnessed" if found.policy.quorum != "none" else "unwitnessed"],
        "stamped": words["stamped" if latest > found.indices[-1] else "unstamped"],
    }
    yield Heading(words["heading"])
    yield Form(
        (
            Row("关于什么", (f"{_words()['kinds'][kind]}（编号 {found.subject}）",)),
            Row("记录", (f"{len(times)} 条，{_moment(times[0])} 至 {_moment(times[-1])}",)),
            Row("日志", (found.checkpoint.origin,)),
            Row("检查点", (f"共 {found.checkpoint.size:,} 条记录，根摘要 {found.checkpoint.root.hex()}",)),
            Row("签名的见证方", tuple(_witnessed(found)) or ("密钥清单没有要求见证方",)),
            Row("第三方时间戳", tuple(_stamped(found)) or ("还没有",)),
            Row("链上回执（未核对）", tuple(_receipts(found)) or ("没有",)),
            Row("取证时间", (_moment(now),)),
        )
    )
    yield Paragraph(words["before"], is_indented=False)
    for item in words["after"]:
        yield Paragraph(f"· {item.format(**said)}", is_indented=False)


def _not_proved() -> Iterator[Block]:
    words = _words()["not_proved"]
    yield Heading(words["heading"])
    for item in words["items"]:
        yield Paragraph(f"· {item}", is_indented=False)


def _check(found: Proven) -> Iterator[Block]:
    words = _words()["check"]
    root = settings.PUBLIC_URL.rstrip("/")
    stamp_file = f"{found.stamps[0].stamp.size}-0" if found.stamps else "编号"
    said = {
        "check_url": root + reverse("proof:check"),
        "log_url": f"{root}/log/checkpoint",
        "stamp_file": stamp_file,
    }
    yield Heading(words["heading"])
    for item in words["items"]:
        yield Paragraph(str(item).format(**said), is_indented=False)


def _keys(found: Proven) -> Iterator[Block]:
    words = _words()["keys"]
    yield Heading(words["heading"])
    yield Paragraph(words["before"], is_indented=False)
    yield Note(" ".join(found.policy.fingerprint[start : start + 8] for start in range(0, 64, 8)))
    rows = [(f"日志 {log.key.name}", *_key(log.key)) for log in found.policy.logs]
    rows += [(f"见证方 {one.name}", *_key(one.key)) for one in found.policy.witnesses]
    yield Table((Column("谁的密钥", 5), Column("算法", 4), Column("公钥的 SHA-256", 9)), tuple(rows))
    yield Paragraph(words["after"], is_indented=False)


def _law() -> Iterator[Block]:
    words = _words()["law"]
    yield Heading(words["heading"])
    yield Paragraph(words["before"], is_indented=False)
    for rule_id in LAW:
        yield Paragraph(f"{rule(rule_id).reference.zh} 条：{rule(rule_id).says.zh}", is_indented=False)
    for item in words["fits"]:
        yield Paragraph(f"· {item}", is_indented=False)


def _entries(found: Proven, entries: Sequence[Proved]) -> Iterator[Block]:
    words = _words()["entries"]
    yield Heading(words["heading"])
    yield Paragraph(words["before"].format(count=len(entries)), is_indented=False)
    held = {place(each): each for each in found.holdings}
    rows = tuple(_listed(held[each.index], each) for each in entries[:MOST_LISTED])
    columns = (
        Column("位置", 2),
        Column("北京时间", 4),
        Column("发生了什么", 6),
        Column("操作者", 3),
        Column("内容", 4),
    )
    yield Table(columns, rows)
    if (rest := len(entries) - MOST_LISTED) > 0:
        yield Paragraph(words["more"].format(shown=MOST_LISTED, rest=rest), is_indented=False)


def _listed(held: Holding, entry: Proved) -> tuple[str, ...]:
    content = "没有内容"
    if entry.erased_on:
        content = f"已于 {entry.erased_on.isoformat()} 删除"
    elif held.body:
        content = f"见 opened/{entry.index}.json"
    return str(entry.index), _moment(held.at), what(held.event, held.code, held.at).zh, _who(held.actor), content


def _files(files: Sequence[Recording]) -> Iterator[Block]:
    if not files:
        return
    words = _words()["files"]
    yield Heading(words["heading"])
    yield Paragraph(words["before"], is_indented=False)
    rows = tuple((str(each.index), each.what, each.sha256) for each in files[:MOST_LISTED])
    yield Table((Column("记录", 2), Column("什么文件", 5), Column("SHA-256", 10)), rows)


def _witnessed(found: Proven) -> Iterator[str]:
    for one in witnesses_of(found):
        said = _moment(datetime.fromtimestamp(one.at_s, UTC)) if one.at_s else "没有签"
        yield f"{one.name}，{said}"


def _stamped(found: Proven) -> Iterator[str]:
    for each in found.stamps:
        at = _moment(each.at) if each.at else "（时间戳读不出来）"
        yield f"{each.authority}：位置小于 {each.stamp.size:,} 的记录，最晚 {at} 已经存在"


def _receipts(found: Proven) -> Iterator[str]:
    for each in found.receipts:
        yield f"根摘要（{each.size:,} 条记录）登记在链上，见 receipts/"


def _key(key: VerifierKey) -> tuple[str, str]:
    return TYPES.get(key.type, str(key.type)), hashlib.sha256(key.public).hexdigest()


def _who(actor: str) -> str:
    if actor.startswith("system:"):
        return "系统"
    return "没有登录的人" if actor == "anyone" else actor


def _moment(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


@cache
def _words() -> dict[str, Any]:
    read: dict[str, Any] = read_yaml(FILE)
    return read
