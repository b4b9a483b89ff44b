import django.contrib.postgres.fields
from django.db import migrations, models

import jieqing.kit.ids
from jieqing.kit.sql import run_sql


class Migration(migrations.Migration):
    """Papers for many claims at once, made by a job."""

    dependencies = [
        ("claims", "0004_what_creditors_answer"),
        ("evidence", "0001_the_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="PaperBatch",
            fields=[
                ("id", models.UUIDField(default=jieqing.kit.ids.new_id, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("paper", models.TextField()),
                ("form", models.TextField()),
                ("claim_ids", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("as_of_on", models.DateField()),
                ("state", models.TextField(default="queued")),
                ("done_count", models.IntegerField(default=0)),
                ("held_back", models.JSONField(default=dict)),
                ("file_id", models.UUIDField(null=True)),
                ("made_by", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "-made_at"], name="paper_batch_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("form__in", ["pdf", "docx"])), name="paper_batch_form_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["queued", "running", "done", "failed"])),
                        name="paper_batch_state_known",
                    ),
                ],
            },
        ),
        run_sql(__file__, "0005_rls.sql"),
    ]
