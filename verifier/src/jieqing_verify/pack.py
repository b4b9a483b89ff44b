"""Checking an evidence pack (ZIP, `jieqing-pack/1`): what holds, what does not, what cannot be told from the pack.

First the ground: the pack is whole, the list of keys is the right one, one checkpoint is truly signed and witnessed. A
fault there ends the report, as nothing after it would mean anything. Then each entry, time stamp, receipt and
recording gets its own verdict (exhibits.py). Whatever is in the archive, the answer is a Report.
"""

import hashlib
from collections.abc import Iterator, Sequence

from cryptography.x509 import Certificate

from jieqing_verify import exhibits, manifest
from jieqing_verify.checkpoint import parse_checkpoint
from jieqing_verify.manifest import Manifest
from jieqing_verify.note import COSIGNED_MLDSA44, ED25519, Note, VerifierKey
from jieqing_verify.policy import NONE, Policy, Verdict
from jieqing_verify.proof import TlogProof
from jieqing_verify.report import Line, Report, line, moment, refused, wrong
from jieqing_verify.wrong import Wrong
from jieqing_verify.zipped import Zipped

MANIFEST = "manifest.json"
LARGEST_EVIDENCE = 2 * 1024 * 1024  # bytes of any one file that is read, not only hashed
BOTH_KINDS = {ED25519, COSIGNED_MLDSA44}  # a log signs with both, or a pack of it proves nothing


def verify_pack(archive: bytes, *, policy: bytes | None = None, roots: Sequence[Certificate] = ()) -> Report:
    """The verdicts on a pack. `policy`: the list of keys got elsewhere; `roots`: time-stamping authorities to trust."""
    said: list[Line] = []
    try:
        _judge(archive, policy, roots, said)
    except Wrong as refusal:
        said.append(refused(refusal))
    return Report(tuple(said))


def _judge(archive: bytes, expected: bytes | None, roots: Sequence[Certificate], said: list[Line]) -> None:
    files = Zipped(archive)
    listed = _manifest(files)
    said += _whole(files, listed)
    if not _is_sound(said):
        return
    policy = _policy(files.read(listed.policy))
    said.append(_whose_keys(policy, expected))
    proofs = _proofs(files, listed, said)
    if not _is_sound(said):
        return
    verdict = _trusted(proofs[0].checkpoint_note, policy, listed.origin)
    said += _signed(verdict, policy)
    if _is_sound(said):
        said += exhibits.verdicts(exhibits.Ground(files, listed, policy, verdict.checkpoint, roots), proofs)


def _is_sound(said: list[Line]) -> bool:
    return not any(one.status == "wrong" for one in said)


def _manifest(files: Zipped) -> Manifest:
    if MANIFEST not in files:
        raise wrong("manifest_missing")
    if files.size(MANIFEST) > manifest.LARGEST:
        raise wrong("manifest_too_big", limit=manifest.LARGEST)
    return manifest.parse(files.read(MANIFEST))


def _whole(files: Zipped, listed: Manifest) -> list[Line]:
    """Every file is listed, is there and is what its hash says; what is read as evidence has its hash and is small."""
    there = [path for path in files.paths if path != MANIFEST]
    faults = [line("file_unlisted", path=path) for path in there if path not in listed.files]
    for path in sorted(listed.files):
        if path not in files:
            faults.append(line("file_missing", path=path))
        elif hashlib.sha256(files.read(path)).hexdigest() != listed.files[path]:
            faults.append(line("file_differs", path=path))
    evidence = sorted(set(listed.evidence()))
    named = sorted({*evidence, *listed.attached()} - listed.files.keys())
    faults += [line("file_missing", path=path) for path in named]
    large = [path for path in evidence if path in files and files.size(path) > LARGEST_EVIDENCE]
    faults += [line("file_too_big", path=path, limit=LARGEST_EVIDENCE) for path in large]
    return faults or [line("zip_ok", files=len(files.paths))]


def _policy(text: bytes) -> Policy:
    try:
        return Policy.parse(text)
    except Wrong as refusal:
        raise wrong("policy_malformed") from refusal


def _whose_keys(policy: Policy, expected: bytes | None) -> Line:
    if expected is None:
        return line("policy_unchecked", fingerprint=policy.fingerprint)
    if expected != policy.text:
        raise wrong("policy_stale")
    return line("policy_same", fingerprint=policy.fingerprint)


def _proofs(files: Zipped, listed: Manifest, said: list[Line]) -> list[TlogProof]:
    """The entries' proofs, all to one checkpoint; what is wrong with them is said."""
    if not listed.entries:
        raise wrong("no_entries")
    proofs: list[TlogProof] = []
    for row in listed.entries:
        try:
            proof = TlogProof.parse(files.read(row.proof))
        except Wrong as refusal:
            said.append(line("proof_malformed", index=row.index, because=refusal.code))
            continue
        if proofs and proof.checkpoint_note != proofs[0].checkpoint_note:
            said.append(line("checkpoint_differs", index=row.index))
        proofs.append(proof)
    return proofs


def _trusted(checkpoint_note: bytes, policy: Policy, origin: str) -> Verdict:
    """What the policy finds in the checkpoint, all signatures of known keys being true."""
    try:
        checkpoint, signed = parse_checkpoint(checkpoint_note)
    except Wrong as refusal:
        raise wrong("checkpoint_malformed") from refusal
    if checkpoint.origin != origin:
        raise wrong("origin_differs", found=checkpoint.origin, origin=origin)
    if origin not in policy.origins:
        raise wrong("log_unknown", origin=origin)
    if {log.key.type for log in policy.logs if log.key.name == origin} != BOTH_KINDS:
        raise wrong("log_one_key", origin=origin)
    try:
        return policy.judge(checkpoint_note)
    except Wrong as refusal:
        raise _forged(policy, signed, origin) from refusal


def _forged(policy: Policy, signed: Note, origin: str) -> Wrong:
    """Whose signature it is that does not hold: the log's keys first, then the witnesses', as the policy lists them."""
    for log in policy.logs:
        if log.key.name == origin and not _holds(log.key, signed):
            return wrong("log_signature_wrong", name=origin)
    names = (one.name for one in policy.witnesses if not _holds(one.key, signed))
    return wrong("witness_signature_wrong", name=next(names, "?"))


def _holds(key: VerifierKey, signed: Note) -> bool:
    """Whether a key signed at most once, truly, and with a time if it is a witness's."""
    lines = [one for one in signed.signatures if key.made(one)]
    try:
        return len(lines) <= 1 and all(key.verify(signed.text, one.blob) != 0 for one in lines)
    except Wrong:
        return False


def _signed(verdict: Verdict, policy: Policy) -> Iterator[Line]:
    checkpoint = verdict.checkpoint
    if verdict.log_signed:
        count = len(verdict.log_lines)
        yield line("log_signed", origin=checkpoint.origin, size=checkpoint.size, signatures=count)
    else:
        yield line("log_signature_missing", name=checkpoint.origin)
    times = [one.at_s for one in verdict.witnesses if one.at_s is not None]
    if policy.quorum == NONE:
        yield line("quorum_none")
    elif verdict.quorum_met:
        yield line("quorum_met", present=len(times), all=len(verdict.witnesses), **moment(max(times)))
    else:
        yield line("quorum_missing", present=len(times), all=len(verdict.witnesses))
