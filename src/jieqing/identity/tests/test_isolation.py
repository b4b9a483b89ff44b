"""丁 ding attacks: by the models, by raw SQL as the application's role, with somebody else's ids in hand."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from jieqing.identity.models import Grant, Invitation, Membership, Tenant
from jieqing.identity.queries import is_granted, membership_in_force, tenants_of
from jieqing.identity.rules.roles import HOUSE
from jieqing.identity.tests.factories import JOINED, actor_in, bing, ding, jia, operator, yi
from jieqing.kit.actor import ANYONE, Actor
from jieqing.kit.ids import new_id
from jieqing.kit.rows import acting

pytestmark = pytest.mark.django_db
TABLES = ("identity_tenant", "identity_membership", "identity_invitation", "identity_grant")
NOW = datetime.now(UTC)
HASH = "ab" * 32


def _filled() -> dict[str, Actor]:
    """The whole cast, an invitation of 甲's and a grant of 甲's to 乙."""
    cast = {"jia": jia(), "yi": yi(), "bing": bing(), "ding": ding()}
    with acting(cast["jia"]):
        Invitation.objects.create(
            tenant_id=cast["jia"].tenant, token_hash=HASH, roles=["creditor"], language="zh", invited_by=new_id(),
            made_at=JOINED, expires_at=NOW + timedelta(days=7),
        )  # fmt: skip
        _grant(cast["jia"], cast["yi"])
    return cast


def _grant(owner: Actor, reader: Actor, **facts: object) -> Grant:
    times = {"starts_at": NOW - timedelta(days=1), "ends_at": NOW + timedelta(days=1)}
    return Grant.objects.create(
        tenant_id=owner.tenant, reader_id=reader.tenant, subject=new_id(), purpose="mandate", **times | facts
    )


def _rows(table: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return cursor.fetchall()


@pytest.mark.parametrize("table", TABLES)
def test_nobody_sees_a_row_without_a_tenant(table):
    _filled()
    visible = _rows(table)
    # Who holds a public listing is public, to anyone.
    assert [row for row in visible if "demo-001" not in row] == []


@pytest.mark.parametrize("table", TABLES)
def test_row_level_security_is_forced(table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s", [table])
        assert cursor.fetchone() == (True, True)


def test_ding_sees_his_own_rows_alone():
    cast = _filled()
    ding = cast["ding"]
    with acting(ding):
        assert set(Tenant.objects.values_list("id", flat=True)) == {ding.tenant, cast["yi"].tenant}
        assert [m.user_id for m in Membership.objects.all()] == [ding.user_id]
        assert not Invitation.objects.exists()
        assert not Grant.objects.exists()
        assert len(_rows("identity_tenant")) == 2  # his, and who holds a public listing
        assert len(_rows("identity_membership")) == 1


def test_ding_cannot_write_into_anothers_tenant():
    cast = _filled()
    jia, ding = cast["jia"], cast["ding"]
    with acting(ding):
        assert Membership.objects.filter(user_id=jia.user_id).update(is_admin=False) == 0
        assert Tenant.objects.filter(id=jia.tenant).update(name="丁") == 0
        assert Tenant.objects.filter(id=cast["yi"].tenant).update(name="丁") == 0  # seen, and yet not his
    for attempt in (
        lambda: Membership.objects.create(
            tenant_id=jia.tenant, user_id=ding.user_id, person_id=new_id(), roles=["creditor"], joined_at=JOINED
        ),
        lambda: _grant(jia, ding),
        lambda: Tenant.objects.create(kind="organisation", name="丁", made_at=JOINED),
        lambda: Membership.objects.filter(user_id=ding.user_id).update(tenant_id=jia.tenant),
    ):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic(), acting(ding):
            attempt()


def test_an_operator_stands_only_in_the_house():
    jia_ = jia()
    with pytest.raises(DatabaseError, match="operators_in_the_house"), transaction.atomic():
        actor_in(jia_.tenant, "sly", ["operator"])
    with pytest.raises(DatabaseError, match="house_is_one"), transaction.atomic(), acting(jia_):
        Tenant.objects.filter(id=jia_.tenant).update(kind="house")
    assert operator().tenant == HOUSE


def test_a_user_sees_all_tenants_of_his_own_and_an_operator_sees_all():
    cast = _filled()
    actor_in(cast["jia"].tenant, "ding")
    assert {seat.tenant_id for seat in tenants_of(cast["ding"])} == {cast["ding"].tenant, cast["jia"].tenant}
    assert tenants_of(ANYONE) == []
    with acting(operator()):
        assert {a.tenant for a in cast.values()} <= set(Tenant.objects.values_list("id", flat=True))
        assert Membership.objects.count() == 6
        assert not Grant.objects.exists()  # who may read whose case is not the operator's business


def test_the_holder_of_the_link_reads_that_invitation_alone():
    cast = _filled()
    with acting(ANYONE, token=HASH):
        assert Invitation.objects.get().tenant_id == cast["jia"].tenant
        assert set(Tenant.objects.values_list("id", flat=True)) == {cast["jia"].tenant, cast["yi"].tenant}
        assert not Membership.objects.exists()
        assert Invitation.objects.update(is_admin=True) == 0
    with acting(ANYONE, token="cd" * 32):
        assert not Invitation.objects.exists()


def _granted(reader: Actor, owner: Actor, subject: object) -> bool:
    """By the function, and by the set that policies ask."""
    with acting(reader), connection.cursor() as cursor:
        cursor.execute(
            "SELECT house.granted(%s, %s), (%s, %s) IN (SELECT owner, subject FROM house.grants_standing())",
            [owner.tenant, subject, owner.tenant, subject],
        )
        one, among = cursor.fetchone()
    assert one == among == is_granted(reader, owner.tenant, subject)
    return one


def test_a_grant_opens_a_subject_to_its_reader_alone():
    cast = _filled()
    with acting(cast["jia"]):
        subject = Grant.objects.get().subject
    assert _granted(cast["yi"], cast["jia"], subject)
    assert not any(_granted(cast[who], cast["jia"], subject) for who in ("ding", "bing", "jia"))
    assert not _granted(cast["yi"], cast["jia"], new_id())


def test_ding_cannot_grant_what_is_not_his():
    cast = {"jia": jia(), "yi": yi(), "ding": ding()}
    with acting(cast["ding"]):
        subject = _grant(cast["ding"], cast["yi"]).subject  # an id of 甲's, that he came to know
    assert not _granted(cast["yi"], cast["jia"], subject)


@pytest.mark.parametrize(
    "facts",
    [
        {"ends_at": NOW - timedelta(seconds=1)},
        {"starts_at": NOW + timedelta(hours=1)},
        {"ended_at": NOW - timedelta(hours=1)},
    ],
    ids=["over", "not begun", "ended early"],
)
def test_a_grant_out_of_its_time_opens_nothing(facts):
    cast = {"jia": jia(), "yi": yi()}
    with acting(cast["jia"]):
        subject = _grant(cast["jia"], cast["yi"], **facts).subject
    assert not _granted(cast["yi"], cast["jia"], subject)


def test_an_ended_membership_gives_no_seat():
    cast = {"jia": jia(), "ding": ding()}
    assert membership_in_force(cast["jia"].user_id, cast["jia"].tenant).tenant_id == cast["jia"].tenant
    # a chosen tenant in which he has no seat: his own instead
    assert membership_in_force(cast["ding"].user_id, cast["jia"].tenant).tenant_id == cast["ding"].tenant
    with acting(cast["jia"]):
        Membership.objects.update(ended_at=NOW)
    assert membership_in_force(cast["jia"].user_id, cast["jia"].tenant) is None
