"""The bounds of a rate that is entered: by size alone, whatever the row before says."""

from datetime import date
from decimal import Decimal

import pytest

from jieqing.claims.rules.lpr import LprTable
from jieqing.claims.rules.rate_entry import allowed
from jieqing.kit.refusal import Refusal

ON = date(2026, 11, 22)
JUNE = date(2026, 6, 20)
SOURCE = "全国银行间同业拆借中心 2026-06-20 公告"


def _after(pct: str) -> LprTable:
    return LprTable(((date(2025, 5, 20), Decimal(pct)),), date(2025, 5, 20))


@pytest.mark.parametrize(("before", "pct"), [("0.60", "0.40"), ("9.80", "10.10")], ids=["under", "over"])
def test_a_rate_beyond_the_bounds_is_refused_even_one_step_away(before: str, pct: str) -> None:
    with pytest.raises(Refusal) as no:
        allowed(JUNE, Decimal(pct), SOURCE, _after(before), ON)
    assert (no.value.field, no.value.basis) == ("pct_year", "CN-LPR-03")


def test_a_sane_rate_keeps_its_source_in_plain_characters() -> None:
    assert (
        allowed(JUNE, Decimal("2.90"), "  全国银行间\t同业拆借中心  公告 ", _after("3.00"), ON)
        == "全国银行间 同业拆借中心 公告"
    )
