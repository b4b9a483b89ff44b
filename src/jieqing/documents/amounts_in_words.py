"""Sums in Chinese capital numerals, as papers and bills write them beside the figures.

Source: 支付结算办法, annex 1 (正确填写票据和结算凭证的基本规定), 1997: 整 after 元, none after 分; 零 where figures in
between are nought. What the annex leaves open is settled here: no 整 after 角, no 零 where only the last figure before
万 or 元 is nought.
"""

DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = (("亿亿", 10**16), ("亿", 10**8), ("万", 10**4))
BOUND_YUAN = 10**20  # below ten thousand 亿亿


def in_words(fen: int) -> str:
    """'玖万陆仟叁佰元整' of a sum in fen (from 0, below BOUND_YUAN); raises ValueError outside."""
    if not 0 <= fen < BOUND_YUAN * 100:
        raise ValueError("no sum that can be written")
    yuan, rest = divmod(fen, 100)
    jiao, single = divmod(rest, 10)
    said = f"{_whole(yuan)}元" if yuan else ""
    if not rest:
        return f"{said or '零元'}整"
    said += f"{DIGITS[jiao]}角" if jiao else "零" if said else ""
    return said + (f"{DIGITS[single]}分" if single else "")


def _whole(number: int) -> str:
    """A number above 0: what counts in 亿亿, in 亿, in 万, then the rest; 零 where a part begins with nought."""
    for unit, size in _GROUPS:
        if number >= size:
            upper, lower = divmod(number, size)
            gap = "零" if lower and lower < size // 10 else ""
            return f"{_whole(upper)}{unit}{gap}{_whole(lower) if lower else ''}"
    return _below_ten_thousand(number)


def _below_ten_thousand(number: int) -> str:
    said, is_gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            said += ("零" if is_gap and said else "") + DIGITS[digit] + _PLACES[place]
        is_gap = not digit
    return said
