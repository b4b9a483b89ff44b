"""The agencies that fit a claim, in order, and why.

Job: hard filters, an exact order over the indicators, the reasons in words. Owns: nothing stored; an index in memory.
Calls: mandates, agencies, law, kit. Law: CN-AG-05, 05a, 13, 20–22, CN-PI-06. Start reading at: queries.py
"""
