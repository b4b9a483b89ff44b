"""From the entries about one thing to what a pack holds: places, one trusted checkpoint, proofs, attestations.

Nothing personal is opened here: what opens the leaves is added by the service, for who may have it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from jieqing.evidence import attested, reading
from jieqing.evidence.holdings import END_OF_LOG, Holding, holdings
from jieqing.evidence.reading import Signed
from jieqing.kit.actor import Actor
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.proof.rules.manifest import MOST_ENTRIES, Receipt, Stamp
from jieqing.proof.trusted import policy
from jieqing_verify import Wrong
from jieqing_verify.checkpoint import parse_checkpoint
from jieqing_verify.merkle import leaf_hash, verify_inclusion
from jieqing_verify.policy import Policy, WitnessLine
from jieqing_verify.proof import TlogProof
from jieqing_verify.timestamp import verify_timestamp
from jieqing_verify.tree_head import Checkpoint


@dataclass(frozen=True, slots=True)
class Sealing:
    """How far the proof of something is. `waiting` entries are not yet under a checkpoint that the policy trusts.

    `missing` says what they wait for: '' (nothing), 'place' (the sequencer), 'witnesses' (their cosignatures).
    """

    entries: int
    waiting: int
    missing: str
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Stamped:
    """A time stamp of a pack, and what it says: entries below `stamp.size` existed `at` at the latest."""

    stamp: Stamp
    authority: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Witnessed:
    """One witness of the policy, and when it signed the checkpoint (POSIX seconds); None where it did not."""

    name: str
    at_s: int | None


@dataclass(frozen=True, slots=True)
class Proven:
    """The entries about one thing by their places in the tree, all proved to one checkpoint (`signed`)."""

    subject: UUID
    policy: Policy
    signed: Signed
    checkpoint: Checkpoint
    holdings: tuple[Holding, ...]
    proofs: tuple[bytes, ...]
    stamps: tuple[Stamped, ...]
    receipts: tuple[Receipt, ...]

    @property
    def indices(self) -> tuple[int, ...]:
        """Places in the tree, rising."""
        return tuple(place(each) for each in self.holdings)


def sealing(actor: Actor, subject: UUID, *, up_to: int = END_OF_LOG) -> Sealing:
    """How far it is, without proving anything. Raises Refusal (503) where no log is set up."""
    trusted = policy()
    with acting(actor):
        found = holdings(actor, subject, up_to=up_to)
        return _sealing(found, reading.latest_with_quorum(trusted))


def proven(actor: Actor, subject: UUID, *, up_to: int = END_OF_LOG) -> Proven:
    """All entries about it in the log of the actor's tenant, proved.

    Raises Refusal: nothing_to_prove (404), being_sealed (503: again in some seconds), too_many_entries, log_not_set_up,
    entry_contradicts_log (500).
    """
    trusted = policy()
    with acting(actor):
        found = holdings(actor, subject, up_to=up_to)
        _within_bounds(found)
        signed = reading.latest_with_quorum(trusted)
        state = _sealing(found, signed)
        if signed is None or state.waiting:
            raise being_sealed(state)
        found.sort(key=place)
        places = [place(each) for each in found]
        proofs = tuple(reading.proofs(places, signed))
        stamps = [_stamp(each, signed.size) for each in attested.covering("rfc3161", places)]
        receipts = [Receipt(each.size, each.kind, each.receipt) for each in attested.covering("evm", places[-1:])]
    checkpoint = trusted.judge(signed.whole).require()
    _refuse_altered(subject, found, proofs, checkpoint)
    texts = tuple(proof.text() for proof in proofs)
    return Proven(subject, trusted, signed, checkpoint, tuple(found), texts, tuple(stamps), tuple(receipts))


def witnesses_of(found: Proven) -> tuple[Witnessed, ...]:
    """The witnesses of the policy by their names there; who signs with two keys stands once."""
    lines = found.policy.judge(found.signed.whole).witnesses
    groups = {member: group.name for group in found.policy.groups for member in group.members}
    named: dict[str, list[WitnessLine]] = {}
    for line in lines:
        group = groups.get(line.name, line.name)
        is_pair = group != found.policy.quorum
        named.setdefault(group if is_pair else line.name, []).append(line)
    return tuple(Witnessed(name, _time_of(mine)) for name, mine in named.items())


def _time_of(lines: Iterable[WitnessLine]) -> int | None:
    times = [line.at_s for line in lines]
    return max(at for at in times if at) if all(times) else None


def place(holding: Holding) -> int:
    """Its place in the tree; a RuntimeError for one that has none yet."""
    if holding.index is None:
        raise RuntimeError("this entry has no place in the tree yet")
    return holding.index


def being_sealed(state: Sealing) -> Refusal:
    """Not yet: what is missing, and that it comes by itself."""
    what = {
        "place": Words("{n} 条最新的记录正在编入日志", "{n} of the newest entries are being put into the log"),
        "witnesses": Words(
            "{n} 条最新的记录正在等见证方签名", "{n} of the newest entries wait for the witnesses' signatures"
        ),
    }[state.missing].filled(n=state.waiting)
    return Refusal(
        "being_sealed",
        Words(f"{what.zh}，几秒钟就好。", f"{what.en}; it takes some seconds."),
        remedy=Words("过几秒再试一次。", "Try again in some seconds."),
        status=503,
    )


def _sealing(found: Sequence[Holding], signed: Signed | None) -> Sealing:
    size = signed.size if signed else 0
    unplaced = sum(each.index is None for each in found)
    waiting = sum(each.index is None or each.index >= size for each in found)
    missing = "" if not waiting else "place" if unplaced else "witnesses"
    first, last = (found[0].at, found[-1].at) if found else (None, None)
    return Sealing(len(found), waiting, missing, first, last)


def _stamp(each: attested.Attested, size: int) -> Stamped:
    signed = reading.checkpoint_of(each.size)
    assert signed is not None, "an anchor refers to its checkpoint"
    old, new = sorted((each.size, size))
    consistency = tuple(reading.consistency_proof(old, new)) if old < new else ()
    stamp = Stamp(each.size, signed.whole, each.receipt, consistency, each.authority)
    try:
        said = verify_timestamp(each.receipt, parse_checkpoint(signed.note)[0].text())
    except Wrong:  # the pack carries it all the same: whoever checks it reads what is wrong with it
        return Stamped(stamp, each.authority, None)
    return Stamped(stamp, said.authority, said.at)


def _refuse_altered(
    subject: UUID, found: Sequence[Holding], proofs: Sequence[TlogProof], checkpoint: Checkpoint
) -> None:
    """What stands in the database must be what was signed: nobody is told that a proof stands which does not."""
    try:
        for held, proof in zip(found, proofs, strict=True):
            verify_inclusion(proof.index, checkpoint.size, leaf_hash(held.leaf), proof.hashes, checkpoint.root)
    except Wrong:
        raise Refusal(
            "entry_contradicts_log",
            Words(
                "有一条记录和日志里签过名的不一样，证明不成立。",
                "An entry is not what the log signed: no proof stands.",
            ),
            remedy=Words(
                "请告诉运营人员：运行 jieqing evidence check，看是哪一条。",
                "Tell the operator: `jieqing evidence check` names it.",
            ),
            status=500,
            about=subject,
        ) from None


def _within_bounds(found: Sequence[Holding]) -> None:
    if not found:
        raise Refusal(
            "nothing_to_prove",
            Words("日志里没有关于它的记录。", "The log of your organisation holds no entry about it."),
            remedy=Words("有了记录再来取证明。", "Come back once there is one."),
            status=404,
        )
    if len(found) > MOST_ENTRIES:
        raise Refusal(
            "too_many_entries",
            Words(f"记录超过 {MOST_ENTRIES:,} 条，一个证据包放不下。", f"Over {MOST_ENTRIES:,} entries: too many."),
            remedy=Words(
                "整本日志公开在 /log/，可以用 jieqing-verify log 核对。",
                "The whole log is public at /log/; `jieqing-verify log` checks it.",
            ),
        )
