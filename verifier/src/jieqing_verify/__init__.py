"""Checks what the evidence log of Jieqing says, without Jieqing: RFC 6962 trees, C2SP notes, RFC 3161 stamps."""

from jieqing_verify.wrong import Wrong

__all__ = ["Wrong"]
