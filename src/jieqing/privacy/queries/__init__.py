"""The questions, by concept: the notice, how long things are kept, the register, requests."""
