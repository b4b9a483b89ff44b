"""The pages that need many rooms at once.

Job: the front page, the result, the debtor's turn, the rules; the same answer over REST and the command line.
Owns: nothing stored. Calls: matching, mandates, claims, agencies, evidence, law, kit.
Law: shown, with force and source.
Start reading at: queries.py
"""
