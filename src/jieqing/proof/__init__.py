"""Evidence that its holder can show to others: packs, look-up codes, the public page, the log as it is served.

Job: put together what proves the entries about one thing; let outsiders look a proof up and check it without us.
Owns: proof_code, data/entries.yaml; the pages below /proof/ and the files below /log/.
Calls: claims, documents, evidence, files, kit, law, mandates, vault.
Law: CN-EV-01, CN-EV-02, CN-EV-03, CN-EV-04 (what a court presumes, and what it asks), CN-PI-03.
Start reading at: service.py, assembling.py, rules/manifest.py
"""
