"""Seal, open, mask and erase what is personal.

Job: hold personal data sealed under a key of its subject, open them for a purpose that the role allows, never without
an entry in the log, and destroy them by destroying the key. Owns: the schema `vault` (wrapped data keys, public keys,
the blind index), the key store, the register of fields and purposes. Calls: kit, law, evidence.
Law: CN-PI-01 (a basis for every field), CN-PI-03 (no field beyond the purpose), CN-PI-14 (erasure).
Start reading at: data/register.yaml, service/sealing.py, service/opening.py
"""
