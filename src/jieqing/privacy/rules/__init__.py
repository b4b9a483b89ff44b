"""Pure decisions: the sections of the notice and their differences, bounds of keeping, the clock of a request."""
