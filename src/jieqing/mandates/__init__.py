"""The contract between creditor and agency: what it would cost, the card by which they meet, the case that is opened.

Job: what an agency would really cost in three outcomes, and the legal cap on it; a card without anybody in it, sent to
an agency that asks, declines or accepts; the case opened to it under signed terms, until a day. Owns: cards, their
messages, that a card waits; the SQL functions house.agency, house.card_step.
Calls: agencies, claims, evidence, identity, kit, law, privacy, vault.
Law: CN-AG-01, 02, 02a, 03, 05, 05a, 07, 08, 09, 09a, 10; CN-PI-05, CN-PI-06.
Start reading at: rules/fees.py, rules/card.py, rules/states.py, migrations/sql/0001_rls.sql
"""
