"""`jieqing witness`, as a program that loads nothing of the house: see --help."""

import argparse
import asyncio
import logging
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from jieqing.evidence.witness.known import Logs, logs_of, logs_of_policy
from jieqing.evidence.witness.serving import serve
from jieqing.evidence.witness.state import opened, vkeys
from jieqing.evidence.witness.witnessing import Witness
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing_verify import Wrong
from jieqing_verify.note import VerifierKey

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
EPILOG = """\
The address of a witness is its submission prefix and its monitoring prefix: POST /add-checkpoint,
GET /<SHA-256 of the origin, hex>/checkpoint. Put a proxy with TLS in front (docs/how-to/witness.md).
Never bring the state directory back from a backup: a witness that forgets can be led to sign a fork.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the witness until SIGTERM or SIGINT; exit code 2 for a refusal, 0 otherwise."""
    asked = _options().parse_args(arguments)
    try:
        if asked.print_vkeys:
            print("\n".join(vkeys(asked.state, asked.name)))
            return 0
        logs = _logs(asked)
        _refuse_taken_port(asked.host, asked.port)
        logging.basicConfig(
            level=logging.WARNING if asked.quiet else logging.INFO,
            format="%(asctime)s %(levelname)s %(name)s %(message)s",
        )
        with opened(asked.state, asked.name) as state:
            asyncio.run(serve(Witness(state.cosigner, logs, state.memory), asked.host, asked.port))
    except Refusal as refusal:
        from jieqing.kit.terminal import EXIT_REFUSED, say_refusal  # noqa: PLC0415 - loads more than all else here

        say_refusal(refusal)
        return EXIT_REFUSED
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="jieqing witness",
        description="Witness a transparency log (C2SP tlog-witness): sign its checkpoints, each only where it extends"
        " what was seen before.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--state", type=Path, required=True, metavar="DIR", help="directory of the key and the memory, made if absent")
    add("--name", help="name of a new witness, a URL without scheme such as lawyers.example/witness")
    add("--log", action="append", default=[], metavar="VKEY", help="a key of a log; repeat for each: all must sign")
    add("--policy", type=Path, metavar="FILE", help="a tlog-policy file; its log lines are taken, nothing else")
    add("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    add("--port", type=int, default=8030, help="port to listen on (default: %(default)s)")
    add("--quiet", action="store_true", help="log only what is wrong")
    add("--print-vkeys", action="store_true", help="print both verifier keys, made if there are none, and end")
    return parser


def _logs(asked: argparse.Namespace) -> Logs:
    try:
        keys = [VerifierKey.parse(vkey) for vkey in asked.log]
        listed = logs_of_policy(asked.policy.read_bytes()) if asked.policy else {}
    except Wrong as wrong:
        raise _unusable(Words(wrong.zh, wrong.en)) from None
    except OSError as error:
        raise _unusable(Words(str(error.strerror), str(error.strerror))) from None
    return logs_of([*keys, *(key for each in listed.values() for key in each)])


def _refuse_taken_port(host: str, port: int) -> None:
    """The server itself would share the port with whoever has it, and each get half of what is sent."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):
            raise Refusal(
                "port_taken",
                Words("不能使用 {host} 的端口 {port}。", "Port {port} of {host} cannot be used.").filled(
                    host=host, port=port
                ),
                remedy=Words("用 --port 另选一个。", "Choose another with --port."),
                field="port",
                status=409,
            ) from None


def _unusable(why: Words) -> Refusal:
    return Refusal(
        "logs_unusable",
        Words("不能读取要见证的日志：{why}", "The logs to witness cannot be read: {why}").filled(why=why),
        remedy=Words("检查 --log 和 --policy。", "Check --log and --policy."),
    )


if __name__ == "__main__":
    sys.exit(main())
