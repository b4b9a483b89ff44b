"""`jieqing sequencer`, as a program that loads little of the house: keeps the log, publishes it, asks outsiders."""

import argparse
import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Event

from jieqing.evidence.anchors import keeping as anchors
from jieqing.evidence.integrating import Broken
from jieqing.evidence.sequencer import run
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.site.log_places import log_places, log_policy, log_signer
from jieqing.site.logs import FixedParts
from jieqing.site.secret_files import take_secret_files
from jieqing_verify.keys import LogSigner
from jieqing_verify.policy import Policy

log = logging.getLogger("jieqing.site.sequencing")


def main(arguments: Sequence[str] | None = None) -> int:
    """Until SIGTERM or SIGINT; exit code 2 for a refusal, 1 where the log's tables are not what was signed."""
    asked = _options().parse_args(arguments)
    try:
        places = log_places()
        signer = log_signer(places.keys)
        if asked.print_vkeys:
            print("\n".join(signer.vkeys()))
            return 0
        take_secret_files()
        return _keep(_database_url(), places.directory, signer, log_policy(places, signer))
    except Refusal as refusal:
        from jieqing.kit.terminal import EXIT_REFUSED, say_refusal  # noqa: PLC0415 - takes long to import

        say_refusal(refusal)
        return EXIT_REFUSED


def _keep(database_url: str, directory: Path, signer: LogSigner, policy: Policy) -> int:
    handler = logging.StreamHandler()
    handler.setFormatter(FixedParts())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    stop, beside = Event(), [anchors.beside()]
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_heard: stop.set())
    try:
        run(database_url, signer, policy, directory, stop=stop, beside=beside)
    except Broken as broken:
        log.critical("the log is not what was signed code=%s size=%d", broken.code, broken.size)
        return 1
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="jieqing sequencer",
        description="Keep the evidence log: give committed entries their place in the tree, sign and publish it, ask"
        " the witnesses of its policy. One leads at a time; others stand by (demo and serve run one, too).",
        epilog="DATABASE_SEQUENCER_URL names the database as the role jieqing_sequencer; JIEQING_LOG,"
        " JIEQING_LOG_POLICY and JIEQING_LOG_KEYS name the published directory, the policy file and the file of keys;"
        " JIEQING_TSA and JIEQING_TSA_ROOTS, time-stamping authorities and who vouches for them.",
    )
    parser.add_argument("--print-vkeys", action="store_true", help="print both verifier keys of the log, and end")
    return parser


def _database_url() -> str:
    url = os.environ.get("DATABASE_SEQUENCER_URL")
    if not url:
        raise Refusal(
            "no_sequencer_url",
            Words("没有设置 DATABASE_SEQUENCER_URL。", "DATABASE_SEQUENCER_URL is not set."),
            remedy=Words(
                "写上以 jieqing_sequencer 角色登录数据库的地址。",
                "Name the database there, as the role jieqing_sequencer.",
            ),
            field="DATABASE_SEQUENCER_URL",
            status=503,
        )
    return url


if __name__ == "__main__":
    sys.exit(main())
