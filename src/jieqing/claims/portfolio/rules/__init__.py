"""What lines of a ledger come to: which belong together, and the claim that each group is."""
