"""Ledgers become claims: the file is read, tried, imported as a whole, and can be undone as a whole.

Job: read any ledger that a bookkeeper has, say what is wrong in which row, and make claims of the rest.
Owns: claims_import, claims_columnmemory, data (columns, dropped columns, totals).
Calls: evidence, files, kit, law, vault. Start reading at: reading/ledger.py, importing.py, carrying_out.py
"""
