"""What the verifier says when something does not hold."""

LONGEST_SHOWN = 120


class Wrong(Exception):  # noqa: N818 - not a fault of the program: a verdict on what it was given
    """One verdict of "this does not hold".

    `code` is for machines ("root_mismatch"); `zh` and `en` say the same in plain words.
    """

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(f"{code}: {en}")
        self.code, self.zh, self.en = code, zh, en


def shown(text: str) -> str:
    """A stranger's name or path made fit to be shown: no control or direction marks, and not endless."""
    fit = "".join(char if char.isprintable() else "\ufffd" for char in text[: LONGEST_SHOWN + 1])
    return fit if len(fit) <= LONGEST_SHOWN else fit[:LONGEST_SHOWN] + "…"
