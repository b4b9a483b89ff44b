"""Papers that people attach: checked for what they are, sealed, and kept in a store outside the database.

Job: take a file, tell what it really is, seal it under its subject's key, keep it, give it back as a download.
Owns: files_storedfile, the sealed objects in the store, the catalogue of accepted types. Calls: evidence, kit, vault.
Law: CN-PI-01. Start reading at: service.py, data/types.yaml
"""
