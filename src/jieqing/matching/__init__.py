"""The agencies that fit a claim, in order, and why.

Job: hard filters, an exact order over the indicators, the reasons in words. Owns: nothing stored; an index in memory.
Calls: agencies, mandates, law, kit. Law: CN-AG-20, 21, 22, CN-PI-06. Start reading at: rules.py
"""
