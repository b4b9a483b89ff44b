"""What people type of themselves and others: names, addresses of mail, registration codes, reasons."""

import re
import unicodedata

from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.law.registration import is_registration_code

LONGEST_NAME = 199
LONGEST_EMAIL = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets
LONGEST_REASON = 500
# Controls, and format characters: those that turn the reading direction (U+202A-202E, U+2066-2069) or take no room.
# Private and unassigned code points stay: rare characters in people's names stand there.
HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
EMAIL = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[^@\s<>,;:\"()\[\]\\.]+(\.[^@\s<>,;:\"()\[\]\\.]+)+")


def name_given(text: str, field: str) -> str:
    """A name as it is kept: composed (NFC), single spaces, 1 to 199 characters; Refusal naming `field` otherwise."""
    if any(map(_is_hidden, text)):
        raise _hidden(field)
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise Refusal(
            "name_missing",
            Words("名称还没有写。", "The name is missing."),
            remedy=Words("请写上名称。", "Please write it."),
            field=field,
        )
    if len(name) > LONGEST_NAME:
        raise _too_long(field, LONGEST_NAME)
    return name


def email_given(text: str, field: str = "email") -> str:
    """An address in lower case, of one @ and a domain with a dot; raises Refusal."""
    address = text.strip().lower()
    if len(address) > LONGEST_EMAIL or not EMAIL.fullmatch(address) or any(map(_is_hidden, address)):
        raise Refusal(
            "email_unreadable",
            Words("这不像一个邮箱地址。", "This does not look like an e-mail address."),
            remedy=Words("写一个完整的地址，如 name@example.com。", "Write it in full, such as name@example.com."),
            field=field,
        )
    return address


def code_given(text: str, field: str = "registration_code") -> str:
    """A unified social credit code with a right check character (GB 32100-2015); raises Refusal."""
    code = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if not is_registration_code(code):
        raise Refusal(
            "registration_code_wrong",
            Words("这个统一社会信用代码不对。", "This registration code is not right."),
            remedy=Words(
                "照营业执照抄 18 位，字母里没有 I、O、S、V、Z。",
                "Copy the 18 characters from the business licence; the letters I, O, S, V, Z do not occur.",
            ),
            field=field,
        )
    return code


def reason_given(text: str, field: str = "reason") -> str:
    """A reason of 1 to 500 characters for an act that others will want explained; raises Refusal."""
    reason = text.strip()
    if any(_is_hidden(character) for character in reason if character not in "\r\n\t"):
        raise _hidden(field)
    if not reason:
        raise Refusal(
            "reason_missing",
            Words("没有写理由。", "The reason is missing."),
            remedy=Words("写一句为什么；它会留在记录里。", "Say in a sentence why; it stays on record."),
            field=field,
        )
    if len(reason) > LONGEST_REASON:
        raise _too_long(field, LONGEST_REASON)
    return reason


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in HIDDEN


def _hidden(field: str) -> Refusal:
    return Refusal(
        "hidden_characters",
        Words(
            "里面有看不见的字符（控制符，或改变阅读方向的符号）。",
            "It contains characters that cannot be seen: controls, or marks that turn the reading direction.",
        ),
        remedy=Words("删掉后重新输入，不要从别处粘贴。", "Delete it and type it again rather than pasting it."),
        field=field,
    )


def _too_long(field: str, most: int) -> Refusal:
    return Refusal(
        "too_long",
        Words("超过 {most} 个字符。", "It is longer than {most} characters.").filled(most=most),
        remedy=Words("请写短一些。", "Please write it shorter."),
        field=field,
    )
