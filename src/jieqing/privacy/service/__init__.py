"""The verbs, by concept: the notice, how long things are kept, requests."""
