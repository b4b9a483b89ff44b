"""When two values count as the same in an equality search: what people write differently and mean alike."""

import re
import unicodedata

from jieqing.vault.rules.register import Mask


def comparable(kind: Mask, value: str) -> str:
    """The value in the one form that is compared; '' where nothing is left of it.

    NFKC, no spaces or invisible characters, one case; of a telephone number the digits, without the country's 86.
    """
    folded = unicodedata.normalize("NFKC", value).casefold()
    folded = "".join(c for c in folded if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf"))
    if kind == "phone":
        digits = re.sub(r"\D", "", folded)
        return re.sub(r"^(?:00)?86(?=1\d{10}$)", "", digits)
    if kind == "id_number":
        return re.sub(r"[^0-9a-z]", "", folded)
    return folded
