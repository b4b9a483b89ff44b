"""What the verifier says when something does not hold."""


class Wrong(Exception):  # noqa: N818 - not a fault of the program: a verdict on what it was given
    """One verdict of "this does not hold".

    `code` is for machines ("root_mismatch"); `zh` and `en` say the same in plain words.
    """

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(f"{code}: {en}")
        self.code, self.zh, self.en = code, zh, en
