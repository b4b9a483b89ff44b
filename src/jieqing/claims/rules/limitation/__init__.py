"""Until when it is safe to sue: the period, what restarts it, what halts it, what is shorter, and how long to enforce.

Limitation is the debtor's defence, which courts don't raise (CN-LIM-20). Start reading at: limits.py, course.py
"""
