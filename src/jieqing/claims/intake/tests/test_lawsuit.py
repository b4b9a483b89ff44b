"""How far it has gone to court; security; the clause about the forum."""

import pytest

from jieqing.claims.intake.tests.told import told


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("法院判决对方给我货款二十八万，生效半年了", "judged"),
        ("货款的事官司赢了，他不给", "judged"),
        ("调解书写的分六期，第二期就没给了", "judged"),
        ("劳动仲裁裁了，公司该给我两万，没动静", "judged"),
        ("执行局说终本了，还有十一万没拿到", "judged"),
        ("运费欠我九万，网上立案交上去了，法院说先诉前调解，等着", "filed"),
        ("欠我货款，已经立案", "filed"),
        ("他已经起诉我了，欠供应商三十万", "filed"),
        ("货款的案子开过庭了还没判", "filed"),
        ("借款到期未还，故诉至法院", "filed"),
        ("欠我两万，能起诉吗", "none"),
        ("老总欠薪水，想起诉他，要什么材料", "none"),
        ("欠货款，我要告股东行不行", "none"),
        ("如果起诉他，胜诉了不还能强制执行吗，欠我三万", "none"),
        ("公司欠工资，怎么申请仲裁", "none"),
    ],
)
def test_tells_how_far_it_has_gone(text: str, state: str) -> None:
    assert told(text)["judgment_or_lawsuit"] == state


@pytest.mark.parametrize(
    "text",
    [
        "货款一直不给，可以发律师函吗",
        "老板不给工资，警察会管吗",
        "信用卡还不上，会判刑吗",
        "欠我货款，我去告诉他老婆了",
    ],
)
def test_other_roads_are_no_lawsuit(text: str) -> None:
    assert "judgment_or_lawsuit" not in told(text)


@pytest.mark.parametrize(
    ("text", "guarantor", "collateral"),
    [
        ("借我八万，他妈做的担保", True, None),
        ("货款十万，股东签字担保", True, None),
        ("欠柴油款，船押给我了", None, True),
        ("借他八十万，房子抵押给我办了登记", None, True),
        ("借我三万，没有担保人也没有抵押", None, None),
        ("他房子抵押给银行了，欠我货款还不上", None, None),
        ("我投保人改成他了，借我两万不还", None, None),
    ],
)
def test_security_is_true_or_absent(text: str, guarantor: bool | None, collateral: bool | None) -> None:
    found = told(text)
    assert (found.get("guarantor"), found.get("collateral")) == (guarantor, collateral)


def test_reads_the_clause_about_the_forum() -> None:
    assert told("货款没付，合同约定争议提交苏州仲裁委员会仲裁")["forum_clause"] == "arbitration"
    assert told("货款没付，合同约定由我方所在地法院管辖")["forum_clause"] == "court"
    assert "forum_clause" not in told("公司欠工资，劳动仲裁了")
