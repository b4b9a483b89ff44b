"""One reader a concept: of a folded text, what it says and where; `../read.py` asks them in order."""
