"""Pages: what everybody reads, what one asks of the host, what an operator edits."""
