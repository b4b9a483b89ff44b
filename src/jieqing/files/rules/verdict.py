"""What a reader says of a file's content."""

from enum import Enum


class Verdict(Enum):
    """NO: another kind. YES: whole. BROKEN: begins as this kind, but is cut short. MORE: something follows its end."""

    NO = "no"
    YES = "yes"
    BROKEN = "broken"
    MORE = "more"
