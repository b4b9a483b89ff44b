"""The few nouns everyone needs.

Job: money, clock, actor, words in two languages, refusals. Owns: nothing stored.
Calls: nothing. Law: none. Start reading at: refusal.py
"""
