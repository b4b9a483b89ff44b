"""The command `jieqing-verify`: one verdict a line, in words; exit code 0 = holds, 1 = does not, 2 = could not look."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from cryptography import x509

from jieqing_verify import logwalk
from jieqing_verify.checkpoint import parse_checkpoint
from jieqing_verify.merkle import leaf_hash
from jieqing_verify.pack import verify_pack
from jieqing_verify.policy import Policy
from jieqing_verify.proof import TlogProof
from jieqing_verify.published import Source, source_of
from jieqing_verify.report import Language, Line, Report, command_words, line, status_word
from jieqing_verify.wrong import Wrong
from jieqing_verify.zipped import MOST_BYTES

SMALL_BYTES = 4 * 1024 * 1024  # of keys, roots, proofs, entries
MOST_FAULTS = 200  # that are told of one log
HOLDS, DOES_NOT_HOLD, COULD_NOT_LOOK = 0, 1, 2
OTHER_COMMANDS = """
核对整本日志 / a whole log:   jieqing-verify log DIR_OR_URL --policy policy.txt
核对一份证明 / one proof:     jieqing-verify proof FILE.tlog-proof ENTRY --policy policy.txt
"""


class CannotLook(Exception):  # noqa: N818 - the answer "I could not look", not a fault of the program
    """A file that the command was given cannot be read; `key` is one of the command's words."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key)
        self.key, self.values = key, values


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; gives its exit code. Bad usage raises SystemExit(2), as argparse does."""
    given = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks Chinese still gets its answer
    doors: dict[str, Callable[[list[str]], int]] = {"log": _log, "proof": _proof}
    try:
        return doors[given[0]](given[1:]) if given and given[0] in doors else _pack(given)
    except BrokenPipeError:  # who reads has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DOES_NOT_HOLD


def _pack(argv: list[str]) -> int:
    parser = _parser("jieqing-verify", "核对一个证据包 / check an evidence pack", epilog=OTHER_COMMANDS)
    parser.add_argument("pack", type=Path, help="证据包 (ZIP) / the pack")
    parser.add_argument(
        "--policy", type=Path, metavar="FILE", help="另行取得的密钥清单 / the list of keys got elsewhere"
    )
    parser.add_argument(
        "--tsa-root", type=Path, metavar="FILE", help="信任的时间戳根证书 (PEM) / trusted roots of time stamps"
    )
    chosen = parser.parse_args(argv)

    def look() -> Report:
        policy = None if chosen.policy is None else _read(chosen.policy, SMALL_BYTES)
        roots = [] if chosen.tsa_root is None else _roots(chosen.tsa_root)
        return verify_pack(_read(chosen.pack, MOST_BYTES), policy=policy, roots=roots)

    return _answer(look, chosen)


def _proof(argv: list[str]) -> int:
    parser = _parser("jieqing-verify proof", "核对一份 .tlog-proof 证明 / check one .tlog-proof")
    parser.add_argument("proof", type=Path, help="证明 / the proof")
    parser.add_argument("entry", type=Path, help="记录，一字不差 / the entry, octet by octet")
    parser.add_argument("--policy", type=Path, required=True, metavar="FILE", help="密钥清单 / the list of keys")
    chosen = parser.parse_args(argv)

    def look() -> Report:
        octets, entry = _read(chosen.proof, SMALL_BYTES), _read(chosen.entry, SMALL_BYTES)
        policy = _read(chosen.policy, SMALL_BYTES)
        try:
            proof = TlogProof.parse(octets)
            checkpoint = proof.verify(leaf_hash(entry), Policy.parse(policy))
        except Wrong as refusal:
            return _one(line("proof_wrong", zh=refusal.zh, en=refusal.en, because=refusal.code))
        return _one(line("proof_ok", index=proof.index, origin=checkpoint.origin, size=checkpoint.size))

    return _answer(look, chosen)


def _log(argv: list[str]) -> int:
    parser = _parser("jieqing-verify log", "核对整本公布的日志 / check a whole published log")
    parser.add_argument("log", help="日志的目录或网址 / the log's folder or address")
    parser.add_argument("--policy", type=Path, required=True, metavar="FILE", help="密钥清单 / the list of keys")
    parser.add_argument("--since", type=Path, metavar="FILE", help="以前见过的检查点 / a checkpoint seen earlier")
    chosen = parser.parse_args(argv)

    def look() -> Report:
        policy = _read(chosen.policy, SMALL_BYTES)
        since = None if chosen.since is None else _read(chosen.since, SMALL_BYTES)
        try:
            seen = None if since is None else parse_checkpoint(since)[0]
            found = logwalk.walk(_source(chosen.log), Policy.parse(policy), since=seen)
            checkpoint = found.verdict.require()
        except Wrong as refusal:
            return _one(line("log_wrong", zh=refusal.zh, en=refusal.en, because=refusal.code))
        faults = (logwalk.words(fault) for fault in found.faults[:MOST_FAULTS])
        said = [line("log_wrong", zh=fault.zh, en=fault.en, because=fault.code) for fault in faults]
        return Report(tuple(said)) if said else _one(line("log_ok", origin=checkpoint.origin, size=checkpoint.size))

    return _answer(look, chosen)


def _one(said: Line) -> Report:
    return Report((said,))


def _parser(name: str, what: str, epilog: str = "") -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=name,
        description=what,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--lang", choices=("zh", "en"), default=_language(), help="语言 / language")
    parser.add_argument("--json", action="store_true", help="给机器读的结果 / the result for machines")
    return parser


def _language() -> Language:
    """English where the locale names a language other than Chinese; Chinese where it is Chinese or says nothing."""
    named = next(filter(None, (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    said = named.partition(".")[0].partition("_")[0].lower()
    return "zh" if said in ("", "c", "posix", "zh") else "en"


def _answer(look: Callable[[], Report], chosen: argparse.Namespace) -> int:
    try:
        report = look()
    except CannotLook as refusal:
        print(command_words(refusal.key, chosen.lang, **refusal.values), file=sys.stderr)
        return COULD_NOT_LOOK
    if chosen.json:
        print(report.as_json())
    else:
        _print(report, chosen.lang)
    return HOLDS if report.is_proved else DOES_NOT_HOLD


def _print(report: Report, language: Language) -> None:
    for one in report.lines:
        print(f"[{status_word(one.status, language)}] {one.to(language)}")
    counts = {status: sum(one.status == status for one in report.lines) for status in ("ok", "unchecked", "wrong")}
    print()
    print(report.headline(language), command_words("counts", language, **counts))


def _read(path: Path, most: int) -> bytes:
    """The file, or its first octets where it is larger than it may be: one more than that, so that it is refused."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except (OSError, ValueError) as fault:  # a name with a NUL is a ValueError
        why = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
        raise CannotLook("unreadable", path=str(path), why=why) from None


def _source(where: str) -> Source:
    try:
        return source_of(where)
    except ValueError as fault:  # an address that is none
        raise CannotLook("unreadable", path=where, why=str(fault)) from None


def _roots(path: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(_read(path, SMALL_BYTES))
    except ValueError:
        raise CannotLook("no_certificate", path=str(path)) from None
