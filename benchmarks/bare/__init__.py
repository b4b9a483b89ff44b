"""A Django that does nothing, to measure the house against: one view, with the house's middleware and without any."""
