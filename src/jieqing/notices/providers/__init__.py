"""The outside of this room: a mail server."""
