"""Many papers made at once: which, how far the job is, where the archive lies."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from jieqing.kit.ids import new_id


class PaperBatch(models.Model):
    """Papers of one kind for many claims: queued → running → done, or failed. Its id is the vault's subject.

    Progress: `done_count` of the claims were looked at. `held_back`: claim id → code of the refusal. The archive is an
    attachment whose subject is this row's id.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant_id = models.UUIDField()
    paper = models.TextField()
    form = models.TextField()
    claim_ids = ArrayField(models.UUIDField())
    as_of_on = models.DateField()
    state = models.TextField(default="queued")
    done_count = models.IntegerField(default=0)
    held_back = models.JSONField(default=dict)
    file_id = models.UUIDField(null=True)
    made_by = models.TextField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(form__in=["pdf", "docx"]), name="paper_batch_form_known"),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "done", "failed"]), name="paper_batch_state_known"
            ),
        ]
        indexes = [models.Index(fields=["tenant_id", "-made_at"], name="paper_batch_latest")]
