"""Days and lengths of time as people write them."""

from datetime import date

import pytest

from jieqing.claims.intake.readers.lengths import lengths
from jieqing.claims.intake.readers.moments import moments
from jieqing.claims.intake.text import fold

TODAY = date(2026, 6, 10)


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("2016年7月25日", "2016-07-25"),
        ("２０２４年１２月３１号", "2024-12-31"),
        ("二〇一六年三月", "2016-03"),
        ("二零二四年十二月三十一日", "2024-12-31"),
        ("13年底", "2013-12"),
        ("24年7月拉的货", "2024-07"),
        ("21年11月", "2021-11"),
        ("2014.7.11", "2014-07-11"),
        ("2024-11-01", "2024-11-01"),
        ("2025-03", "2025-03"),
        ("2012年底前", "2012-12"),
        ("我从13年到现在", "2013"),
        ("陈某12015年2月26日", "2015-02-26"),
        ("2018年的货款", "2018"),
        ("2023年2月30日", "2023-02"),
    ],
)
def test_reads_a_day_without_knowing_today(words: str, iso: str) -> None:
    assert [moment.iso for moment in moments(fold(words).plain, None)] == [iso]


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("去年5月", "2025-05"),
        ("前年", "2024"),
        ("今年3月5日", "2026-03-05"),
        ("上个月5号", "2026-05-05"),
        ("昨天", "2026-06-09"),
        ("8月31日还清", "2025-08-31"),
        ("说年底给", "2025-12"),
    ],
)
def test_counts_relative_words_from_today_and_reads_none_without_it(words: str, iso: str) -> None:
    assert [moment.iso for moment in moments(words, TODAY)] == [iso]
    assert moments(words, None) == ()


@pytest.mark.parametrize("words", ["工作了13年", "借了10年没还", "3年了", "二十年", "三年多", "五年之内"])
def test_takes_a_length_of_time_for_no_year(words: str) -> None:
    assert moments(words, TODAY) == ()


def test_gives_a_bare_month_the_year_said_before_it() -> None:
    first, second = moments("2014年8月18日借两万,后又在9月27日再借三万", None)
    assert (first.iso, second.iso, second.is_guessed) == ("2014-08-18", "2014-09-27", True)


@pytest.mark.parametrize(
    ("start", "months", "days", "iso"),
    [
        ("2016年3月4日", 6, 0, "2016-09-04"),
        ("2015年8月31日", 1, 0, "2015-09-30"),
        ("2015年8月20日", 0, 10, "2015-08-30"),
        ("2012年9月", 12, 0, "2013-09"),
        ("2019年", 12, 0, "2020"),
        ("2019年", 6, 0, None),
        ("2012年9月", 0, 10, None),
    ],
)
def test_adds_a_term_as_exactly_as_the_day_is_known(start: str, months: int, days: int, iso: str | None) -> None:
    (moment,) = moments(start, None)
    assert moment.later(months, days) == iso


@pytest.mark.parametrize(
    ("words", "months"),
    [
        ("一年半", 18),
        ("一个半月", 1.5),
        ("三个多月", 3),
        ("两三年", 24),
        ("1年8个月", 20),
        ("一年零三个月", 15),
        ("2.5年", 30),
        ("三个季度", 9),
        ("半年", 6),
        ("大半年", 6),
        ("个把月", 1),
        ("8天", 0.27),
        ("两周", 0.47),
        ("十几年", 120),
    ],
)
def test_reads_a_length_of_time_in_months(words: str, months: float) -> None:
    assert [length.as_months for length in lengths(words)] == [months]


@pytest.mark.parametrize("words", ["2016年7月25日", "12月底", "三月份", "2024年", "第3天", "九年级"])
def test_takes_a_date_for_no_length(words: str) -> None:
    assert lengths(words) == ()
