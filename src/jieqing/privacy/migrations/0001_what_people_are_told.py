from django.db import migrations, models

import jieqing.kit.ids
from jieqing.kit.sql import run_sql


class Migration(migrations.Migration):
    """The notice, periods, requests; and the policies that hold them."""

    initial = True

    dependencies = [("evidence", "0001_the_log")]

    operations = [
        migrations.CreateModel(
            name="NoticeDraft",
            fields=[
                ("id", models.UUIDField(default=jieqing.kit.ids.new_id, primary_key=True, serialize=False)),
                ("version", models.IntegerField(unique=True)),
                ("wording", models.JSONField()),
                ("saved_by", models.TextField()),
                ("saved_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="NoticeVersion",
            fields=[
                ("number", models.IntegerField(primary_key=True, serialize=False)),
                ("wording", models.JSONField()),
                ("draft_version", models.IntegerField()),
                ("published_by", models.TextField()),
                ("published_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="NoticeReading",
            fields=[
                ("id", models.UUIDField(default=jieqing.kit.ids.new_id, primary_key=True, serialize=False)),
                ("user_id", models.IntegerField()),
                ("number", models.IntegerField()),
                ("read_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user_id", "number"), name="privacy_read_once")],
            },
        ),
        migrations.CreateModel(
            name="RetentionRun",
            fields=[
                ("id", models.UUIDField(default=jieqing.kit.ids.new_id, primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("days", models.IntegerField()),
                ("last_day_kept", models.DateField()),
                ("ran_on", models.DateField()),
                ("began_at", models.DateTimeField()),
                ("removed", models.IntegerField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "ran_on"), name="privacy_run_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("removed__isnull", True), ("done_at__isnull", False), _connector="XOR"),
                        name="privacy_run_done_says_how_many",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RetentionSetting",
            fields=[
                ("id", models.UUIDField(default=jieqing.kit.ids.new_id, primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("days", models.IntegerField()),
                ("from_on", models.DateField()),
                ("reason", models.TextField()),
                ("made_by", models.TextField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "-made_at"], name="privacy_setting_latest")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("days__gte", 1)), name="privacy_days_positive")
                ],
            },
        ),
        migrations.CreateModel(
            name="RightsRequest",
            fields=[
                ("id", models.UUIDField(default=jieqing.kit.ids.new_id, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("user_id", models.IntegerField()),
                ("asker_tenant_id", models.UUIDField(null=True)),
                ("kind", models.TextField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("open", "Open"),
                            ("answered", "Answered"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="open",
                    ),
                ),
                ("text_sealed", models.BinaryField()),
                ("answer_sealed", models.BinaryField(default=b"")),
                ("asked_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.TextField(blank=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "state", "due_on"], name="privacy_request_by_due"),
                    models.Index(fields=["user_id", "-asked_at"], name="privacy_request_of_user"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "id"), name="privacy_request_of_tenant"),
                    models.CheckConstraint(
                        condition=models.Q(("state", "open"), ("ended_at__isnull", False), _connector="XOR"),
                        name="privacy_request_open_until_ended",
                    ),
                ],
            },
        ),
        run_sql(__file__, "0001_rls.sql"),
    ]
