"""Keep one log of all that changed and of all that was opened or refused, which the application can only add to.

Job: append an entry in the transaction of the change itself; list the entries of one thing; give each entry its place
in a tree that is signed, published, cosigned and anchored, so that outsiders can check it; check the whole.
Owns: the schema `evidence`: entries, tree, checkpoints, cosignatures, anchors; the directory of published files; the
schema `house`, whose functions every policy asks.
Calls: kit.
Law: CN-PI-20 (logs at least six months); salted digests only, so that what is erased stays erased.
Start reading at: log.py, sequencer.py, integrating.py, check.py, migrations/sql/.
"""
