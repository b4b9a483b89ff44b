"""What the vault decides without a key: the register, masks, comparison, headers, canonical bodies."""

import json
import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieqing.kit.actor import ROLES
from jieqing.vault.rules.commitment import canonical, commitment
from jieqing.vault.rules.equality import comparable
from jieqing.vault.rules.header import Header, split
from jieqing.vault.rules.mask import masked
from jieqing.vault.rules.register import fields, may_open, purposes
from jieqing.vault.tests.cast import BING, HOUSE, JIA, YI

HEADERS = st.builds(
    Header,
    profile=st.sampled_from(["international", "sm"]),
    tenant=st.uuids(),
    subject=st.uuids(),
    field=st.sampled_from(sorted(fields())),
)


@pytest.mark.parametrize("field", fields().values(), ids=lambda field: field.id)
def test_a_field_says_whose_it_is_on_which_basis_and_why(field):
    assert re.fullmatch(r"PIPL 13\(1\)\([1-7]\)", field.basis)
    for words in (field.name, field.of_whom, field.why):
        assert words.zh
        assert words.en
    assert field.kept


@pytest.mark.parametrize("purpose", purposes().values(), ids=lambda purpose: purpose.id)
def test_a_purpose_names_known_roles_and_fields_only(purpose):
    assert purpose.fields <= set(fields())
    assert purpose.roles <= set(ROLES) | {"system"}
    assert purpose.roles
    assert purpose.fields
    assert re.fullmatch(r"[a-z_]+", purpose.id), "it becomes the code of an entry"


def test_no_field_is_kept_that_nobody_may_ever_read():
    assert set(fields()) == set().union(*(purpose.fields for purpose in purposes().values()))


@pytest.mark.parametrize(
    ("actor", "field", "purpose", "expected"),
    [
        (JIA, "claim.text", "own_claim", True),
        (JIA, "claim.text", "mandated_case", False),
        (YI, "claim.text", "mandated_case", True),
        (YI, "claim.note", "mandated_case", False),
        (YI, "claim.text", "own_claim", False),
        (BING, "claim.debtor_phone", "own_claim", False),
        (HOUSE, "invitation.email", "send_mail", True),
        (JIA, "invitation.email", "send_mail", False),
        (HOUSE, "claim.text", "own_claim", False),
    ],
)
def test_role_field_and_purpose_must_all_agree(actor, field, purpose, expected):
    assert may_open(actor, field, purposes()[purpose]) is expected


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("name", "沈大伟", "沈**"),
        ("name", " 欧阳晓晓 ", "欧**"),
        ("name", "", ""),
        ("phone", "10900001234", "109****1234"),
        ("phone", "+86 109-0000-1234", "109****1234"),
        ("phone", "0000-1234567", "****4567"),
        ("phone", "1234", "**"),
        ("id_number", "99000019900101123X", "**************123X"),
        ("id_number", "9900001", "**"),
        ("address", "江苏省苏州市工业园区星湖街1号", "江苏省苏州市**"),
        ("address", "苏州市星湖街1号", "苏州市**"),
        ("address", "上海市浦东新区世纪大道1号", "上海市**"),
        ("address", "吉林省延边朝鲜族自治州延吉市人民路1号", "吉林省延边朝鲜族自治州**"),
        ("address", "星湖街菜市场3号", "**"),
        ("email", "ding@example.org", "d***@example.org"),
        ("email", "ding", "**"),
        ("file_name", "借条 沈大伟.pdf", "借**.pdf"),
        ("file_name", "借条", "借**"),
        ("nothing", "他一直不还钱", ""),
    ],
)
def test_a_masked_value_shows_this_much(kind, value, shown):
    assert masked(kind, value) == shown


@given(st.sampled_from(["phone", "id_number"]), st.text("0123456789", min_size=11, max_size=18))
def test_a_mask_never_shows_more_than_seven_digits(kind, value):
    assert len(re.findall(r"\d", masked(kind, value))) <= 7


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("name", "沈 大伟", "沈大伟"),
        ("name", "苏州阿尔法（虚构）有限公司", "苏州阿尔法(虚构)有限公司"),
        ("name", "ＡＢＣ贸易", "abc贸易"),
        ("name", "沈\u200b大伟", "沈大伟"),
        ("phone", "+86 109 0000 1234", "10900001234"),
        ("phone", "0086-10900001234", "109-0000-1234"),
        ("phone", "０９０-1234 5678", "090 12345678"),
        ("id_number", "990000 19900101 123x", "99000019900101123X"),
        ("email", "Ding@Example.org ", "ding@example.org"),
    ],
)
def test_what_people_mean_alike_compares_equal(kind, one, other):
    assert comparable(kind, one) == comparable(kind, other)


def test_what_differs_compares_different():
    assert comparable("phone", "8610900001234") != comparable("phone", "8612345678")
    assert comparable("phone", "0512-86123456") == "051286123456"
    assert comparable("name", "沈大伟") != comparable("name", "沈大玮")
    assert comparable("phone", "无") == ""


@given(HEADERS, st.binary(max_size=64))
def test_a_header_is_read_as_it_was_written(header, content):
    assert split(header.to_bytes() + content) == (header, content)


@given(st.binary(max_size=120))
def test_any_bytes_are_either_a_header_or_none(junk):
    found = split(junk)
    assert found is None or found[0].to_bytes() + found[1] == junk


BODIES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc甲乙", max_size=3), inner, max_size=3),
)


@given(st.dictionaries(st.text("abc甲乙", max_size=3), BODIES, max_size=4), st.binary(min_size=32, max_size=32))
def test_a_commitment_hangs_on_content_and_salt_not_on_order(body, salt):
    text = canonical(body)
    assert json.loads(text) == body
    assert canonical(dict(reversed(body.items()))) == text
    assert commitment(salt, text) != commitment(bytes((salt[0] ^ 1,)) + salt[1:], text)
    assert commitment(salt, text) != commitment(salt, text + b" ")


@pytest.mark.parametrize("body", [{"rate": 0.1}, {"id": UUID(int=1)}, {1: "a"}, {"a": [{"b": 2.0}]}])
def test_a_body_with_more_than_one_spelling_is_a_bug(body):
    with pytest.raises(TypeError):
        canonical(body)


def test_the_commitment_is_the_one_published():
    """Worked out by hand: SHA-256 of label, 32 zero bytes and {"a":1}; other programs must get the same."""
    assert canonical({"b": "甲", "a": 1}) == '{"a":1,"b":"甲"}'.encode()
    expected = "28bea9fd84fa6bb15a250793afc5afebe76d6abd0d3c2cd7f348f90e4393959a"
    assert commitment(bytes(32), b'{"a":1}').hex() == expected
