"""A process that appends entries without end, for tests that kill it.

    python appending.py DATABASE_URL

After each commit it writes "+" and the things that its entries are about, after each rollback "-"; one line, at once.
"""

import os
import random
import sys
import time
from itertools import count
from uuid import UUID

import dj_database_url
from django.conf import settings

TENANT = UUID("0190a000-0000-7000-8000-0000000000a1")


def main(url: str) -> None:
    settings.configure(DATABASES={"default": dj_database_url.parse(url)}, NODE="node-test", USE_TZ=True)
    from django import db

    from jieqing.kit.actor import Actor

    actor, chance = Actor("user:1", TENANT, frozenset({"creditor"}), 1), random.Random()
    for number in count():
        try:
            mark, about = _act(actor, chance, is_doomed=number % 7 == 6)
        except db.Error:  # the database is gone: who knows whether this was committed
            db.connections.close_all()
            time.sleep(0.1)
            continue
        os.write(1, f"{mark} {' '.join(map(str, about))}\n".encode())
        time.sleep(chance.random() * 0.02)


def _act(actor, chance, *, is_doomed):
    """One transaction with one to sixty entries."""
    from jieqing.evidence import log
    from jieqing.evidence.log import Committed
    from jieqing.kit.ids import new_id
    from jieqing.kit.rows import acting

    about = [new_id() for _each in range(chance.choice([1, 1, 2, 3, 60]))]
    try:
        with acting(actor):
            if len(about) > 3:
                log.append_all(actor, "claims.claim_saved", {each: Committed(os.urandom(32), b"s") for each in about})
            else:
                for each in about:
                    log.append(actor, "claims.claim_saved", about=each)
            if is_doomed:
                raise ZeroDivisionError
    except ZeroDivisionError:
        return "-", about
    return "+", about


if __name__ == "__main__":
    main(sys.argv[1])
