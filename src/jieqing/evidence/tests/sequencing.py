"""A sequencer as a process of its own, for tests that kill it.

    python sequencing.py DATABASE_URL KEYS POLICY DIRECTORY

Its log goes to standard error; SIGTERM ends it.
"""

import json
import logging
import signal
import sys
from pathlib import Path
from threading import Event

from jieqing.evidence import sequencer
from jieqing_verify.keys import LogSigner
from jieqing_verify.policy import Policy


def main(url: str, keys: str, policy: str, directory: str) -> None:
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    stop = Event()
    signal.signal(signal.SIGTERM, lambda _sign, _frame: stop.set())
    signer = LogSigner.load(json.loads(Path(keys).read_text()))
    sequencer.run(url, signer, Policy.parse(Path(policy).read_bytes()), Path(directory), stop=stop)


if __name__ == "__main__":
    main(*sys.argv[1:])
