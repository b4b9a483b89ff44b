"""Whose signatures count, and the proof that fits in one file."""

import base64
import hashlib
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jieqing_verify import Wrong, note
from jieqing_verify.checkpoint import Checkpoint
from jieqing_verify.keys import Cosigner, LogSigner
from jieqing_verify.merkle import Frontier, leaf_hash, node_hash
from jieqing_verify.note import Line, VerifierKey
from jieqing_verify.policy import Policy, policy_text
from jieqing_verify.proof import TlogProof

ORIGIN, AT_S = "log.example/jieqing", 1_795_000_000
LOG = LogSigner.generate(ORIGIN)
WITNESSES = [Cosigner.generate(f"witness.example/w{number}") for number in (1, 2, 3)]
LISTED = [(f"w{number}", one.vkeys(), f"https://w{number}.example/") for number, one in enumerate(WITNESSES, start=1)]
TEXT = policy_text(LOG.vkeys(), LISTED, 2)
POLICY = Policy.parse(TEXT)
LEAVES = [leaf_hash(b"%d" % number) for number in range(3)]


def head() -> Checkpoint:
    frontier = Frontier()
    frontier.extend(LEAVES)
    return Checkpoint(ORIGIN, 3, frontier.root())


HEAD = head()
SIGNED = LOG.sign(HEAD, AT_S)
COSIGNED = [one.cosign(HEAD, AT_S + number) for number, one in enumerate(WITNESSES, start=1)]
PROOF = TlogProof(2, (node_hash(LEAVES[0], LEAVES[1]),), SIGNED + COSIGNED[0] + COSIGNED[2])


def vkey(name: str, kind: int = 4) -> str:
    """A well-formed Ed25519 vkey of nobody."""
    return VerifierKey(name, kind, hashlib.sha256(name.encode()).digest()).text


def without(data: bytes, key: str) -> bytes:
    signed, gone = note.parse(data), VerifierKey.parse(key)
    return note.format(signed.text, [line for line in signed.signatures if not gone.made(line)])


def test_two_of_three_witnesses_make_the_quorum_and_their_times_are_told():
    verdict = POLICY.judge(PROOF.checkpoint_note)
    assert verdict.is_trusted and verdict.require() == HEAD
    assert [line.ok for line in verdict.log_lines] == [True, True]
    assert {one.name: one.at_s for one in verdict.witnesses} == {
        "w1-ed25519": AT_S + 1, "w1-mldsa44": AT_S + 1, "w2-ed25519": None, "w2-mldsa44": None,
        "w3-ed25519": AT_S + 3, "w3-mldsa44": AT_S + 3,
    }  # fmt: skip
    assert verdict.met == {"w1-ed25519", "w1-mldsa44", "w1", "w3-ed25519", "w3-mldsa44", "w3", "witnesses"}


def test_one_witness_is_too_few():
    verdict = POLICY.judge(SIGNED + COSIGNED[1])
    assert verdict.log_signed and not verdict.quorum_met
    with pytest.raises(Wrong, match="quorum_missing"):
        verdict.require()


@pytest.mark.parametrize("which", [0, 1], ids=["ed25519", "mldsa44"])
def test_a_witness_with_one_of_its_two_lines_does_not_count(which):
    half = without(PROOF.checkpoint_note, WITNESSES[0].vkeys()[which])
    assert not POLICY.judge(half).quorum_met
    assert POLICY.judge(half + COSIGNED[1]).quorum_met


@pytest.mark.parametrize("which", [0, 1], ids=["ed25519", "mldsa44"])
def test_a_log_that_signed_with_one_of_its_keys_has_not_signed(which):
    half = without(PROOF.checkpoint_note, LOG.vkeys()[which])
    verdict = POLICY.judge(half)
    assert verdict.quorum_met and [line.ok for line in verdict.log_lines] == [which == 1, which == 0]
    with pytest.raises(Wrong, match="log_signature_missing"):
        verdict.require()


@pytest.mark.parametrize("at", range(6))
def test_a_false_line_of_any_known_key_spoils_the_note(at):
    signed = note.parse(PROOF.checkpoint_note)
    lines = list(signed.signatures)
    lines[at] = replace(lines[at], blob=lines[at].blob[:-1] + bytes((lines[at].blob[-1] ^ 1,)))
    with pytest.raises(Wrong, match="signature_false"):
        POLICY.judge(note.format(signed.text, lines))


def test_another_tree_under_the_same_lines_is_refused():
    signed = note.parse(PROOF.checkpoint_note)
    for other in (replace(HEAD, size=4), replace(HEAD, root=bytes(32)), replace(HEAD, extensions=("more",))):
        with pytest.raises(Wrong, match="signature_false"):
            POLICY.judge(note.format(other.text(), signed.signatures))


def test_lines_of_unknown_keys_are_ignored_even_under_a_known_name_or_id():
    known = note.parse(PROOF.checkpoint_note).signatures[2]
    strangers = [Line(known.name, b"\0\0\0\0", b"junk"), Line("stranger.example", known.key_id, b"junk")]
    signed = PROOF.checkpoint_note + b"".join(line.text() for line in strangers)
    assert POLICY.judge(signed) == POLICY.judge(PROOF.checkpoint_note)


def test_a_key_that_signed_twice_and_a_witness_without_time_are_refused():
    with pytest.raises(Wrong, match="signature_twice"):
        POLICY.judge(PROOF.checkpoint_note + COSIGNED[0])
    untimed = WITNESSES[1]._mldsa44_line(HEAD, 0).text()
    with pytest.raises(Wrong, match="cosignature_untimed"):
        POLICY.judge(SIGNED + untimed)


def test_a_log_that_is_not_listed_is_refused():
    other = LogSigner.generate("log.example/other")
    with pytest.raises(Wrong, match="origin_unknown"):
        POLICY.judge(other.sign(replace(HEAD, origin="log.example/other"), AT_S))
    with pytest.raises(Wrong, match="origin_unknown"):
        Policy.parse(b"quorum none\n").judge(SIGNED)


def test_our_form_says_that_both_signatures_of_a_witness_must_verify():
    lines = [line.split(" ") for line in TEXT.decode().splitlines()]
    assert [line[0] for line in lines] == ["log", "log", *["witness", "witness", "group"] * 3, "group", "quorum"]
    assert lines[4] == ["group", "w1", "all", "w1-ed25519", "w1-mldsa44"]
    assert lines[-2] == ["group", "witnesses", "2", "w1", "w2", "w3"]
    assert [one.url for one in POLICY.witnesses[:2]] == ["https://w1.example/"] * 2
    assert POLICY.fingerprint == hashlib.sha256(TEXT).hexdigest() and POLICY.origins == {ORIGIN}


def test_a_policy_without_witnesses_trusts_the_log_alone():
    alone = Policy.parse(policy_text(LOG.vkeys(), [], 0))
    assert alone.quorum == "none" and alone.judge(SIGNED).is_trusted


def example_of_the_specification() -> str:
    lines = ["# two organisations", "", f"log {vkey('log.example', 1)}"]
    lines += [f" witness\t{name}  {vkey(name)} " for name in ("X1", "X2", "X3", "Y1", "Y2", "Y3")]
    lines += ["group X-witnesses 2 X1 X2 X3", "group Y-witnesses any Y1 Y2 Y3", "  # both"]
    return "\n".join([*lines, "group X-and-Y all X-witnesses Y-witnesses", "quorum X-and-Y", ""])


@settings(deadline=None)
@given(st.sets(st.sampled_from(["X1", "X2", "X3", "Y1", "Y2", "Y3"])))
def test_groups_of_the_specifications_example_count_as_it_says(signed):
    policy = Policy.parse(example_of_the_specification().encode())
    expected = len(signed & {"X1", "X2", "X3"}) >= 2 and bool(signed & {"Y1", "Y2", "Y3"})
    assert ("X-and-Y" in policy._met(signed)) == expected


@pytest.mark.parametrize(
    "change",
    [
        ("quorum X-and-Y", ""),
        ("quorum X-and-Y", "quorum Z"),
        ("quorum X-and-Y", "quorum X-and-Y\nquorum X-and-Y"),
        ("quorum X-and-Y", "quorum X1 X2"),
        ("quorum X-and-Y\n", "quorum X-and-Y"),
        ("group X-witnesses 2", "group X-witnesses 4"),
        ("group X-witnesses 2", "group X-witnesses 0"),
        ("group X-witnesses 2", "group X-witnesses 02"),
        ("group X-witnesses 2", "group X-witnesses some"),
        ("group X-witnesses 2 X1 X2 X3", "group X-witnesses any"),
        ("2 X1 X2 X3", "2 X1 X2 X1"),
        ("any Y1 Y2 Y3", "any X1 Y2 Y3"),
        ("any Y1 Y2 Y3", "any Y1 none"),
        ("any Y1 Y2 Y3", "any Y1 Y4"),
        ("any Y1 Y2 Y3", "any Y1 Y-witnesses"),
        ("group X-witnesses", "group X1"),
        ("group X-witnesses", "group none"),
        (vkey("X2"), vkey("X1")),
        (vkey("X2"), vkey("X2", 1)),
        (vkey("log.example", 1), vkey("log.example", 4)),
        (vkey("log.example", 1), f"{vkey('log.example', 1)}\nlog {vkey('log.example', 1)}"),
        (vkey("log.example", 1), f"{vkey('log.example', 1)} url more"),
        ("log ", "logs "),
        ("# two", "\r"),
        ("# two", "# t\x0bwo"),
        ("# two", "x"),
    ],
    ids=[f"form-{number}" for number in range(26)],
)
def test_a_malformed_policy_is_refused(change):
    good = example_of_the_specification()
    Policy.parse(good.encode())
    assert change[0] in good
    with pytest.raises(Wrong, match="not_policy"):
        Policy.parse(good.replace(change[0], change[1], 1).encode())


@pytest.mark.parametrize(
    "text",
    [
        f"witness none {vkey('a')}\nquorum none\n",
        f"witness a {vkey('a')}\nwitness a {vkey('b')}\nquorum a\n",
        f"witness a {vkey('a')}\ngroup a any a\nquorum a\n",
        f"witness a {vkey('a')}\ngroup none any a\nquorum a\n",
        f"witness a {vkey('a')}\nwitness b {vkey('b')}\ngroup g any a\ngroup g any b\nquorum g\n",
    ],
    ids=["witness-none", "witness-twice", "group-as-witness", "group-none", "group-twice"],
)
def test_a_name_is_given_once_and_none_is_taken(text):
    with pytest.raises(Wrong, match="not_policy"):
        Policy.parse(text.encode())


def test_the_line_at_fault_is_named():
    with pytest.raises(Wrong) as refused:
        Policy.parse(b"quorum none\nquarum none\n")
    assert "第 2 行" in refused.value.zh and "line 2" in refused.value.en


def test_names_are_octets_and_a_stray_byte_is_no_crash():
    text = b"# \xff\xfe\nwitness \xe2\x84\xaa " + vkey("w").encode() + b"\nquorum \xe2\x84\xaa\n"
    assert Policy.parse(text).text == text
    with pytest.raises(Wrong, match="not_policy"):
        Policy.parse(text.replace(b"quorum \xe2\x84\xaa", b"quorum K"))


def test_a_key_reused_under_another_name_is_a_duplicate():
    public = hashlib.sha256(b"same").digest()
    texts = [f"witness {name} {VerifierKey(name, 4, public).text}\n" for name in ("a", "b")]
    Policy.parse((texts[0] + "quorum a\n").encode())
    with pytest.raises(Wrong, match="not_policy"):
        Policy.parse(("".join(texts) + "quorum a\n").encode())


def test_a_log_is_not_its_own_witness():
    public = hashlib.sha256(b"same").digest()
    text = f"log {VerifierKey('log', 1, public).text}\nwitness w {VerifierKey('w', 4, public).text}\nquorum w\n"
    with pytest.raises(Wrong, match="not_policy"):
        Policy.parse(text.encode())


def test_a_proof_reads_back_and_leads_to_the_checkpoint():
    for proof in (PROOF, replace(PROOF, extra=b""), replace(PROOF, extra=b"more"), replace(PROOF, hashes=())):
        assert TlogProof.parse(proof.text()) == proof
    assert PROOF.text().startswith(b"c2sp.org/tlog-proof@v1\nindex 2\n")
    assert TlogProof.parse(PROOF.text()).verify(LEAVES[2], POLICY) == HEAD


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"index": 1}, "inclusion_mismatch"),
        ({"index": 3}, "index_outside_tree"),
        ({"hashes": ()}, "inclusion_mismatch"),
        ({"hashes": (LEAVES[0],)}, "inclusion_mismatch"),
        ({"checkpoint_note": SIGNED + COSIGNED[0]}, "quorum_missing"),
        ({"checkpoint_note": without(PROOF.checkpoint_note, LOG.vkeys()[1])}, "log_signature_missing"),
    ],
    ids=["neighbour", "outside", "pathless", "other-path", "quorum", "log"],
)
def test_a_false_proof_is_refused(change, code):
    with pytest.raises(Wrong, match=code):
        replace(PROOF, **change).verify(LEAVES[2], POLICY)


def test_another_leaf_is_not_proved():
    with pytest.raises(Wrong, match="inclusion_mismatch"):
        PROOF.verify(LEAVES[1], POLICY)


@pytest.mark.parametrize(
    "change",
    [
        (b"tlog-proof@v1", b"tlog-proof@v2"),
        (b"index 2\n", b""),
        (b"index 2\n", b"index 02\n"),
        (b"index 2\n", b"index 2 \n"),
        (b"index 2\n", b"index 2\nextra AA==\n"),
        (b"index 2\n", b"extra A\nindex 2\n"),
        (b"index 2\n", b"index 2\nAA==\n"),
        (b"index 2\n", b"index 2\n" + (base64.b64encode(bytes(32)) + b"\n") * 63),
        (b"index 2\n", b"index 2\n\xff\n"),
        (b"\n\n", b"\n"),
        (b"\n", b"\r\n"),
    ],
    ids=["version", "index", "zero", "space", "order", "extra", "short", "long", "bytes", "cut", "returns"],
)
def test_a_malformed_proof_is_refused(change):
    with pytest.raises(Wrong, match=r"not_(proof|note|checkpoint)"):
        TlogProof.parse(PROOF.text().replace(change[0], change[1])).verify(LEAVES[2], POLICY)


@settings(deadline=None)
@given(st.binary(max_size=200), st.integers(0, 3000))
def test_no_bytes_crash_the_readers(data, at):
    text = PROOF.text()
    for read, bytes_ in (
        (TlogProof.parse, text[:at] + data + text[at + 1 :]),
        (Policy.parse, data),
        (Policy.parse, TEXT + data),
    ):
        with suppress(Wrong):
            read(bytes_)
