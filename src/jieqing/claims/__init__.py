"""The claim: what can be asked, until when, by which road.

Job: turn a creditor's own words into a draft claim with its gaps; keep it as a claim, with what names anybody sealed.
Owns: claims_*, intake/data (fields, phrases, words), data (ages, workflow, details, words).
Calls: documents, evidence, files, identity, kit, law, privacy, vault. Law: CN-INT, CN-LIM, CN-RT, CN-FEE.
Start reading at: intake/read.py, service.py, assessing.py
"""
