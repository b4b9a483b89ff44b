"""A card in words: what it is called where no name may stand, and its sum."""

from jieqing.claims.intake.fields import Field, fields
from jieqing.kit.money import yuan_text
from jieqing.kit.words import Words

NOT_KNOWN = Words("不清楚", "not known")


def title_words(debtor_kind: str | None, debt_kind: str | None) -> Words:
    """'公司欠的货款', 'A company: goods supplied'."""
    kinds = fields()
    debtor = choice(kinds["debtor_kind"], debtor_kind) or Words("对方", "the other side")
    debt = choice(kinds["debt_kind"], debt_kind) or Words("款项", "money")
    return Words(f"{debtor.zh}欠的{debt.zh}", f"{debtor.en[0].upper()}{debtor.en[1:]}: {debt.en}")


def about_words(amount_fen: int) -> Words:
    """'约 9.6 万元', 'about 96,000 yuan'."""
    yuan = amount_fen // 100
    zh = f"约 {amount_fen / 1_000_000:g} 万元" if 10_000 <= yuan < 100_000_000 else f"约 {yuan_text(amount_fen)} 元"
    return Words(zh, f"about {yuan_text(amount_fen)} yuan")


def choice(field: Field, value: str | None) -> Words | None:
    """The words of one of a field's choices; None where nothing is known."""
    return field.choices.get(value) if value else None
