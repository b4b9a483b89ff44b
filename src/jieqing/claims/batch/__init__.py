"""Job: compute many claims at once, on one core, on all of this machine, or on a Ray cluster; the same to the fen.

Start reading at: assess.py.
"""
