"""The claim: what can be asked, until when, by which road.

Job: turn a creditor's own words into a draft claim with its gaps; keep it as a claim, with what names anybody sealed.
Owns: claims_claim, intake/data (fields, phrases, words), data (ages, workflow, details, words).
Calls: evidence, files, kit, law, privacy, vault. Law: CN-LIM-01 (ageing). Start reading at: intake/read.py, service.py
"""
