"""A witness of transparency logs (C2SP tlog-witness): sign a checkpoint only where it extends what was seen before.

Job: answer add-checkpoint, and tell monitors the latest checkpoint that was cosigned. Whoever distrusts the house runs
one: it needs no Django, no database of the house and no word of ours.
Owns: a directory of its own: its key, its memory, a lock.
Calls: kit, jieqing_verify.
Law: 在线诉讼规则 art. 17: a court weighs the platform's interest and its process; so others than the platform watch it.
Start reading at: judging.py, witnessing.py, memory.py.
"""
