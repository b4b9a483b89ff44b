"""When a debt arose, when it was due, how long it has been owed. Rows: text, debt_date, due_date, ageing_months."""

from datetime import date

import pytest

from jieqing.claims.intake.readers import ageing, dates
from jieqing.claims.intake.text import fold

TOLD = [
    ("对方签了还款协议，欠88000元，2025年6月30日前付清，到期没付", None, "2025-06-30", None),
    ("2023年7月10日他借了我15万，借条写明半年内归还", "2023-07-10", "2024-01-10", None),
    ("2022年6月向我借款4.5万元，承诺2022年12月31日还", "2022-06", "2022-12-31", None),
    ("2022年6月1日他向我借3万，借期一年，利息1分", "2022-06-01", "2023-06-01", None),
    ("2024年5月送的货，账期三个月，4万5没给", "2024-05", "2024-08", None),
    ("2024年3月卖给他一批瓷砖，说好年底结账，5万块到现在没见着", "2024-03", "2024-12", None),
    ("21年11月借给表弟7万，没打借条", "2021-11", None, None),
    ("2017年做的工程，25万到现在还没给", "2017", None, None),
    ("转让协议约定2026年6月30日前付清50万余款", None, "2026-06-30", None),
    ("欠我们公司钢材款十五万六，账龄11个月", None, None, 11),
    ("一万七的广告费，半年了还没结", None, None, 6),
    ("工程早就验收了，尾款120万拖了一年半", None, None, 18),
    ("公司拖欠两个月工资不发", None, None, 2),
    ("五年前借给战友20万，到现在一分没还", None, None, 60),
    ("货款1万8，一个半月了还不给", None, None, 1.5),
    ("判决三年了，一分钱没执行到", None, None, 36),
    ("货款欠了8天", None, None, 0.27),
    ("四个礼拜了，运费3800还没见到", None, None, 0.93),
    ("二十天过去，稻子钱一分没见，四万", None, None, 0.67),
    ("铜丝款挂账两年零一个月", None, None, 25),
    ("饲料钱欠了有十一个来月，四万五", None, None, 11),
    ("欠苗木款一年半了，六万三", None, None, 18),
    ("拖着我2022年的树苗款，五万二", "2022", None, None),
    ("2025年3月4号出库的纸箱，七万八没给", "2025-03-04", None, None),
    ("村里说等拨款，工程款等了两年半", None, None, 30),
    ("从二月起房租就没交，一个月2300，到现在七个月", None, None, 7),
    ("站长压着我们七个人两个月的跑单费", None, None, 2),
    ("22年在我这修的车，配件7650", "2022", None, None),
]
PLEADED = [
    (
        "原告诉称：2015年3月1日，被告向原告借款5万元，借款期限自2015年3月1日至2016年2月29日。请求判令被告归还5万元，"
        "并从2016年3月1日起按年利率6%支付利息。",
        "2015-03-01",
        "2016-02-29",
        None,
    ),
    (
        "原告乙，1980年5月6日出生。原告诉称：2012年7月被告借款1万元，2013年1月又借2万元，约定2013年底前还清，至今未还。",
        "2012-07",
        "2013-12",
        None,
    ),
    (
        "被告自2011年起多次向原告借款。2014年2月18日，双方结算，被告出具借条。请求判令被告归还借款。",
        "2014-02-18",
        None,
        None,
    ),
]
SILENT = [
    "我2014年5月至今在这家公司上班，每月工资3000元，公司欠薪",
    "我离厂四五天了，工资一直不发",
    "还有半个月的工资没给我",
    "工作三年了，老板拖着工资",
    "2000年10月28日出生，老板不给工资",
    "我们离婚两年了，房子还有贷款没还",
    "租期三年，押金不退",
    "如违约超过20天就另付违约金，现在没还",
    "等了半天没人来，钱不退",
    "定金付了，对方不交货，合同写的2025年4月20日交货",
]


@pytest.mark.parametrize(("text", "arose", "due", "months"), [*TOLD, *PLEADED])
def test_reads_when_it_arose_and_fell_due(text: str, arose: str | None, due: str | None, months: float | None) -> None:
    folded = fold(text)
    found = {key: reading.value for key, reading in (dates.read(folded) | ageing.read(folded)).items()}
    assert (found.get("debt_date"), found.get("due_date"), found.get("ageing_months")) == (arose, due, months)


@pytest.mark.parametrize("text", SILENT)
def test_reads_no_day_of_a_job_a_birth_or_a_marriage(text: str) -> None:
    folded = fold(text)
    assert dates.read(folded) | ageing.read(folded) == {}


def test_a_relative_day_stays_unread_without_a_today() -> None:
    text = "去年5月送的货，货款没给"
    assert dates.read(fold(text)) == {}
    assert dates.read(fold(text, date(2026, 1, 1)))["debt_date"].value == "2025-05"


def test_a_day_with_a_guessed_year_is_less_sure() -> None:
    text = "他去年3月借了2万，说8月31日还"
    found = dates.read(fold(text, date(2026, 1, 1)))
    assert found["due_date"].value == "2025-08-31"
    assert found["due_date"].confidence < found["debt_date"].confidence
