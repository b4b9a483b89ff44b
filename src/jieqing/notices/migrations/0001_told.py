import datetime

from django.db import migrations, models

import jieqing.kit.ids
from jieqing.kit.sql import run_sql


class Migration(migrations.Migration):
    initial = True

    dependencies = [("evidence", "0001_the_log"), ("identity", "0001_people")]

    operations = [
        migrations.CreateModel(
            name="JobTrouble",
            fields=[
                ("job_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("task", models.TextField()),
                ("code", models.TextField()),
                ("said", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.UUIDField(default=jieqing.kit.ids.new_id, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("user_id", models.IntegerField()),
                ("job_id", models.BigIntegerField()),
                ("event", models.TextField()),
                ("about", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "mail",
                    models.TextField(
                        choices=[
                            ("none", "None"),
                            ("waiting", "Waiting"),
                            ("sent", "Sent"),
                            ("dropped", "Dropped"),
                            ("failed", "Failed"),
                        ],
                        default="none",
                    ),
                ),
                ("mailed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "user_id", "-at"], name="notice_latest"),
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)),
                        fields=["tenant_id", "user_id"],
                        name="notice_unread",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "id"), name="notice_of_tenant"),
                    models.UniqueConstraint(fields=("tenant_id", "user_id", "job_id"), name="notice_told_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Preferences",
            fields=[
                ("id", models.UUIDField(default=jieqing.kit.ids.new_id, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("user_id", models.IntegerField()),
                ("language", models.TextField(default="zh")),
                ("is_mailed", models.BooleanField(default=True)),
                ("quiet_from", models.TimeField(default=datetime.time(22, 0), null=True)),
                ("quiet_until", models.TimeField(default=datetime.time(8, 0))),
                ("ways", models.JSONField(default=dict)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "user_id"), name="preferences_of_member")],
            },
        ),
        run_sql(__file__, "0001_rls.sql"),
    ]
