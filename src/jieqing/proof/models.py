"""Codes by which outsiders look a proof up. Row-level security: migrations/sql/0001_rls.sql."""

from django.db import models
from django.db.models import F, Q

from jieqing.kit.ids import new_id

KINDS = ("claim", "contract")


class ProofCode(models.Model):
    """A code that a member made for one thing. Of the code itself only the digest is kept, and its first signs.

    It shows the entries numbered up to `last_number`: what happens after it was made is not its reader's to know.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant_id = models.UUIDField()
    subject_kind = models.TextField()
    subject = models.UUIDField()
    token_hash = models.TextField()
    first_signs = models.TextField()
    last_number = models.BigIntegerField()
    made_by = models.TextField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "proof_code"
        indexes = [models.Index(fields=["tenant_id", "-made_at"], name="proof_code_latest")]
        constraints = [
            models.UniqueConstraint(fields=["token_hash"], name="proof_code_token"),
            models.CheckConstraint(condition=Q(subject_kind__in=KINDS), name="proof_code_kind_known"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="proof_code_lasts"),
        ]
