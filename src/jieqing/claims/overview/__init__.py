"""Job: show a creditor all claims at once: how old, how long to sue, which road, who owes most, what to do first.

Start reading at: rules.py (pure), then queries.py.
"""
