"""Who writes, whether it is a debt, where else it belongs, and the help line."""

import pytest

from jieqing.claims.intake.tests.told import readings, told


@pytest.mark.parametrize(
    ("text", "owes"),
    [
        ("我是欠钱的，想分期", True),
        ("我在网上借了三万，现在还不上，催收天天打电话给我", True),
        ("信用卡逾期了，银行说要起诉我怎么办", True),
        ("债主把我告了，我没钱还", True),
        ("他欠我三万不还，我该怎么要回来", False),
        ("朋友借我两万，催他他说没钱还", False),
        ("公司拖欠我工资，我没钱交房租了", False),
    ],
)
def test_knows_whether_the_writer_owes(text: str, owes: bool) -> None:
    assert told(text)["writer_is_debtor"] is owes


@pytest.mark.parametrize(
    ("text", "is_debt"),
    [
        ("货款三万不给", True),
        ("钢棚是我搭的，讲好十九万，给了十一万，剩八万", True),
        ("你们周末上班吗，我想过来咨询", False),
        ("怎么查一家公司是不是正常经营", False),
        ("营业执照丢了怎么补办", False),
    ],
)
def test_knows_whether_it_is_a_debt(text: str, is_debt: bool) -> None:
    assert told(text)["is_debt"] is is_debt


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("网上被骗了两万，报案了", "criminal"),
        ("公司拖欠工资", "labour"),
        ("离婚后他不给抚养费", "family"),
        ("健身房会员卡不给退", "consumer"),
        ("客户欠我钢材款三万", None),
    ],
)
def test_tells_where_else_it_belongs(text: str, place: str | None) -> None:
    assert told(text).get("belongs_elsewhere") == place


def test_despair_is_the_writers_own() -> None:
    assert told("我欠了网贷二十万，还不上，真的不想活了")["shows_despair"] is True
    assert "shows_despair" not in told("我弟弟欠了网贷，被逼得自杀了")
    assert "shows_despair" not in told("他说再催就去跳楼，欠我三万")
    assert "shows_despair" not in told("客户欠我货款三万不给")


@pytest.mark.parametrize(
    "text", ["", "。", "😀😀", "a" * 50, "<script>alert(1)</script>", "欠" * 3000, "原告" * 2000, "被告：" * 1500]
)
def test_survives_odd_texts(text: str) -> None:
    for key, reading in readings(text).items():
        assert all(0 <= span.start < span.end <= len(text) for span in reading.spans), key


@pytest.mark.parametrize(
    ("text", "despairs"),
    [
        ("欠了三十万还不上，天天被催，真的不想活了", True),
        ("债主堵门，我好想死，一了百了算了", True),
        ("欠网贷八万，站在楼顶想跳下去", True),
        ("我吞过安眠药，离开这个世界就不用还了", True),
        ("塔吊上吊顶的活是我干的，三万没给", False),
        ("这笔账想尽快了结此事，请问怎么起诉", False),
        ("烧炭厂欠我木头款两万", False),
        ("老板威胁说要跳楼，就是不给工资", False),
        ("他把账做成死账，要死扛到底不还钱", False),
    ],
)
def test_despair_is_read_from_plain_words_and_from_little_else(text: str, despairs: bool) -> None:
    assert ("shows_despair" in told(text)) is despairs
