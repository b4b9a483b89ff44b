"""Bytes that don't open: altered, cut, moved elsewhere, or sealed with another key."""


class Damaged(Exception):  # noqa: N818 - the service turns it into a refusal
    """Raised by a cipher; it says nothing of why, on purpose."""
