"""Pure decisions on notices: which, to whom, in what words, at what hour."""
