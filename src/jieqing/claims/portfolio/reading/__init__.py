"""Bytes → rows: pure, knows no database and no clock. Enter by `ledger.read_ledger` and `payments.read_payments`."""
