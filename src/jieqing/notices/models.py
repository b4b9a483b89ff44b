"""Notices and wishes of members; what went wrong with jobs."""

from datetime import time

from django.db import models
from django.db.models import Q

from jieqing.kit.ids import new_id


class Notice(models.Model):
    """One member told of one event. `job_id` is the job that told: run twice, it tells once."""

    class Mail(models.TextChoices):
        NONE = "none"
        WAITING = "waiting"
        SENT = "sent"
        DROPPED = "dropped"  # read before it was due, or there was nobody left to write to
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant_id = models.UUIDField()
    user_id = models.IntegerField()
    job_id = models.BigIntegerField()
    event = models.TextField()
    about = models.UUIDField(null=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mail = models.TextField(choices=Mail.choices, default=Mail.NONE)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "id"], name="notice_of_tenant"),
            models.UniqueConstraint(fields=["tenant_id", "user_id", "job_id"], name="notice_told_once"),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "user_id", "-at"], name="notice_latest"),
            models.Index(fields=["tenant_id", "user_id"], condition=Q(read_at__isnull=True), name="notice_unread"),
        ]


class Preferences(models.Model):
    """How a member wants to be told; `rules.quiet.Wishes` says what each field means."""

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant_id = models.UUIDField()
    user_id = models.IntegerField()
    language = models.TextField(default="zh")
    is_mailed = models.BooleanField(default=True)
    quiet_from = models.TimeField(null=True, default=time(22))
    quiet_until = models.TimeField(default=time(8))
    ways = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "user_id"], name="preferences_of_member")]


class JobTrouble(models.Model):
    """Why a job failed last; gone once it succeeds. Nobody's rows: ids, codes, and a server's words without addresses.

    `said` is what an outside server answered, '' where none was asked.
    """

    job_id = models.BigIntegerField(primary_key=True)
    task = models.TextField()
    code = models.TextField()
    said = models.TextField(blank=True)
    at = models.DateTimeField()
