"""Pure decisions on mandates."""
