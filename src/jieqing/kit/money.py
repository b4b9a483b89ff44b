"""Money is an integer number of fen (1 yuan = 100 fen); rates are Decimal per cent."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal


def yuan_to_fen(yuan: Decimal | int | float) -> int:
    """Fen of an amount in yuan, rounded half up to the fen."""
    return int((Decimal(str(yuan)) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def percent_of(fen: int, pct: Decimal) -> int:
    """`pct` per cent of `fen`, rounded half up to the fen: what is charged."""
    return int((Decimal(fen) * pct / 100).quantize(Decimal(1), ROUND_HALF_UP))


def percent_of_down(fen: int, pct: Decimal) -> int:
    """`pct` per cent of `fen`, rounded down to the fen: what a cap allows."""
    return int((Decimal(fen) * pct / 100).quantize(Decimal(1), ROUND_DOWN))


def yuan_text(fen: int) -> str:
    """'1,234.50'; whole yuan lose the fen: '1,234'."""
    yuan, rest = divmod(abs(fen), 100)
    sign = "-" if fen < 0 else ""
    return f"{sign}{yuan:,}.{rest:02d}" if rest else f"{sign}{yuan:,}"
