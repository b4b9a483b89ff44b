"""The room's tables. What was published, decided and run is only ever added to (migrations/sql/0001_rls.sql)."""

from django.db import models
from django.db.models import Q

from jieqing.kit.ids import new_id


class NoticeDraft(models.Model):
    """One saving of the working copy. `wording`: section id -> {zh, en}. The highest version is the working copy."""

    id = models.UUIDField(primary_key=True, default=new_id)
    version = models.IntegerField(unique=True)
    wording = models.JSONField()
    saved_by = models.TextField()
    saved_at = models.DateTimeField()


class NoticeVersion(models.Model):
    """A published version, for everybody to read. Its number rises by one."""

    number = models.IntegerField(primary_key=True)
    wording = models.JSONField()
    draft_version = models.IntegerField()
    published_by = models.TextField()
    published_at = models.DateTimeField()


class NoticeReading(models.Model):
    """A person confirmed having read a version: once."""

    id = models.UUIDField(primary_key=True, default=new_id)
    user_id = models.IntegerField()
    number = models.IntegerField()
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "number"], name="privacy_read_once")]


class RetentionSetting(models.Model):
    """An operator's decision on how long a kind of data (data/retention.yaml) is kept, in force from a day on."""

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.TextField()
    days = models.IntegerField()
    from_on = models.DateField()
    reason = models.TextField()
    made_by = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(days__gte=1), name="privacy_days_positive")]
        indexes = [models.Index(fields=["kind", "-made_at"], name="privacy_setting_latest")]


class RetentionRun(models.Model):
    """One kind's turn in a night's deletion. `removed` is null until the room that deletes has said how many."""

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.TextField()
    days = models.IntegerField()
    last_day_kept = models.DateField()
    ran_on = models.DateField()
    began_at = models.DateTimeField()
    removed = models.IntegerField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "ran_on"], name="privacy_run_once_a_day"),
            models.CheckConstraint(
                condition=Q(removed__isnull=True) ^ Q(done_at__isnull=False), name="privacy_run_done_says_how_many"
            ),
        ]


class RightsRequest(models.Model):
    """A person's request to the host. It belongs to the host's tenant; its asker reads it by `user_id`.

    Text and answer are sealed for the host under the request's own id.
    """

    class State(models.TextChoices):
        OPEN = "open"
        ANSWERED = "answered"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant_id = models.UUIDField()
    user_id = models.IntegerField()
    asker_tenant_id = models.UUIDField(null=True)  # where the asker is told of the answer
    kind = models.TextField()
    state = models.TextField(choices=State.choices, default=State.OPEN)
    text_sealed = models.BinaryField()
    answer_sealed = models.BinaryField(default=b"")
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "id"], name="privacy_request_of_tenant"),
            models.CheckConstraint(
                condition=Q(state="open") ^ Q(ended_at__isnull=False), name="privacy_request_open_until_ended"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "state", "due_on"], name="privacy_request_by_due"),
            models.Index(fields=["user_id", "-asked_at"], name="privacy_request_of_user"),
        ]
