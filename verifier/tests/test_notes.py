"""Signed notes, checkpoints, the keys that sign and those that verify."""

import hashlib
import json
from contextlib import suppress

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from jieqing_verify import Wrong, cosignature, note
from jieqing_verify.checkpoint import Checkpoint, parse_checkpoint
from jieqing_verify.keys import Cosigner, LogSigner
from jieqing_verify.merkle import EMPTY
from jieqing_verify.note import Line, Note, VerifierKey
from jieqing_verify.spelling import from_base64, from_decimal

# The example of the signed-note specification, and of tlog-checkpoint and tlog-cosignature.
SPEC_VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SPEC_NOTE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()
SOFA = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe"
    "+mbIUBkBIfZ+qnA==\n"
).encode()
ORIGIN, AT_S = "log.example/jieqing", 1_795_000_000
HEAD = Checkpoint(ORIGIN, 3, hashlib.sha256(b"three").digest())
LOG, WITNESS = LogSigner.generate(ORIGIN), Cosigner.generate("witness.example/w1")


def keys_of(signer: LogSigner | Cosigner) -> list[VerifierKey]:
    return [VerifierKey.parse(text) for text in signer.vkeys()]


def test_the_example_of_the_specification_verifies():
    key, signed = VerifierKey.parse(SPEC_VKEY), note.parse(SPEC_NOTE)
    assert (key.name, key.type, key.key_id.hex(), key.text) == ("example.com/foo", 1, "530d903a", SPEC_VKEY)
    assert signed.text == b"This is an example message.\n"
    (line,) = signed.signatures
    assert key.made(line) and key.verify(signed.text, line.blob) is None
    assert note.format(signed.text, signed.signatures) == SPEC_NOTE


def test_no_bit_of_the_example_can_be_changed():
    key, signed = VerifierKey.parse(SPEC_VKEY), note.parse(SPEC_NOTE)
    blob = signed.signatures[0].blob
    with pytest.raises(Wrong, match="signature_false"):
        key.verify(signed.text[:-2] + b"!\n", blob)
    for bit in range(8 * len(blob)):
        bent = (int.from_bytes(blob, "big") ^ 1 << bit).to_bytes(len(blob), "big")
        with pytest.raises(Wrong, match="signature_false"):
            key.verify(signed.text, bent)
    for other in (blob + b"\0", blob[:-1], b""):
        with pytest.raises(Wrong, match="signature_false"):
            key.verify(signed.text, other)


def test_the_example_checkpoint_reads_back_with_the_time_of_its_cosignature():
    checkpoint, signed = parse_checkpoint(SOFA)
    assert (checkpoint.origin, checkpoint.size, checkpoint.extensions) == ("example.com/behind-the-sofa", 20852163, ())
    assert checkpoint.text() == signed.text
    assert int.from_bytes(signed.signatures[1].blob[:8], "big") == 1679315147  # the time line in the specification
    assert cosignature.ed25519_message(signed.text, 1679315147).startswith(
        b"cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\n"
    )


def test_the_post_quantum_message_is_laid_out_as_specified():
    head = Checkpoint("origin", 7, bytes(range(32)))
    assert cosignature.mldsa44_message("w1", 5, head) == (
        b"subtree/v1\n\0" b"\x02w1" b"\0\0\0\0\0\0\0\x05" b"\x06origin" b"\0\0\0\0\0\0\0\0" b"\0\0\0\0\0\0\0\x07"
    ) + bytes(range(32))  # fmt: skip


def test_a_name_too_long_to_be_cosigned_is_no_crash():
    with pytest.raises(ValueError):
        cosignature.mldsa44_message("w" * 256, 5, HEAD)
    long = Checkpoint("o" * 256, 1, bytes(32))
    key = keys_of(WITNESS)[1]
    with pytest.raises(Wrong, match="signature_false"):
        key.verify(long.text(), bytes(8 + 2420))


def test_a_text_may_hold_blank_lines_and_is_cut_at_the_last():
    line = Line("a.example", b"\1\2\3\4", b"x")
    signed = note.parse(note.format(b"one\n\ntwo\n", [line]))
    assert signed == Note(b"one\n\ntwo\n", (line,))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text\n",
        b"text\n\n",
        SPEC_NOTE[:-1],
        SPEC_NOTE + b"\n",
        SPEC_NOTE.replace(b"This", b"Th\tis"),
        SPEC_NOTE.replace(b"This", b"Th\ris"),
        SPEC_NOTE.replace(b"This", b"Th\xff"),
        SPEC_NOTE.replace("—".encode(), b"-"),
        SPEC_NOTE.replace(b"example.com/foo U", b"example.com/foo  U"),
        SPEC_NOTE.replace(b"example.com/foo U", b"example.com+foo U"),
        SPEC_NOTE.replace(b"example.com/foo U", "example.com\u00a0foo U".encode()),
        SPEC_NOTE.replace(b"QM=", b"QN="),  # the same bytes, spelled otherwise
        SPEC_NOTE.replace(b"QM=", b"QM"),
        "text\n\n— a.example AQIDBA==\n".encode(),  # a key id and no signature
        note.format(b"text\n", [Line("a.example", b"1234", b"x")] * 101),
        note.format(b"t" * 1_000_000 + b"\n", [Line("a.example", b"1234", b"x")]),
    ],
    ids=[f"form-{number}" for number in range(17)],
)
def test_a_malformed_note_is_refused(data):
    with pytest.raises(Wrong, match="not_note"):
        note.parse(data)


def test_sixteen_post_quantum_signatures_and_more_are_read():
    lines = [Line("a.example", b"1234", bytes(5000))] * 100
    assert len(note.parse(note.format(b"text\n", lines)).signatures) == 100


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_crash_the_reader(data):
    for read in (note.parse, parse_checkpoint, note.parse_lines):
        with suppress(Wrong):
            read(data)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "example.com/foo",
        "example.com/foo+530d903a",
        SPEC_VKEY.replace("530d903a", "530d903b"),
        SPEC_VKEY.replace("530d903a", "530D903A"),
        SPEC_VKEY.replace("example.com/foo", "example.com/bar"),
        SPEC_VKEY.replace("example.com/foo", ""),
        SPEC_VKEY.replace("example.com/foo", "example com"),
        SPEC_VKEY[:-1],
        SPEC_VKEY[:-4],
        SPEC_VKEY.replace("+Aek", "+Bek"),  # type 0x05
        SPEC_VKEY + "=",
        "\udc80" + SPEC_VKEY,
    ],
    ids=[f"form-{number}" for number in range(13)],
)
def test_a_malformed_vkey_is_refused(vkey):
    with pytest.raises(Wrong, match="not_vkey"):
        VerifierKey.parse(vkey)


@pytest.mark.parametrize(
    "text",
    [
        b"", b"o\n", b"o\n1\n", b"o\n1\n" + b"A" * 44 + b"\n",
        b"o\n01\n{root}\n", b"o\n+1\n{root}\n", b"o\n-1\n{root}\n",
        b"o\n1 \n{root}\n", b"\n1\n{root}\n", b"o\n1\n{root}", b"o\n1\n{root}\n\n", b"o\n1\n{root}\nx",
        b"o\n9223372036854775808\n{root}\n",
        "o\n１\n{root}\n".encode(), b"o\n1\n{root}\n\nx\n", b"\xff\n1\n{root}\n",
    ],
    ids=[f"form-{number}" for number in range(16)],
)  # fmt: skip
def test_what_is_no_checkpoint_is_refused(text):
    root = HEAD.text().split(b"\n")[2]
    with pytest.raises(Wrong, match="not_checkpoint"):
        Checkpoint.from_text(text.replace(b"{root}", root))


def test_an_empty_tree_and_extension_lines_read_back():
    for head in (Checkpoint("o", 0, EMPTY), Checkpoint("o", 1, EMPTY, ("one", "two 2"))):
        assert Checkpoint.from_text(head.text()) == head


def test_a_log_signs_with_both_keys_and_every_line_verifies():
    checkpoint, signed = parse_checkpoint(LOG.sign(HEAD, AT_S))
    assert checkpoint == HEAD and {line.name for line in signed.signatures} == {ORIGIN}
    ed25519, mldsa44 = keys_of(LOG)
    assert (ed25519.type, mldsa44.type) == (1, 6)
    assert [ed25519.made(line) for line in signed.signatures] == [True, False]
    assert ed25519.verify(signed.text, signed.signatures[0].blob) is None
    assert mldsa44.verify(signed.text, signed.signatures[1].blob) == AT_S


def test_a_witness_signs_with_both_keys_at_one_time():
    lines = note.parse_lines(WITNESS.cosign(HEAD, AT_S))
    keys = keys_of(WITNESS)
    assert [key.type for key in keys] == [4, 6]
    assert [key.verify(HEAD.text(), line.blob) for key, line in zip(keys, lines, strict=True)] == [AT_S, AT_S]


@pytest.mark.parametrize("which", [0, 1], ids=["ed25519", "mldsa44"])
def test_a_cosignature_holds_for_its_time_its_tree_and_its_log_alone(which):
    key, line = keys_of(WITNESS)[which], note.parse_lines(WITNESS.cosign(HEAD, AT_S))[which]
    later = (AT_S + 1).to_bytes(8, "big") + line.blob[8:]
    beyond = b"\xff" + line.blob[1:]
    others = [
        (HEAD.text(), later),
        (HEAD.text(), beyond),
        (HEAD.text(), line.blob[:-1] + bytes((line.blob[-1] ^ 1,))),
        (HEAD.text(), line.blob[:-1]),
        (Checkpoint(ORIGIN, 4, HEAD.root).text(), line.blob),
        (Checkpoint(ORIGIN, 3, EMPTY).text(), line.blob),
        (Checkpoint("log.example/other", 3, HEAD.root).text(), line.blob),
    ]
    for text, blob in others:
        with pytest.raises(Wrong, match="signature_false"):
            key.verify(text, blob)


def test_the_post_quantum_cosignature_commits_to_the_cosigners_name():
    line = note.parse_lines(WITNESS.cosign(HEAD, AT_S))[1]
    renamed = VerifierKey("witness.example/w2", 6, keys_of(WITNESS)[1].public)
    with pytest.raises(Wrong, match="signature_false"):
        renamed.verify(HEAD.text(), line.blob)


def test_a_key_has_the_length_of_its_type_and_other_types_are_unknown():
    for kind, length in ((1, 31), (1, 1312), (6, 32), (2, 32), (5, 32), (0xFF, 32), (-1, 0)):
        with pytest.raises(Wrong, match="not_vkey"):
            VerifierKey("a.example", kind, bytes(range(7)) * (length // 7) + bytes(length % 7))


@pytest.mark.parametrize("kind", [1, 4], ids=["note", "cosignature"])
def test_keys_under_which_zeros_verify_are_refused(kind):
    """Each of them is shown to be what it is: OpenSSL lets it verify a signature that nobody made."""
    nobodys = b"\1" + bytes(63)  # R the neutral point, S zero
    for small in note.SMALL_ORDER:
        for sign in (0, 0x80):
            public = small[:31] + bytes((small[31] | sign,))
            with pytest.raises(Wrong, match="not_vkey"):
                VerifierKey("a.example", kind, public)
        forged = 0
        for number in range(64):
            with suppress(InvalidSignature):
                Ed25519PublicKey.from_public_bytes(small).verify(nobodys, b"%d" % number)
                forged += 1
        assert forged, small.hex()


def test_a_strangers_name_is_shown_without_its_control_characters():
    key = VerifierKey("a\u202e\x7fb" + "c" * 500, 1, hashlib.sha256(b"").digest())
    with pytest.raises(Wrong) as refused:
        key.verify(b"text\n", bytes(64))
    assert "a\ufffd\ufffdb" in refused.value.en and len(refused.value.zh) < 150


def test_keys_are_kept_as_seeds_and_come_back_the_same():
    for kind, signer in ((LogSigner, LOG), (Cosigner, WITNESS)):
        again = kind.load(json.loads(json.dumps(signer.dump())))
        assert again.vkeys() == signer.vkeys()


def test_a_log_signs_no_other_log_and_a_witness_not_without_time():
    with pytest.raises(ValueError):
        LOG.sign(Checkpoint("log.example/other", 1, EMPTY), AT_S)
    with pytest.raises(ValueError):
        WITNESS.cosign(HEAD, 0)


def test_values_have_one_spelling():
    assert from_decimal("9223372036854775807") == 2**63 - 1
    for text in ("", "01", "-0", "1_0", " 1", "9223372036854775808", "²", "1\n"):
        with pytest.raises(Wrong, match="not_decimal"):
            from_decimal(text)
    for text in ("QQ", "QR==", "Q Q=", "QQ==\n", "Q_==", "ＱQ=="):
        with pytest.raises(Wrong, match="not_base64"):
            from_base64(text)
