"""A ledger on its way into claims, and what is remembered of its columns."""

from django.db import models
from django.db.models import Q

from jieqing.kit.ids import new_id


class Import(models.Model):
    """One file: read (dry run) → queued → running → done → undoing → undone; failed or dropped on the way.

    The file itself is an attachment whose subject is this row's id; `report_sealed` holds what was said of its cells.
    `mapping`: column (from 0) → field. Progress: `done_count` of `claim_count` groups.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant_id = models.UUIDField()
    kind = models.TextField(default="claims")
    file_id = models.UUIDField(null=True)
    content_hash = models.TextField()
    state = models.TextField()
    sheet = models.TextField(blank=True)
    mapping = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    read_on = models.DateField()
    row_count = models.IntegerField(default=0)
    error_count = models.IntegerField(default=0)
    claim_count = models.IntegerField(default=0)
    done_count = models.IntegerField(default=0)
    total_fen = models.BigIntegerField(default=0)
    report_sealed = models.BinaryField(null=True)
    failed_code = models.TextField(blank=True)
    version = models.IntegerField(default=1)
    made_by = models.TextField()
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "id"], name="import_of_tenant"),
            models.UniqueConstraint(
                fields=["tenant_id", "kind", "content_hash"],
                condition=~Q(state__in=["undone", "failed", "dropped"]),
                name="import_of_a_file_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=["claims", "payments"]), name="import_kind_known"),
            models.CheckConstraint(
                condition=Q(state__in=["read", "queued", "running", "done", "undoing", "undone", "failed", "dropped"]),
                name="import_state_known",
            ),
        ]


class ColumnMemory(models.Model):
    """Which column held what, the last time that a file with these headers came; header words, no cells."""

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant_id = models.UUIDField()
    headers_hash = models.TextField()
    mapping = models.JSONField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "headers_hash"], name="columns_remembered_once")]
