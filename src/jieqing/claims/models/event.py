"""What happened in a claim's life, what its owner was reminded of, and who may read its days in a calendar."""

from django.db import models
from django.db.models import Q

from jieqing.kit.ids import new_id


class ClaimEvent(models.Model):
    """A `rules.case.Event` of a claim; payments are events with a sum. Taken back, it stays and counts no more.

    `proof`: 'file' (a paper attached to the claim), 'held' (the creditor says it lies in his drawer), '' none. A
    corrected event is taken back and another `replaces` it, so that the correction can be undone.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant_id = models.UUIDField()
    claim_id = models.UUIDField()
    kind = models.TextField()
    on = models.DateField()
    ended_on = models.DateField(null=True)
    channel = models.TextField(blank=True)
    cause = models.TextField(blank=True)
    reached = models.BooleanField(null=True)
    proof = models.TextField(blank=True)
    proof_file_id = models.UUIDField(null=True)
    amount_fen = models.BigIntegerField(null=True)
    part = models.IntegerField(null=True)
    booked_to = models.IntegerField(null=True)
    is_in_principal = models.BooleanField(default=False)
    note_sealed = models.BinaryField(null=True)
    import_id = models.UUIDField(null=True)
    import_row = models.IntegerField(null=True)
    made_by = models.TextField()
    made_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    replaces_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "claim_id", "on"], name="claim_event_by_day")]
        constraints = [
            models.CheckConstraint(condition=Q(proof__in=["", "held", "file"]), name="claim_event_proof_known"),
            models.CheckConstraint(
                condition=Q(amount_fen__isnull=True) | Q(amount_fen__gt=0), name="claim_event_amount_real"
            ),
            models.UniqueConstraint(fields=["tenant_id", "import_id", "import_row"], name="claim_event_imported_once"),
        ]


class ClaimReminder(models.Model):
    """A reminder that was given, so that it is given once: this last day, so many days before."""

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant_id = models.UUIDField()
    claim_id = models.UUIDField()
    what = models.TextField()
    last_day = models.DateField()
    days_before = models.IntegerField()
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "claim_id", "what", "last_day", "days_before"], name="claim_reminded_once"
            ),
        ]


class CalendarFeed(models.Model):
    """A calendar address that one member made; only the hash of its secret is kept. It shows no names."""

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant_id = models.UUIDField()
    user_id = models.IntegerField()
    token_hash = models.TextField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "token_hash"], name="calendar_feed_token")]
