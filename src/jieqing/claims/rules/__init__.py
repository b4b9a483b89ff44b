"""Pure decisions about saved claims: how old they are, what may be done with them, what of them is kept where."""
