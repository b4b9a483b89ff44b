"""甲 seals and opens, 乙 and 丙 open what their purpose allows, 丁 sees nothing; every opening leaves its entry."""

from datetime import UTC, datetime

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jieqing.evidence import log
from jieqing.kit.ids import new_id
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting, as_role
from jieqing.vault import service as vault
from jieqing.vault.rules.commitment import commitment
from jieqing.vault.rules.header import Header, split
from jieqing.vault.tests.cast import BING, COMPLIANCE, DING, JIA, OPERATOR, YI, person

NAME = "沈大伟"
DAY = datetime(2026, 11, 22, 17, tzinfo=UTC)
TABLES = ("tenant_key", "data_key", "blind")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200)


def refused(verb, *args) -> Refusal:
    with pytest.raises(Refusal) as caught:
        verb(*args)
    return caught.value


def entries(actor, subject) -> list[tuple[str, str]]:
    return [(entry.event, entry.code) for entry in log.entries(actor, subject)]


def test_what_jia_seals_jia_opens_and_the_entry_says_for_what(keys):
    claim = new_id()
    sealed = vault.seal(JIA, claim, "claim.debtor_name", NAME)
    assert NAME.encode() not in sealed
    assert vault.open(JIA, sealed, "own_claim") == NAME
    assert entries(JIA, claim) == [("vault.value_opened", "own_claim")]
    assert log.entries(JIA, claim)[0].body_sealed is None


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(values=st.dictionaries(st.sampled_from(["claim.text", "claim.debtor_phone", "claim.note"]), TEXT, min_size=1))
def test_any_text_comes_back(keys, values):
    claim = new_id()
    sealed = vault.seal_all(JIA, claim, values)
    assert dict(zip(sealed, vault.open_all(JIA, list(sealed.values()), "own_claim"), strict=True)) == values


def test_several_values_of_a_subject_leave_one_entry(keys):
    one, other = new_id(), new_id()
    values = {"claim.text": "他一直不还", "claim.debtor_name": NAME, "claim.note": ""}
    sealed = [*vault.seal_all(JIA, one, values).values(), vault.seal(JIA, other, "claim.text", "另一笔"), None]
    assert vault.open_all(JIA, sealed, "own_claim") == [*values.values(), "另一笔", ""]
    assert entries(JIA, one) == entries(JIA, other) == [("vault.value_opened", "own_claim")]


def test_bytes_are_sealed_as_they_are(keys):
    content = bytes(range(256)) * 5
    sealed = vault.seal_bytes(JIA, new_id(), "file.content", content)
    assert vault.open_bytes(JIA, sealed, "own_claim") == content


def test_no_byte_of_it_can_be_changed_or_cut(keys):
    claim = new_id()
    sealed = vault.seal(JIA, claim, "claim.note", NAME)
    for at in range(len(sealed)):
        for broken in (sealed[:at] + bytes((sealed[at] ^ 4,)) + sealed[at + 1 :], sealed[:at]):
            if broken:
                no = refused(vault.open, JIA, broken, "own_claim")
                assert no.code in ("sealed_value_damaged", "sealed_value_not_yours"), at
    assert entries(JIA, claim) == []


def test_a_value_moved_under_another_name_does_not_open(keys):
    claim, other = new_id(), new_id()
    vault.seal(JIA, other, "claim.note", "x")
    header, content = split(vault.seal(JIA, claim, "claim.debtor_address", "江苏省苏州市"))
    for moved in (
        Header(header.profile, header.tenant, other, header.field),
        Header(header.profile, header.tenant, claim, "claim.note"),
        Header("sm" if keys == "international" else "international", header.tenant, claim, header.field),
    ):
        assert refused(vault.open, JIA, moved.to_bytes() + content, "own_claim").code == "sealed_value_damaged"


def test_a_value_moved_to_another_tenant_does_not_open(keys):
    claim = new_id()
    vault.seal(DING, claim, "claim.note", "丁's own, under the same id")
    header, content = split(vault.seal(JIA, claim, "claim.note", NAME))
    moved = Header(header.profile, DING.tenant, claim, header.field).to_bytes() + content
    assert refused(vault.open, DING, moved, "own_claim").code == "sealed_value_damaged"


def test_a_wrapped_key_put_in_anothers_row_does_not_unwrap(keys):
    one, other = new_id(), new_id()
    sealed = vault.seal(JIA, one, "claim.note", NAME)
    vault.seal(JIA, other, "claim.note", NAME)
    with acting(JIA), as_role("jieqing_vault"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE vault.data_key SET wrapped = (SELECT wrapped FROM vault.data_key WHERE subject = %s)"
            " WHERE subject = %s",
            (one, other),
        )
    header, content = split(sealed)
    moved = Header(header.profile, header.tenant, other, header.field).to_bytes() + content
    assert refused(vault.open, JIA, moved, "own_claim").code == "sealed_value_damaged"
    assert refused(vault.seal, JIA, other, "claim.note", "x").code == "sealed_value_damaged"


def test_ding_who_holds_the_bytes_sees_nothing(keys):
    claim = new_id()
    sealed = vault.seal(JIA, claim, "claim.debtor_phone", "10900001234")
    for verb in (lambda: vault.open(DING, sealed, "own_claim"), lambda: vault.mask(DING, [sealed])):
        no = refused(verb)
        assert (no.code, no.status, no.about) == ("sealed_value_not_yours", 404, claim)
    assert vault.find_equal(DING, "claim.debtor_phone", "10900001234") == []
    assert vault.erased_on(DING, claim) is None
    vault.erase(DING, claim)
    assert vault.open(JIA, sealed, "own_claim") == "10900001234"
    assert entries(DING, claim) == [("vault.subject_erased", "")], "an entry of 丁's own, nothing of 甲's"


@pytest.mark.parametrize(
    ("actor", "field", "purpose"),
    [
        (JIA, "claim.text", "mandated_case"),
        (JIA, "claim.text", "compliance_review"),
        (COMPLIANCE, "claim.debtor_phone", "compliance_review"),
        (person("operator", 7, JIA.tenant), "claim.text", "own_claim"),
        (person("debtor", 8, JIA.tenant), "claim.debtor_name", "own_claim"),
    ],
)
def test_a_purpose_that_the_role_does_not_allow_is_refused(keys, actor, field, purpose):
    claim = new_id()
    no = refused(vault.open, actor, vault.seal(JIA, claim, field, "x"), purpose)
    assert (no.code, no.status, no.basis, no.about) == ("purpose_not_allowed", 403, "CN-PI-03", claim)
    assert entries(JIA, claim) == []


def test_one_field_beyond_the_purpose_keeps_all_closed(keys):
    claim = new_id()
    sealed = vault.seal_all(JIA, claim, {"claim.text": "x", "claim.debtor_phone": "10900001234"})
    assert refused(vault.open_all, COMPLIANCE, list(sealed.values()), "compliance_review").code == "purpose_not_allowed"
    assert entries(JIA, claim) == []
    assert vault.open(COMPLIANCE, sealed["claim.text"], "compliance_review") == "x"


@pytest.mark.parametrize("verb", [vault.seal, vault.find_equal])
def test_a_field_that_the_register_does_not_name_is_a_bug(keys, verb):
    args = (JIA, new_id(), "claim.shoe_size", "42") if verb is vault.seal else (JIA, "claim.shoe_size", "42")
    with pytest.raises(KeyError):
        verb(*args)


def test_what_is_not_searchable_is_not_searched(keys):
    with pytest.raises(KeyError):
        vault.find_equal(JIA, "claim.text", "x")


def test_an_unknown_purpose_is_a_bug(keys):
    sealed = vault.seal(JIA, new_id(), "claim.text", "x")
    with pytest.raises(KeyError):
        vault.open(JIA, sealed, "curiosity")


def test_half_a_character_is_refused_by_its_field(keys):
    no = refused(vault.seal, JIA, new_id(), "claim.debtor_name", "沈\ud800")
    assert (no.code, no.field) == ("text_not_unicode", "debtor_name")


def test_a_page_of_masked_rows_takes_one_query_and_leaves_no_entry(keys):
    claims = [new_id() for _ in range(12)]
    sealed = [
        vault.seal(JIA, claim, "claim.debtor_name", name)
        for claim, name in zip(claims, "沈王李赵钱孙周吴郑冯陈褚", strict=True)
    ]
    texts = [vault.seal(JIA, claims[0], "claim.text", "x"), b"", None]
    with CaptureQueriesContext(connection) as captured:
        assert vault.mask(JIA, sealed + texts) == [f"{name}**" for name in "沈王李赵钱孙周吴郑冯陈褚"] + ["", "", ""]
    assert sum("vault." in query["sql"] for query in captured.captured_queries) == 1
    assert [entries(JIA, claim) for claim in claims] == [[] for _ in claims]


def test_a_mask_of_altered_bytes_is_refused(keys):
    sealed = vault.seal(JIA, new_id(), "claim.debtor_name", NAME)
    assert refused(vault.mask, JIA, [sealed[:-1] + bytes((sealed[-1] ^ 1,))]).code == "sealed_value_damaged"


def test_equal_values_are_found_however_they_are_written(keys):
    one, other, third = new_id(), new_id(), new_id()
    vault.seal(JIA, one, "claim.debtor_phone", "109 0000 1234")
    vault.seal(JIA, other, "claim.debtor_phone", "+86 109-0000-1234")
    vault.seal(JIA, third, "claim.debtor_phone", "10900001235")
    assert vault.find_equal(JIA, "claim.debtor_phone", "１０９00001234") == sorted([one, other])
    assert vault.find_equal(JIA, "person.phone", "10900001234") == [], "of another field"
    assert vault.find_equal(JIA, "claim.debtor_phone", " ") == []


def test_equal_values_are_grouped_without_being_opened(keys):
    one, other, third = new_id(), new_id(), new_id()
    for claim, name in ((one, "沈某（虚构）"), (other, "沈某(虚构)"), (third, "丙某（虚构）")):
        vault.seal(JIA, claim, "claim.debtor_name", name)
    vault.seal(DING, new_id(), "claim.debtor_name", "沈某（虚构）")
    assert sorted(vault.groups_equal(JIA, "claim.debtor_name")) == sorted([sorted([one, other]), [third]])
    assert vault.groups_equal(JIA, "claim.debtor_phone") == []
    assert entries(JIA, one) == entries(JIA, third) == [], "nothing was opened"
    with pytest.raises(KeyError):
        vault.groups_equal(JIA, "claim.text")


def test_a_new_value_takes_the_place_of_the_former_in_the_index(keys):
    claim = new_id()
    for number in ("10900000001", "10900000002"):
        vault.seal(JIA, claim, "claim.debtor_phone", number)
    assert vault.find_equal(JIA, "claim.debtor_phone", "10900000001") == []
    assert vault.find_equal(JIA, "claim.debtor_phone", "10900000002") == [claim]
    assert vault.seal(JIA, claim, "claim.debtor_phone", "") == b""
    assert vault.find_equal(JIA, "claim.debtor_phone", "10900000002") == []


def test_two_tenants_digests_of_one_value_differ(keys):
    for actor in (JIA, DING):
        vault.seal(actor, new_id(), "claim.debtor_phone", "10900001234")
        vault.seal(actor, new_id(), "claim.debtor_name", "10900001234")
    digests = []
    for actor in (JIA, DING):
        with acting(actor), as_role("jieqing_vault"), connection.cursor() as cursor:
            cursor.execute("SELECT digest FROM vault.blind")
            digests += [bytes(digest) for (digest,) in cursor.fetchall()]
    assert len(digests) == len(set(digests)) == 4


def test_erasing_closes_one_subject_for_ever_and_no_other(keys):
    gone, stays = new_id(), new_id()
    sealed = {claim: vault.seal(JIA, claim, "claim.debtor_name", NAME) for claim in (gone, stays)}
    body = vault.commit_body(JIA, gone, {"state": "open"})
    vault.erase(JIA, gone, now=DAY)
    assert vault.erased_on(JIA, gone).isoformat() == "2026-11-23", "the day in China"
    assert vault.erased_on(JIA, stays) is None
    no = refused(vault.open, JIA, sealed[gone], "own_claim")
    assert (no.code, no.status, no.about) == ("subject_erased", 410, gone)
    assert refused(vault.open_body, COMPLIANCE, body, "check_proof").code == "subject_erased"
    assert refused(vault.seal, JIA, gone, "claim.note", "x").code == "subject_erased"
    assert vault.mask(JIA, [sealed[gone], sealed[stays]]) == ["", "沈**"]
    assert vault.find_equal(JIA, "claim.debtor_name", NAME) == [stays]
    assert vault.open(JIA, sealed[stays], "own_claim") == NAME
    with acting(JIA), as_role("jieqing_vault"), connection.cursor() as cursor:
        cursor.execute("SELECT wrapped FROM vault.data_key WHERE subject = %s", (gone,))
        assert cursor.fetchall() == [(None,)]
        cursor.execute("SELECT count(*) FROM vault.blind WHERE subject = %s", (gone,))
        assert cursor.fetchone() == (0,)


def test_erasing_twice_keeps_the_first_day(keys):
    claim = new_id()
    vault.seal(JIA, claim, "claim.note", "x")
    vault.erase(JIA, claim, now=DAY)
    vault.erase(JIA, claim, now=DAY.replace(month=12))
    assert vault.erased_on(JIA, claim).isoformat() == "2026-11-23"


def test_what_was_erased_before_anything_was_sealed_stays_erased(keys):
    claim = new_id()
    vault.erase(JIA, claim)
    assert refused(vault.seal, JIA, claim, "claim.note", "x").code == "subject_erased"


def test_a_committed_body_opens_and_another_is_noticed(keys):
    claim = new_id()
    body = {"state": "open", "amount_fen": 1_000_000, "place": ["32", "3205"]}
    one, again = vault.commit_body(JIA, claim, body), vault.commit_body(JIA, claim, body)
    assert vault.open_body(JIA, one, "check_proof") == body
    assert one.commitment != again.commitment, "the salt makes equal bodies look different"
    with pytest.raises(ValueError, match="not the body"):
        vault.open_body(JIA, log.Committed(again.commitment, one.sealed), "check_proof")
    with acting(JIA):
        log.append(JIA, "claims.claim_saved", about=claim, body=one)


def test_bodies_open_together_with_the_salt_that_shows_others_what_was_committed_to(keys):
    claim = new_id()
    bodies = [vault.commit_body(JIA, claim, {"version": version}) for version in (1, 2, 3)]
    opened = vault.open_bodies(JIA, bodies, "check_proof")
    assert [each.body for each in opened] == [{"version": 1}, {"version": 2}, {"version": 3}]
    assert [commitment(each.salt, each.text.encode()) for each in opened] == [each.commitment for each in bodies]
    assert entries(JIA, claim) == [("vault.value_opened", "check_proof")], "one for them all"
    assert refused(vault.open_bodies, DING, bodies, "check_proof").status == 404


@pytest.mark.parametrize("table", TABLES)
def test_the_application_without_the_vaults_role_reads_no_table_of_it(keys, table):
    vault.seal(JIA, new_id(), "claim.debtor_name", NAME)
    for sql in (f"SELECT FROM vault.{table}", f"DELETE FROM vault.{table}"):
        with (
            acting(JIA),
            connection.cursor() as cursor,
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
        ):
            cursor.execute(sql)


@pytest.mark.parametrize("table", TABLES)
def test_the_vaults_role_sees_the_rows_of_one_tenant_and_without_a_tenant_none(keys, table):
    vault.seal(JIA, new_id(), "claim.debtor_name", NAME)
    vault.seal(DING, new_id(), "claim.debtor_name", NAME)
    for actor, expected in (
        (JIA, {JIA.tenant}),
        (DING, {DING.tenant}),
        (BING, set() if table != "tenant_key" else {BING.tenant}),
    ):
        with acting(actor), as_role("jieqing_vault"), connection.cursor() as cursor:
            cursor.execute(f"SELECT tenant_id FROM vault.{table}")
            assert {tenant for (tenant,) in cursor.fetchall()} == expected
    with transaction.atomic(), as_role("jieqing_vault"), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM vault.{table}")
        assert cursor.fetchone() == (0,)


def test_the_vaults_role_adds_no_row_for_another_tenant(keys):
    with (
        acting(JIA),
        as_role("jieqing_vault"),
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        cursor.execute(
            "INSERT INTO vault.data_key (tenant_id, subject, key_version, profile, wrapped, made_at)"
            " VALUES (%s, %s, 1, 'sm', 'x', now())",
            (DING.tenant, new_id()),
        )


def test_an_operator_opens_nobodys_values(keys):
    sealed = vault.seal(JIA, new_id(), "member.name", NAME)
    assert refused(vault.open, OPERATOR, sealed, "members").code == "sealed_value_not_yours"


@pytest.mark.django_db(transaction=True)
def test_a_refusal_outside_any_door_leaves_its_entry(settings):
    for actor in (JIA, YI):
        vault.new_tenant(actor)
    claim = new_id()
    sealed = vault.seal(JIA, claim, "claim.text", "x")
    for actor in (JIA, YI):
        no = refused(vault.open, actor, sealed, "mandated_case")
        log.record_refusal(actor, no)  # as a door does that it reaches after all
    assert entries(JIA, claim) == [("house.refused", "purpose_not_allowed")]
    assert entries(YI, claim) == [("house.refused", "sealed_value_not_yours")]


def test_an_opening_leaves_its_entry_though_its_transaction_be_undone(keys):
    claim = new_id()
    sealed = vault.seal(JIA, claim, "claim.text", "x")
    with pytest.raises(ZeroDivisionError), acting(JIA):
        vault.open(JIA, sealed, "own_claim")
        raise ZeroDivisionError
    assert entries(JIA, claim) == [("vault.value_opened", "own_claim")]


def test_keys_are_made_once(keys):
    vault.new_tenant(JIA)
    assert [event for event, _code in entries(JIA, JIA.tenant)] == ["vault.keys_made"]


def test_a_tenant_without_keys_is_a_bug(db):
    with pytest.raises(RuntimeError, match="new_tenant"):
        vault.seal(JIA, new_id(), "claim.note", "x")
