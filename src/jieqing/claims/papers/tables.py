"""Tables on papers: what can be asked, how it was computed, what was delivered and paid, the plan, the exhibits."""

from collections.abc import Callable, Iterable, Mapping

from jieqing.claims.papers import saying
from jieqing.claims.papers.material import Material
from jieqing.claims.papers.schedule import instalments
from jieqing.claims.papers.sums import INTEREST, order_lines, sums
from jieqing.claims.papers.values import payments
from jieqing.claims.rules.assessment import Line
from jieqing.claims.rules.working import Segment, Working
from jieqing.documents.paper import Block, Column, Paragraph, Table, gap

_MONEY = Column("金额（元）", 3, is_right=True)
_FORMS = {"original": "原件", "copy": "复印件", "electronic": "电子数据"}


def table(name: str, material: Material) -> tuple[Block, ...]:
    """The blocks of a table that a text names; none where there is nothing to show."""
    return _TABLES[name](material)


def _asked(material: Material) -> tuple[Block, ...]:
    return _lines(material.assessment.asked.lines, material)


def _order(material: Material) -> tuple[Block, ...]:
    return _lines(order_lines(material.case, material.assessment.asked.lines), material)


def _lines(lines: tuple[Line, ...], material: Material) -> tuple[Block, ...]:
    """Each line with its range; below them what can be asked in all, and what is asked where the creditor chose."""
    rows, low, high = [], 0, 0
    for line in lines:
        low, high = low + line.low.fen, high + line.high.fen
        rows.append((line.name.zh, saying.money_range(line.low.fen, line.high.fen), saying.references(line.low.rules)))
    columns = (Column("项目", 4), Column("金额（元）", 4, is_right=True), Column("依据", 7))
    total = ("合计", saying.money_range(low, high), "")
    chosen = sums(lines, material.typed)
    if chosen.total is None or (low == high == chosen.total):
        return (Table(columns, tuple(rows), total),)
    said = f"其中利息、违约金{saying.figures(chosen.interest or 0)}元，费用{saying.figures(chosen.costs or 0)}元"
    return (Table(columns, (*rows, total), ("本次主张", saying.figures(chosen.total), said)),)


def _working(material: Material) -> tuple[Block, ...]:
    return _workings(line for line in material.assessment.asked.lines if line.kind in INTEREST)


def _order_working(material: Material) -> tuple[Block, ...]:
    return _workings(
        line for line in order_lines(material.case, material.assessment.asked.lines) if line.kind in INTEREST
    )


def _double_working(material: Material) -> tuple[Block, ...]:
    return _workings(line for line in material.assessment.asked.lines if line.kind == "judgment_extra")


def _workings(lines: Iterable[Line]) -> tuple[Block, ...]:
    """Each line's segments; two tables where the line is a range."""
    found: list[Block] = []
    for line in lines:
        ends = [("", line.low)] if line.low == line.high else [("（下限）", line.low), ("（上限）", line.high)]
        for which, working in ends:
            if working.segments or working.fen:
                found += [Paragraph(f"{line.name.zh}{which}：", is_indented=False), _segments(working)]
    return tuple(found)


def _segments(working: Working) -> Table:
    columns = (
        Column("期间（首尾日均计）", 7), Column("基数（元）", 4, is_right=True), Column("利率", 4),
        Column("天数", 2, is_right=True), _MONEY, Column("依据", 6),
    )  # fmt: skip
    rows = [_segment(segment) for segment in working.segments]
    if working.paid_fen:
        rows.append(
            ("已付款抵充", "", "", "", f"-{saying.figures(working.paid_fen)}", saying.references(["CN-ALLOC-02"]))
        )
    if working.rounding_fen:
        cents = working.rounding_fen
        sign = "-" if cents < 0 else ""
        rows.append(("合计后一次四舍五入的差额", "", "", "", f"{sign}{saying.figures(abs(cents))}", ""))
    return Table(columns, tuple(rows), ("小计", "", "", "", saying.figures(working.fen), ""))


def _segment(segment: Segment) -> tuple[str, ...]:
    return (
        saying.stretch(segment), saying.figures(segment.base_fen), saying.rate(segment), str(segment.days),
        saying.figures(segment.fen), saying.references([segment.rule]),
    )  # fmt: skip


def _parts(material: Material) -> tuple[Block, ...]:
    parts = material.case.parts
    if not parts:
        return ()
    columns = (
        Column("序号", 2), Column("合同号、发票号", 5), Column("交付日期", 4), Column("应付日期", 4),
        *(Column(name, 4, is_right=True) for name in ("应付（元）", "已付（元）", "未付（元）")),
    )  # fmt: skip
    rows = []
    for part in parts:
        handed = part.delivered_on or part.invoiced_on
        rows.append(
            (
                str(part.no),
                material.marks.get(part.row or 0, "") or "—",
                saying.day(handed) if handed else gap("交付日期"),
                saying.span(part.due) if part.due else "—",
                saying.figures(part.amount_fen),
                saying.figures(part.received_fen),
                saying.figures(max(0, part.amount_fen - part.received_fen)),
            )
        )
    owed, got = sum(part.amount_fen for part in parts), sum(part.received_fen for part in parts)
    left = sum(max(0, part.amount_fen - part.received_fen) for part in parts)
    return (Table(columns, tuple(rows), ("", "合计", "", "", *map(saying.figures, (owed, got, left)))),)


def _payments(material: Material) -> tuple[Block, ...]:
    paid = payments(material.events, material.on)
    if not paid:
        return ()
    rows = [
        (saying.day(each.on), saying.figures(each.amount_fen or 0), "有" if each.proof else "待补") for each in paid
    ]
    total = sum(each.amount_fen or 0 for each in paid)
    columns = (Column("付款日期", 4), _MONEY, Column("凭证", 3))
    return (
        Paragraph("已付款：", is_indented=False),
        Table(columns, tuple(rows), ("合计", saying.figures(total), "")),
    )


def _schedule(material: Material) -> tuple[Block, ...]:
    found = instalments(material.typed.get("schedule", ""))
    if not found:
        return (Paragraph(gap("还款计划：每期的日期和金额")),)
    rows = [(str(no), saying.day(on), saying.figures(fen)) for no, (on, fen) in enumerate(found, 1)]
    columns = (Column("期数", 2), Column("付款日期", 4), _MONEY)
    return (Table(columns, tuple(rows), ("合计", "", saying.figures(sum(fen for _, fen in found)))),)


def _exhibits(material: Material) -> tuple[Block, ...]:
    columns = (
        Column("序号", 2), Column("证据名称", 5), Column("来源", 4), Column("形式", 3), Column("证明对象和内容", 6),
        Column("页码", 2),
    )  # fmt: skip
    rows = [
        (
            str(no),
            each.name,
            each.source or gap("来源"),
            _FORMS.get(each.form) or gap("原件或复印件"),
            each.proves or gap("证明什么"),
            each.pages or "—",
        )
        for no, each in enumerate(material.exhibits, 1)
    ]
    return (Table(columns, tuple(rows)),) if rows else (Paragraph(gap("证据：在欠款页上传材料")),)


def _electronic(material: Material) -> tuple[Block, ...]:
    columns = (Column("序号", 2), Column("形成方式、设备", 6), Column("文件的SHA-256", 9))
    rows = [
        (str(no), each.device or gap("在什么设备上怎么形成的"), _grouped(each.sha256))
        for no, each in enumerate(material.exhibits, 1)
        if each.form == "electronic"
    ]
    return (Table(columns, tuple(rows)),)


def _grouped(digest: str) -> str:
    """Eight hexadecimal digits at a time, so that two can be compared by eye."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


_TABLES: Mapping[str, Callable[[Material], tuple[Block, ...]]] = {
    "asked": _asked,
    "double_working": _double_working,
    "electronic": _electronic,
    "exhibits": _exhibits,
    "order": _order,
    "order_working": _order_working,
    "parts": _parts,
    "payments": _payments,
    "schedule": _schedule,
    "working": _working,
}
