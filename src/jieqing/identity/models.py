"""People, organisations, and who lets whom read what. Names and invited addresses stand here sealed only.

Row-level security: migrations/sql/0001_rls.sql.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from jieqing.kit.ids import new_id


class Tenant(models.Model):
    """Whose rows are whose: an organisation, a natural person acting alone, or the host itself (rules.roles.HOUSE)."""

    class Kind(models.TextChoices):
        ORGANISATION = "organisation"
        PERSON = "person"
        HOUSE = "house"

    class State(models.TextChoices):
        ACTIVE = "active"
        CLOSED = "closed"

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.TextField(choices=Kind.choices)
    # An organisation's name and code are in a public register; a person's name is sealed, its subject the tenant's id.
    name = models.TextField(blank=True)
    name_sealed = models.BinaryField(default=b"")
    registration_code = models.TextField(blank=True)
    agency_id = models.TextField(null=True)  # the directory listing that it holds
    state = models.TextField(choices=State.choices, default=State.ACTIVE)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind="person") ^ ~Q(name=""), name="only_a_persons_name_is_sealed"),
            # The code is public, so that a second founder hears of the first; nothing else of it is said to him.
            models.UniqueConstraint(
                fields=["registration_code"],
                condition=~Q(registration_code="") & Q(state="active"),
                name="tenant_registration_code_once",
            ),
            models.UniqueConstraint(fields=["agency_id"], name="tenant_agency_once"),
        ]


class Membership(models.Model):
    """One user in one tenant. `person_id` is the subject under which the name is sealed, the same in all tenants."""

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_id = models.UUIDField()
    roles = ArrayField(models.TextField())
    is_admin = models.BooleanField(default=False)
    name_sealed = models.BinaryField(default=b"")
    joined_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "user"], condition=Q(ended_at__isnull=True), name="member_once_in_a_tenant"
            ),
            models.UniqueConstraint(fields=["tenant", "id"], name="membership_of_tenant"),
        ]


class Invitation(models.Model):
    """A seat kept for who reads the mail. Address and secret of the link are sealed; the secret's hash is looked up."""

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    email_sealed = models.BinaryField(default=b"")
    token_sealed = models.BinaryField(default=b"")
    token_hash = models.TextField(unique=True)
    roles = ArrayField(models.TextField())
    is_admin = models.BooleanField(default=False)
    language = models.TextField()
    invited_by = models.UUIDField()  # the membership
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)


class Grant(models.Model):
    """`tenant` lets `reader` read `subject` for a purpose, from one moment until another; then it ends by itself."""

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    subject = models.UUIDField()
    purpose = models.TextField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="grant_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(reader=models.F("tenant")), name="grant_to_another"),
        ]
        indexes = [
            models.Index(fields=["reader", "subject"], name="grant_of_reader"),
            models.Index(fields=["tenant", "subject"], name="grant_of_owner"),
        ]
