"""A made-up directory of any size, the questions asked of it, and the peers that answer the same questions."""
