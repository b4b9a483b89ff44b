"""A wording that can be published: the first text with its places filled in."""

from jieqing.kit.words import Words
from jieqing.privacy.rules.notice import first_wording


def filled() -> dict[str, Words]:
    """Every section, without a 【 left."""
    return {
        key: Words(*(side.replace("【", "").replace("】", "") for side in words))
        for key, words in first_wording().items()
    }
