"""Plain values of the directory, without a database."""
