"""The name of a file: what a person may read and a browser may save, without tricks.

Removed: folders before it, control characters, invisible ones, those that turn the direction of writing (a name that
ends in 'gpj.exe' can be made to read 'exe.jpg'), and what Windows does not allow. The rest stays as it was written.
"""

import re
import unicodedata

MOST_CHARACTERS = 120
_HIDDEN = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_EXTENSION = re.compile(r"(?P<stem>.*)\.(?P<extension>[A-Za-z0-9]{1,8})", re.DOTALL)
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def cleaned(filename: str) -> tuple[str, str]:
    """(stem, extension in lower case without its dot) of a name as a browser or a person sent it; either may be ''.

    What follows the last dot is an extension only if it is one to eight Latin letters and digits, not digits alone:
    '对账单2024.12' has none.
    """
    name = unicodedata.normalize("NFC", filename)
    name = "".join(c for c in name if unicodedata.category(c) not in _HIDDEN)
    name = _FORBIDDEN.sub("_", re.split(r"[/\\]", name)[-1]).rstrip(" .")
    match = _EXTENSION.fullmatch(name)
    if match is None or match["extension"].isdigit():
        return _bounded(name.strip(" .")), ""
    return _bounded(match["stem"].strip(" .")), match["extension"].lower()


def _bounded(stem: str) -> str:
    stem = " ".join(stem.split())[:MOST_CHARACTERS].strip()
    return f"_{stem}" if _DEVICES.fullmatch(stem) else stem
