"""What people call the divisions."""

import pytest

from jieqing.law.divisions import divisions
from jieqing.law.place_names import meanings, names, short


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("昆山", ["320583"]),
        ("昆山市", ["320583"]),
        ("江苏", ["32"]),
        ("恩施", ["4228", "422801"]),  # the prefecture before the city it holds
        ("吉林", ["22", "2202"]),  # the province before the city
        ("大丰市", ["320904"]),  # a rank of its past
        ("开县", ["500154"]),
        ("上饶县", ["361104"]),
        ("园区", ["320571"]),
        ("张浦", ["320583"]),
        ("盛泽镇", ["320509"]),
        ("没有这个地方", []),
    ],
)
def test_a_name_means_these_places(name: str, codes: list[str]) -> None:
    assert [meaning.code for meaning in meanings(name)] == codes


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("昆山市", "昆山"),
        ("恩施土家族苗族自治州", "恩施"),
        ("浦东新区", "浦东"),
        ("丰县", ""),
        ("苏州工业园区", ""),
        ("内蒙古自治区", "内蒙古"),
    ],
)
def test_a_short_name_has_lost_its_rank(name: str, expected: str) -> None:
    assert short(name) == expected


def test_every_name_means_divisions_that_exist() -> None:
    known = divisions()
    unknown = {called.code for found in names().values() for called in found if called.code not in known}
    assert not unknown


def test_every_county_of_suzhou_and_yancheng_has_its_towns() -> None:
    counties = {code for code in divisions() if code.startswith(("3205", "3209")) and len(code) == 6}
    with_towns = {called.code for found in names().values() for called in found if called.kind == "town"}
    assert counties <= with_towns
