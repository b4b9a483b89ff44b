"""What was computed of a claim and when: rows are added, never changed, so that a difference can be shown."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from jieqing.kit.ids import new_id


class ClaimAssessment(models.Model):
    """A `rules.assessment.Assessment` in figures, as of `as_of_on`. `is_current` marks the last one of a claim.

    `because`: saved, corrected, imported, event, rates, law. `law_version` is the hash of packs and rates it rests on.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant_id = models.UUIDField()
    claim_id = models.UUIDField()
    is_current = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    as_of_on = models.DateField()
    because = models.TextField()
    law_version = models.TextField()
    is_provisional = models.BooleanField(default=False)
    principal_fen = models.BigIntegerField(null=True)
    asked_low_fen = models.BigIntegerField(null=True)
    asked_high_fen = models.BigIntegerField(null=True)
    last_day_on = models.DateField(null=True)
    last_day_if_on = models.DateField(null=True)
    limitation = models.TextField()
    first_killer_on = models.DateField(null=True)
    road = models.TextField(blank=True)
    net_low_fen = models.BigIntegerField(null=True)
    net_high_fen = models.BigIntegerField(null=True)
    missing = ArrayField(models.TextField(), default=list)

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "last_day_on"], name="assessment_by_last_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "claim_id"], condition=Q(is_current=True), name="assessment_current_once"
            ),
        ]


class RoadAssumptions(models.Model):
    """What a tenant assumes where it compares roads; without a row the product's own assumptions stand."""

    tenant_id = models.UUIDField(primary_key=True)
    values = models.JSONField()
    version = models.IntegerField(default=1)
    changed_at = models.DateTimeField()
