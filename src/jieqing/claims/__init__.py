"""The claim: what can be asked, until when, by which road.

Job: turn a creditor's own words into a draft claim with its gaps. Owns: intake/data (fields, phrases, words).
Calls: kit, law. Law: none yet. Start reading at: intake/read.py
"""
