"""Papers of a claim: which fit, what is still missing in them, PDF and DOCX, the court packet, many at once.

Job: fill a paper from a claim with its gaps left visible; hold it back where a rule says so; make and hand it out.
Owns: claims_paperbatch, data (fields, papers, texts, threats).
Calls: documents, evidence, files, identity, kit, law, vault.
Start reading at: data/papers.yaml, filling.py, service.py
"""
