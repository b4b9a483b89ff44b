"""Time stamps: those of honest authorities hold, in whatever key and hash; nothing else does, and nothing crashes."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from asn1crypto import cms, core, tsp
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given, settings
from hypothesis import strategies as st
from verifier.tests.authorities import AT, POLICY, YEAR, Root, key_usage

from jieqing_verify import Wrong
from jieqing_verify.der import is_der
from jieqing_verify.stamping import Stamper
from jieqing_verify.timestamp import MOST_CERTIFICATES, TOKEN_BYTES, Stamped, verify_timestamp

MESSAGE = b"jieqing.example/log\n100\nAAAA\n"
ROOT = Root()
TSA = ROOT.authority()
REPLY = TSA.stamp(MESSAGE, AT, 77)


def refused(token: bytes, message: bytes = MESSAGE, **how: Any) -> str:
    with pytest.raises(Wrong) as caught:
        verify_timestamp(token, message, **how)
    assert caught.value.zh and caught.value.en
    return caught.value.code


def token_of(reply: bytes) -> bytes:
    return tsp.TimeStampResp.load(reply)["time_stamp_token"].dump()


def altered(change: Callable[[cms.SignedData], None], reply: bytes = REPLY) -> bytes:
    """The token with something in its signed data changed, and no signature made anew."""
    content = cms.ContentInfo.load(token_of(reply))
    signed = content["content"]
    change(signed)
    return cms.ContentInfo({"content_type": "signed_data", "content": signed.copy()}).dump(force=True)


def info(**changes: Any) -> tsp.TSTInfo:
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": hashlib.sha256(MESSAGE).digest()}
    plain = {"version": "v1", "policy": POLICY, "message_imprint": imprint, "serial_number": 5, "gen_time": AT}
    return tsp.TSTInfo(plain | changes)


def resigned(content: bytes, tsa: Stamper = TSA) -> bytes:
    """A token whose content is anything, truly signed."""
    return tsa.signed(content, [_plain(each) for each in (tsa.certificate, *tsa.enclosed)])


def _plain(certificate: Any) -> Certificate:
    return Certificate.load(certificate.public_bytes(Encoding.DER))


# What holds


@pytest.mark.parametrize("hash_name", ["sha256", "sha384", "sha512"])
@pytest.mark.parametrize("kind", ["p256", "p384", "rsa2048"])
def test_an_honest_stamp_says_when_and_by_whom(kind: str, hash_name: str) -> None:
    tsa = ROOT.authority(kind, hash_name=hash_name)
    assert verify_timestamp(tsa.stamp(MESSAGE, AT, 77), MESSAGE, [ROOT.certificate]) == Stamped(
        at=AT,
        authority="Test TSA",
        serial=77,
        policy=POLICY,
        is_rooted=True,
        fingerprint=tsa.certificate.fingerprint(hashes.SHA256()).hex(),
        accuracy=timedelta(seconds=1),
    )


@pytest.mark.parametrize("name", ["sha256", "sha384", "sha512"])
def test_the_message_may_be_hashed_in_three_ways(name: str) -> None:
    token = TSA.token(hashlib.new(name, MESSAGE).digest(), AT, 1, name=name, nonce=None)
    assert verify_timestamp(token, MESSAGE).at == AT


def test_a_bare_token_is_as_good_as_the_reply_around_it() -> None:
    assert verify_timestamp(token_of(REPLY), MESSAGE) == verify_timestamp(REPLY, MESSAGE)


def test_without_roots_nobody_said_that_the_authority_can_be_trusted() -> None:
    assert not verify_timestamp(REPLY, MESSAGE).is_rooted


def test_an_authority_can_be_trusted_by_its_own_certificate() -> None:
    assert verify_timestamp(REPLY, MESSAGE, [TSA.certificate]).is_rooted


def test_a_name_cannot_rearrange_the_line_that_shows_it() -> None:
    tsa = ROOT.authority(name="TSA\u202e\x1b[2Jevil" + "x" * 40)
    found = verify_timestamp(tsa.stamp(MESSAGE, AT, 1), MESSAGE).authority
    assert found == "TSA\ufffd\ufffd[2Jevil" + "x" * 40


def test_fractions_of_a_second_are_kept_to_the_microsecond() -> None:
    octets = info().dump().replace(b"20261122093000Z", b"20261122093000.12Z")
    octets = octets.replace(b"\x18\x0f2026", b"\x18\x122026")
    octets = octets[:1] + bytes([octets[1] + 3]) + octets[2:]
    assert verify_timestamp(resigned(octets), MESSAGE).at == AT + timedelta(microseconds=120_000)


def test_the_nonce_of_the_request_is_asked_back() -> None:
    token = TSA.token(hashlib.sha256(MESSAGE).digest(), AT, 1, name="sha256", nonce=4711)
    assert verify_timestamp(token, MESSAGE, nonce=4711).at == AT
    assert refused(token, nonce=4712) == "timestamp_other_request"
    assert refused(REPLY, nonce=4711) == "timestamp_other_request"


def der(tag: int, *parts: bytes) -> bytes:
    return core.Sequence(contents=b"".join(parts)).dump().replace(b"\x30", bytes([tag]), 1)


def test_attributes_count_as_they_are_spelled() -> None:
    """Some authorities write out what DER leaves to its default: the hash of ESSCertIDv2. It is what they signed."""

    def oid(dotted: str) -> bytes:
        return core.ObjectIdentifier(dotted).dump()

    own = TSA.certificate.public_bytes(Encoding.DER)
    content, sha256 = info().dump(), der(0x30, oid("2.16.840.1.101.3.4.2.1"))
    pinned = der(0x30, der(0x30, der(0x30, sha256, der(0x04, hashlib.sha256(own).digest()))))
    values = {
        "1.2.840.113549.1.9.3": oid("1.2.840.113549.1.9.16.1.4"),
        "1.2.840.113549.1.9.4": der(0x04, hashlib.sha256(content).digest()),
        "1.2.840.113549.1.9.16.2.47": pinned,
    }
    attributes = [der(0x30, oid(name), der(0x31, value)) for name, value in values.items()]
    issued = der(0x30, TSA.certificate.issuer.public_bytes(), core.Integer(TSA.certificate.serial_number).dump())

    def token(signed: bytes) -> bytes:
        signature = der(0x04, TSA.key.sign(signed, ec.ECDSA(hashes.SHA256())))
        by_ecdsa = der(0x30, oid("1.2.840.10045.4.3.2"))
        signer = der(0x30, b"\x02\x01\x01", issued, sha256, der(0xA0, *attributes), by_ecdsa, signature)
        held = der(0x30, oid("1.2.840.113549.1.9.16.1.4"), der(0xA0, der(0x04, content)))
        data = der(0x30, b"\x02\x01\x03", der(0x31, sha256), held, der(0xA0, own), der(0x31, signer))
        return der(0x30, oid("1.2.840.113549.1.7.2"), der(0xA0, data))

    assert verify_timestamp(token(der(0x31, *attributes)), MESSAGE).at == AT
    assert refused(token(der(0xA0, *attributes))) == "timestamp_signature"


# What does not


def test_a_stamp_of_another_message_is_refused() -> None:
    assert refused(REPLY, MESSAGE + b"\n") == "timestamp_other_message"
    assert refused(TSA.stamp(b"another", AT, 78)) == "timestamp_other_message"


def test_another_authority_is_refused_where_roots_are_given() -> None:
    assert refused(REPLY, roots=[Root().certificate]) == "timestamp_untrusted"
    assert refused(REPLY, roots=[Root().authority().certificate]) == "timestamp_untrusted"


@pytest.mark.parametrize(
    "how",
    [
        {"usages": None},
        {"is_critical": False},
        {"usages": (ExtendedKeyUsageOID.CODE_SIGNING,)},
        {"usages": (ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CODE_SIGNING)},
        {"may_sign": False},
    ],
    ids=["no usage", "not critical", "other usage", "two usages", "not for signing"],
)
def test_a_certificate_that_is_not_for_time_stamps_alone_is_refused(how: dict[str, Any]) -> None:
    assert refused(ROOT.authority(**how).stamp(MESSAGE, AT, 1)) == "timestamp_not_an_authority"


def test_a_certificate_may_say_that_it_signs() -> None:
    assert verify_timestamp(ROOT.authority(may_sign=True).stamp(MESSAGE, AT, 1), MESSAGE).at == AT


@pytest.mark.parametrize(
    "valid",
    [(AT - YEAR, AT - timedelta(seconds=1)), (AT + timedelta(seconds=1), AT + YEAR)],
    ids=["ended a second before", "began a second after"],
)
def test_a_certificate_that_was_not_valid_at_that_time_is_refused(valid: Any) -> None:
    assert refused(ROOT.authority(valid=valid).stamp(MESSAGE, AT, 1)) == "timestamp_certificate_expired"


def test_a_root_that_was_not_valid_at_that_time_vouches_for_nobody() -> None:
    late = AT + 11 * YEAR
    tsa = ROOT.authority(valid=(AT, AT + 20 * YEAR))
    assert not verify_timestamp(tsa.stamp(MESSAGE, late, 1), MESSAGE).is_rooted
    assert refused(tsa.stamp(MESSAGE, late, 1), roots=[ROOT.certificate]) == "timestamp_untrusted"


def test_a_certificate_that_is_no_issuer_vouches_for_nobody() -> None:
    middle = ROOT.authority(name="Not an issuer")
    false_root = Root()
    false_root.key, false_root.name = middle.key, middle.certificate.subject
    tsa = replace(false_root.authority(), enclosed=(middle.certificate,))
    assert refused(tsa.stamp(MESSAGE, AT, 1), roots=[ROOT.certificate]) == "timestamp_untrusted"


@pytest.mark.parametrize(
    ("extension", "is_rooted"),
    [
        (key_usage(True, may_certify=True), True),
        (key_usage(True), False),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CODE_SIGNING]), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE]), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
    ],
    ids=["certifies", "signs alone", "for time stamps too", "for anything", "for servers"],
)
def test_a_root_vouches_only_for_what_it_is_for(extension: x509.ExtensionType, is_rooted: bool) -> None:
    root = Root("Root", extension)
    reply = root.authority().stamp(MESSAGE, AT, 1)
    if is_rooted:
        assert verify_timestamp(reply, MESSAGE, [root.certificate]).is_rooted
    else:
        assert refused(reply, roots=[root.certificate]) == "timestamp_untrusted"


def test_an_authority_trusted_by_its_own_certificate_must_still_be_one() -> None:
    tsa = ROOT.authority(usages=None)
    assert refused(tsa.stamp(MESSAGE, AT, 1), roots=[tsa.certificate]) == "timestamp_not_an_authority"
    late = ROOT.authority(valid=(AT + timedelta(days=1), AT + YEAR))
    assert refused(late.stamp(MESSAGE, AT, 1), roots=[late.certificate]) == "timestamp_certificate_expired"


@pytest.mark.parametrize("kind", ["p521", "rsa1024"])
def test_keys_of_other_kinds_are_refused(kind: str) -> None:
    assert refused(ROOT.authority(kind).stamp(MESSAGE, AT, 1)) == "timestamp_algorithm"


def test_a_message_hashed_by_sha1_is_refused() -> None:
    token = TSA.token(hashlib.sha1(MESSAGE).digest(), AT, 1, name="sha1", nonce=None)
    assert refused(token) == "timestamp_algorithm"


@pytest.mark.parametrize(
    ("kind", "name"), [("p256", "sha512_ecdsa"), ("rsa2048", "sha512_rsa"), ("rsa2048", "sha1_rsa")]
)
def test_a_signature_named_for_another_hash_is_refused(kind: str, name: str) -> None:
    def rename(signed: cms.SignedData) -> None:
        signed["signer_infos"][0]["signature_algorithm"] = {"algorithm": name}

    assert refused(altered(rename, ROOT.authority(kind).stamp(MESSAGE, AT, 1))) == "timestamp_algorithm"


def test_the_content_cannot_be_swapped_under_the_signature() -> None:
    def swap(signed: cms.SignedData) -> None:
        other = TSA.token(hashlib.sha256(MESSAGE).digest(), AT - YEAR, 1, name="sha256", nonce=None)
        signed["encap_content_info"] = cms.ContentInfo.load(other)["content"]["encap_content_info"].copy()

    assert refused(altered(swap)) == "timestamp_attributes"


def test_the_attributes_cannot_be_swapped_with_the_content() -> None:
    def swap(signed: cms.SignedData) -> None:
        other = TSA.token(hashlib.sha256(MESSAGE).digest(), AT - YEAR, 1, name="sha256", nonce=None)
        from_other = cms.ContentInfo.load(other)["content"]
        signed["encap_content_info"] = from_other["encap_content_info"].copy()
        signed["signer_infos"][0]["signed_attrs"] = from_other["signer_infos"][0]["signed_attrs"].copy()

    assert refused(altered(swap)) == "timestamp_signature"


def test_a_signature_of_another_key_is_refused() -> None:
    assert refused(replace(TSA, key=ROOT.key).stamp(MESSAGE, AT, 1)) == "timestamp_signature"


def test_attributes_of_another_content_are_refused() -> None:
    class Forgetful(Stamper):
        def _attributes(self, content: bytes) -> cms.CMSAttributes:
            return Stamper._attributes(self, content + b"!")

    forgetful = Forgetful(TSA.key, TSA.certificate, POLICY)
    assert refused(forgetful.stamp(MESSAGE, AT, 1)) == "timestamp_attributes"


def test_attributes_of_another_type_of_content_are_refused() -> None:
    class Mistaken(Stamper):
        def _attributes(self, content: bytes) -> cms.CMSAttributes:
            every = [each.copy() for each in Stamper._attributes(self, content)]
            every[0]["values"] = ["data"]
            return cms.CMSAttributes(every)

    assert refused(Mistaken(TSA.key, TSA.certificate, POLICY).stamp(MESSAGE, AT, 1)) == "timestamp_attributes"


@pytest.mark.parametrize("lost", ["content_type", "message_digest", "signing_certificate_v2"])
def test_no_attribute_can_be_left_out(lost: str) -> None:
    class Forgetful(Stamper):
        def _attributes(self, content: bytes) -> cms.CMSAttributes:
            every = Stamper._attributes(self, content)
            return cms.CMSAttributes([each.copy() for each in every if each["type"].native != lost])

    assert refused(Forgetful(TSA.key, TSA.certificate, POLICY).stamp(MESSAGE, AT, 1)) == (
        "timestamp_certificate_missing" if lost.startswith("signing") else "timestamp_attributes"
    )


def test_an_attribute_stands_once() -> None:
    class Verbose(Stamper):
        def _attributes(self, content: bytes) -> cms.CMSAttributes:
            every = list(Stamper._attributes(self, content))
            return cms.CMSAttributes([each.copy() for each in (*every, every[0])])

    assert refused(Verbose(TSA.key, TSA.certificate, POLICY).stamp(MESSAGE, AT, 1)) == "timestamp_attributes"


def test_a_certificate_that_was_swapped_is_refused() -> None:
    """Same issuer, same serial number, same key: yet it is not the certificate that the signer signed for."""

    def swap(signed: cms.SignedData) -> None:
        plain = _plain(TSA.certificate)
        plain["signature_value"] = core.OctetBitString(b"another")
        signed["certificates"] = [cms.CertificateChoices("certificate", plain.copy())]

    assert refused(altered(swap)) == "timestamp_certificate_missing"


def test_a_token_without_certificates_is_refused() -> None:
    token = TSA.token(hashlib.sha256(MESSAGE).digest(), AT, 1, name="sha256", nonce=None, is_enclosed=False)
    assert refused(token) == "timestamp_certificate_missing"


def test_the_name_in_the_token_must_be_the_signers() -> None:
    other = tsp.GeneralName("directory_name", _plain(ROOT.certificate).subject)
    assert verify_timestamp(resigned(info().dump()), MESSAGE).at == AT
    assert refused(resigned(info(tsa=other).dump())) == "timestamp_certificate_missing"


def test_two_signers_are_one_too_many() -> None:
    def double(signed: cms.SignedData) -> None:
        signed["signer_infos"] = [signed["signer_infos"][0].copy(), signed["signer_infos"][0].copy()]

    assert refused(altered(double)) == "timestamp_malformed"


def test_a_refusal_of_the_authority_is_no_stamp() -> None:
    assert refused(TSA.answer(b"no request", AT, 1)) == "timestamp_refused"


@pytest.mark.parametrize(
    "content",
    [
        info(version="v2").dump(),
        info(serial_number=1 << 160).dump(),
        info(serial_number=-1).dump(),
        info(accuracy={"seconds": -5}).dump(),
        info(extensions=[{"extn_id": "2.999.1", "critical": True, "extn_value": b""}]).dump(),
        info().dump() + b"\0",
        b"\x30\x81" + info().dump()[1:],
        info().dump().replace(b"20261122093000Z", b"202611220930+00"),
        info().dump().replace(b"20261122093000Z", b"20261322093000Z"),
    ],
    ids=["version", "serial", "negative", "accuracy", "critical", "trailing", "not DER", "no zone", "month 13"],
)
def test_a_content_that_is_not_as_the_standard_has_it_is_refused_though_truly_signed(content: bytes) -> None:
    assert refused(resigned(content)) == "timestamp_malformed"


def test_an_extension_that_is_not_critical_does_no_harm() -> None:
    harmless = info(extensions=[{"extn_id": "2.999.1", "extn_value": b""}])
    assert verify_timestamp(resigned(harmless.dump()), MESSAGE).at == AT


# Octets of any kind


def test_nothing_may_follow_or_be_missing() -> None:
    for token in (REPLY, token_of(REPLY)):
        assert refused(token + b"\0") == "timestamp_malformed"
        assert refused(token + token) == "timestamp_malformed"
        for end in range(0, len(token), 7):
            assert refused(token[:end]) == "timestamp_malformed"


def test_a_token_beyond_any_size_is_not_read() -> None:
    def padded(size: int) -> bytes:
        return resigned(info(extensions=[{"extn_id": "2.999.1", "extn_value": bytes(size)}]).dump())

    assert verify_timestamp(padded(TOKEN_BYTES // 2), MESSAGE).at == AT
    assert refused(padded(TOKEN_BYTES)) == "timestamp_malformed"


def test_more_certificates_than_any_chain_has_are_not_read() -> None:
    def enclosing(number: int) -> bytes:
        return replace(TSA, enclosed=(ROOT.certificate,) * number).stamp(MESSAGE, AT, 1)

    assert verify_timestamp(enclosing(MOST_CERTIFICATES - 1), MESSAGE).at == AT
    assert refused(enclosing(MOST_CERTIFICATES)) == "timestamp_malformed"


def test_lengths_have_one_spelling() -> None:
    """DER in BER's longer spelling is refused: the browser page reads DER alone, and both must say the same."""
    assert REPLY[:2] == b"\x30\x82"
    assert refused(b"\x30\x83\0" + REPLY[2:]) == "timestamp_malformed"
    assert refused(b"\x30\x80" + REPLY[4:] + b"\0\0") == "timestamp_malformed"


@pytest.mark.parametrize(
    ("octets", "is_one"),
    [
        pytest.param(b"", False, id="nothing"),
        pytest.param(b"\x05\x00", True, id="null"),
        pytest.param(b"\x05\x00\x00", False, id="trailing"),
        pytest.param(b"\x05\x00\x05\x00", False, id="two"),
        pytest.param(b"\x04\x01", False, id="cut off"),
        pytest.param(b"\x04\x81\x01a", False, id="long form of a short length"),
        pytest.param(b"\x04\x81\x80" + bytes(128), True, id="long form"),
        pytest.param(b"\x04\x82\x00\x80" + bytes(128), False, id="longer form than needed"),
        pytest.param(b"\x04\x84\x00\x00\x00\x80" + bytes(128), False, id="longest form"),
        pytest.param(b"\x04\x82\x01", False, id="length cut off"),
        pytest.param(b"\x1f\x01\x00", False, id="long tag"),
        pytest.param(b"\x30\x80\x00\x00", False, id="indefinite"),
        pytest.param(b"\x30\x02\x05\x00", True, id="nested"),
        pytest.param(b"\x30\x02\x05\x01", False, id="nested beyond its end"),
    ],
)
def test_der_is_read_to_the_letter(octets: bytes, is_one: bool) -> None:
    assert is_der(octets) is is_one


def test_depth_is_bounded() -> None:
    nested = b"\x05\x00"
    for _ in range(20):
        nested = b"\x30" + bytes([len(nested)]) + nested
    assert is_der(nested)
    deep = b"\x05\x00"
    for _ in range(3000):
        deep = core.Sequence(contents=deep).dump()
    assert not is_der(deep)


@settings(max_examples=400, deadline=None)
@given(st.binary(max_size=300))
def test_any_octets_are_refused_in_words(octets: bytes) -> None:
    refused(octets)


@settings(max_examples=600, deadline=None)
@given(st.data())
def test_whatever_is_changed_in_a_token_is_refused_in_words_or_was_no_part_of_it(data: st.DataObject) -> None:
    """The part that says what was stamped, when and by whom is signed; the rest may only ever be refused."""
    token = bytearray(token_of(REPLY))
    for _ in range(data.draw(st.integers(1, 3))):
        token[data.draw(st.integers(0, len(token) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = verify_timestamp(bytes(token), MESSAGE)
    except Wrong:
        return
    assert found == verify_timestamp(REPLY, MESSAGE)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_token_with_a_piece_cut_out_or_put_in_is_refused_in_words(data: st.DataObject) -> None:
    token = token_of(REPLY)
    start, end = sorted((data.draw(st.integers(0, len(token))), data.draw(st.integers(0, len(token)))))
    changed = token[:start] + data.draw(st.binary(max_size=8)) + token[end:]
    if changed != token:
        refused(changed)


def test_every_bit_of_what_was_signed_counts() -> None:
    token = token_of(REPLY)
    parsed = cms.ContentInfo.load(token)["content"]
    (signer,) = parsed["signer_infos"]
    for part in (parsed["encap_content_info"].dump(), signer["signed_attrs"].dump(), signer["signature"].dump()):
        start = token.index(part)
        for at in range(start, start + len(part)):
            flipped = bytearray(token)
            flipped[at] ^= 1 << (at % 8)
            refused(bytes(flipped))
