"""Unified social credit codes (GB 32100-2015) and the organisation code inside them (GB 11714-1997)."""

_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def is_registration_code(code: str) -> bool:
    """Whether the text is a well-formed code of 18 characters with a right check character (GB 32100-2015, 4.4)."""
    return len(code) == 18 and all(c in _CODE for c in code) and check_character(code[:17]) == code[17]


def registration_code(authority: str, region: str, organisation: str) -> str:
    """The code of `authority` (2 characters), `region` (6 digits) and `organisation` (8 characters)."""
    body = f"{authority}{region}{organisation}{_organisation_check(organisation)}"
    return body + check_character(body)


def check_character(body: str) -> str:
    """The 18th character that belongs to the first 17."""
    total = sum(_CODE.index(c) * weight for c, weight in zip(body, _CODE_WEIGHTS, strict=True))
    return _CODE[(31 - total % 31) % 31]


def _organisation_check(organisation: str) -> str:
    total = sum(_ORGANISATION.index(c) * w for c, w in zip(organisation, _ORGANISATION_WEIGHTS, strict=True))
    remainder = (11 - total % 11) % 11
    return "X" if remainder == 10 else str(remainder)
