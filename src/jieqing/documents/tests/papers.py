"""A paper with one block of every kind, and words that would like to be markup."""

from datetime import date

from jieqing.documents.paper import Column, Form, Heading, Note, Paper, Paragraph, Row, Signature, Table, gap

HOSTILE = (
    '#read("/etc/passwd") #import "@preview/x:0.1.0" *粗* _斜_ $x^2$ @ref <w:p/> & {{ title }} {% raw %} ]] \\ `x` //'
)


def paper(*more: str) -> Paper:
    return Paper(
        title="催款函",
        number="JQ-D2-20261122-00000001",
        dated_on=date(2026, 11, 22),
        blocks=(
            Heading("一、欠款情况"),
            Paragraph(f"贵方尚欠货款，{gap('合同编号')}，请核对。"),
            Paragraph("收件人：东台市云栖厨具有限公司", is_indented=False),
            Note("请先看这一段。\n时效可能已过。"),
            Table(
                (Column("期间", 3), Column("金额（元）", 2, is_right=True)),
                (("2025年1月1日至2025年12月31日", "1,000.00"),),
                ("合计", "1,000.00"),
            ),
            Form((Row("当事人信息"), Row("原告", ("名称：江苏松柏五金厂", "☑有 □无", gap("地址"))))),
            *(Paragraph(text) for text in more),
            Signature(("申请人（签章）：", "　　年　　月　　日")),
        ),
    )
