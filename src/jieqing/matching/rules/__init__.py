"""Pure decisions of matching: who fits a need, and in which order."""
