"""The contract between creditor and agency; in this slice, its fee rules only.

Job: what an agency would really cost in three outcomes, and the legal cap on it. Owns: nothing stored.
Calls: agencies, law, kit. Law: CN-AG-01, 02, 02a, 03, 05, 05a, 07, 08, 09, 09a, 10. Start reading at: rules/fees.py
"""
