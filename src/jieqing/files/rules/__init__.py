"""What a file is, by its content alone; and whether it may come in, under which name."""
