"""The directory's tables. Facts of an agency that are asked about in SQL are columns, the rest is JSON."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from jieqing.kit.ids import new_id


class Agency(models.Model):
    """One agency; `rules.listing.Listing` says what each fact means. `records.py` turns the one into the other."""

    id = models.TextField(primary_key=True)
    # "C": the same order of names on every server
    name = models.TextField(db_collation="C")
    registration_code = models.TextField(blank=True)
    phone = models.TextField()
    address = models.TextField(blank=True)
    place = models.TextField()
    entity_type = models.TextField()
    licences = models.JSONField()
    matters = ArrayField(models.TextField())
    districts = ArrayField(models.TextField())
    amount_from_fen = models.BigIntegerField()
    amount_to_fen = models.BigIntegerField(null=True)
    fee_offers = models.JSONField()
    similar_closed = models.JSONField(default=dict)
    median_days = models.IntegerField(null=True)
    upheld_complaints = models.IntegerField()
    open_places = models.IntegerField()
    reply_hours = models.IntegerField(null=True)
    named_lawyer = models.TextField(null=True)
    does_enforcement = models.BooleanField()
    custody = models.TextField()
    evidence_node = models.TextField()
    litigation_record = models.TextField()
    registration = models.TextField()
    is_conflict_checked = models.BooleanField()
    practising_since = models.IntegerField(null=True)
    staff = models.IntegerField(null=True)
    verified_on = models.JSONField(default=dict)
    mediations = models.JSONField(null=True)
    # found by (rules/keys.py)
    name_key = models.TextField(db_collation="C")
    phone_digits = models.TextField(db_collation="C")
    keys = ArrayField(models.TextField())

    class Meta:
        indexes = [
            GinIndex(fields=["keys"], name="agency_keys"),
            models.Index(fields=["name", "id"], name="agency_by_name"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["registration_code"], condition=~Q(registration_code=""), name="agency_registration_code_once"
            ),
            # CN-AG-20: what makes a rate is never kept of a law firm
            models.CheckConstraint(
                condition=~Q(entity_type="law_firm") | Q(mediations__isnull=True), name="law_firm_without_rates"
            ),
            models.CheckConstraint(
                condition=Q(amount_to_fen__isnull=True) | Q(amount_to_fen__gte=models.F("amount_from_fen")),
                name="agency_amounts_in_order",
            ),
        ]


class Edition(models.Model):
    """One row: a number that rises with every change, so that an index in memory knows when it is stale."""

    number = models.BigIntegerField(default=0)


class DirectoryChange(models.Model):
    """What an operator did to the directory, in order. `number` is the edition that it made."""

    class Verb(models.TextChoices):
        IMPORT = "import"
        DEMO = "demo"
        SUSPEND = "suspend"
        REINSTATE = "reinstate"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.BigIntegerField(unique=True)
    verb = models.TextField(choices=Verb.choices)
    actor = models.TextField()
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.TextField(blank=True)
    # of imports: the file, what came of its rows, and the broken rows as a file to correct and import again
    filename = models.TextField(blank=True)
    sha256 = models.TextField(blank=True)
    added = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    rejected = models.IntegerField(default=0)
    broken_file = models.BinaryField(default=b"")

    class Meta:
        indexes = [models.Index(fields=["undone_at", "-number"], name="change_latest_standing")]


class ChangedAgency(models.Model):
    """An agency as it was before a change (None: it was not there), so that the change can be undone."""

    change = models.ForeignKey(DirectoryChange, on_delete=models.CASCADE, related_name="+")
    agency_id = models.TextField()
    before = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "agency_id"], name="changed_agency_once")]


class ListingClaim(models.Model):
    """An organisation says that a listing is its own; an operator makes sure and decides. Its tenant's row."""

    class State(models.TextChoices):
        ASKED = "asked"
        CONFIRMED = "confirmed"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"
        RELEASED = "released"

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant = models.ForeignKey("identity.Tenant", on_delete=models.PROTECT, related_name="+")
    agency_id = models.TextField()
    state = models.TextField(choices=State.choices, default=State.ASKED)
    asked_by = models.TextField()
    asked_at = models.DateTimeField()
    decided_by = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    # ids of data/claiming.yaml: how the operator made sure, or why not
    ground = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant"], condition=Q(state__in=("asked", "confirmed")), name="one_listing_a_tenant"
            )
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="listing_claims_waiting")]
