"""What people type: names, addresses, codes, roles; each no names its field and a remedy."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieqing.identity.rules.given import HIDDEN, code_given, email_given, name_given, reason_given
from jieqing.identity.rules.invitation import LASTS, standing, why_closed
from jieqing.identity.rules.roles import as_roles, catalogue, roles_given, roles_open_to
from jieqing.kit.actor import ROLES
from jieqing.kit.refusal import Refusal
from jieqing.law.registration import registration_code

CODE = registration_code("91", "990000", "00009177")


def _refused(call, *arguments, **named):
    with pytest.raises(Refusal) as refused:
        call(*arguments, **named)
    assert refused.value.message.zh
    assert refused.value.remedy.en
    return refused.value


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 沈  砚秋 ", "沈 砚秋"),
        ("阿依努尔·买买提", "阿依努尔·买买提"),
        ("\u3000沈砚\u3000", "沈砚"),
        ("Zoe\u0308", "Zoë"),
        ("\U00031350某", "\U00031350某"),  # a rare character, newer than this Python's tables
        ("\ue863某", "\ue863某"),  # and one that has only a private code point
        ("名" * 199, "名" * 199),
    ],
)
def test_a_name_is_kept_composed_with_single_spaces(typed, kept):
    assert name_given(typed, "own_name") == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "name_missing"),
        ("   ", "name_missing"),
        ("名" * 200, "too_long"),
        ("沈\x00砚", "hidden_characters"),
        ("沈\r\nBcc: ding@example.com", "hidden_characters"),
        ("沈\x1b[31m砚", "hidden_characters"),
        ("沈\u202e砚", "hidden_characters"),
        ("沈\u2066砚\u2069", "hidden_characters"),
        ("沈\u200b砚", "hidden_characters"),
        ("沈\u2028砚", "hidden_characters"),
        ("沈\ud800砚", "hidden_characters"),
    ],
)
def test_a_name_that_cannot_be_read_is_refused_by_its_field(typed, code):
    no = _refused(name_given, typed, "own_name")
    assert (no.code, no.field) == (code, "own_name")


@given(st.text(max_size=250))
def test_whatever_is_typed_a_kept_name_is_readable_and_stays_as_it_is(typed):
    try:
        kept = name_given(typed, "name")
    except Refusal:
        return
    assert 0 < len(kept) < 200
    assert name_given(kept, "name") == kept
    import unicodedata

    assert not {unicodedata.category(character) for character in kept} & HIDDEN


@pytest.mark.parametrize("typed", ["Jia@Example.com ", "jia+1@mail.example.com"])
def test_an_address_is_kept_in_lower_case(typed):
    assert email_given(typed) == typed.strip().lower()


@pytest.mark.parametrize(
    "typed",
    ["", "jia", "jia@", "@example.com", "jia@example", "a b@example.com", "a@b@c.com", "a@example.com\nBcc: b@c.com",
     "<a@example.com>", "a,b@example.com", "a" * 250 + "@example.com", "a\u202e@example.com"],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed):
    assert _refused(email_given, typed).field == "email"


@pytest.mark.parametrize(
    "typed", [CODE, CODE.lower(), f" {CODE[:8]} {CODE[8:]} ", "".join(chr(ord(c) + 0xFEE0) for c in CODE)]
)
def test_a_registration_code_is_read_however_it_was_typed(typed):
    assert code_given(typed) == CODE


def test_a_registration_code_with_a_wrong_check_character_is_refused():
    wrong = CODE[:-1] + ("1" if CODE[-1] == "0" else "0")
    assert _refused(code_given, wrong).field == "registration_code"


def test_a_reason_may_have_lines_but_nothing_hidden():
    assert reason_given(" 冒用他人代码\n已电话核实 ") == "冒用他人代码\n已电话核实"
    assert _refused(reason_given, " ").code == "reason_missing"
    assert _refused(reason_given, "x" * 501).code == "too_long"
    assert _refused(reason_given, "x\u202ey").code == "hidden_characters"


def test_the_catalogue_names_every_role_once():
    assert set(catalogue()) == ROLES


@pytest.mark.parametrize(
    ("kind", "is_agency", "open_to"),
    [
        ("person", False, {"creditor", "debtor"}),
        ("organisation", False, {"creditor", "debtor"}),
        ("organisation", True, {"creditor", "agency", "compliance", "debtor"}),
        ("house", False, {"compliance", "verifier", "operator"}),
    ],
)
def test_a_tenant_gives_only_roles_that_stand_there(kind, is_agency, open_to):
    assert {role.id for role in roles_open_to(kind, is_agency=is_agency)} == open_to
    for role in ROLES:
        if role in open_to:
            assert roles_given([role], kind, is_agency=is_agency) == [role]
        else:
            assert _refused(roles_given, [role], kind, is_agency=is_agency).field == "roles"
    assert _refused(roles_given, [], kind, is_agency=is_agency).code == "roles_missing"
    assert _refused(roles_given, ["god"], kind, is_agency=is_agency).code == "role_not_here"


def test_a_role_that_is_none_any_more_is_dropped():
    assert as_roles(["creditor", "god"]) == {"creditor"}


def test_an_invitation_is_open_for_seven_days_and_used_once():
    made = datetime(2026, 11, 1, 4, tzinfo=UTC)
    end = made + LASTS
    assert standing(None, None, end, made) == "open"
    assert standing(None, None, end, end - timedelta(seconds=1)) == "open"
    assert standing(None, None, end, end) == "late"
    assert standing(made, None, end, end + timedelta(days=1)) == "used"
    assert standing(None, made, end, made) == "withdrawn"
    assert {why_closed(where).code for where in ("used", "late", "withdrawn")} == {
        "invitation_used", "invitation_late", "invitation_withdrawn",
    }  # fmt: skip
