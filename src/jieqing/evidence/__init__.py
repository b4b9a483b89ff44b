"""Keep one log of all that changed and of all that was opened or refused, which the application can only add to.

Job: append an entry in the transaction of the change itself; list the entries of one thing.
Owns: the schema `evidence` and its table of entries; the schema `house`, whose functions every policy asks.
Calls: kit.
Law: CN-PI-20 (logs at least six months); salted digests only, so that what is erased stays erased.
Start reading at: log.py, migrations/sql/0001_log.sql.
"""
