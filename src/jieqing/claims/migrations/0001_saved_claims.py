import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models import Q

import jieqing.kit.ids
from jieqing.kit.sql import run_sql


class Migration(migrations.Migration):
    """Saved claims, each its tenant's own."""

    initial = True
    dependencies = [("evidence", "0001_the_log"), ("identity", "0001_people")]
    operations = [
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.UUIDField(default=jieqing.kit.ids.new_id, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("save_key", models.UUIDField(null=True)),
                ("version", models.IntegerField(default=1)),
                ("state", models.TextField()),
                ("closed_as", models.TextField(blank=True)),
                ("saved_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("read_on", models.DateField()),
                ("amount_fen", models.BigIntegerField(null=True)),
                ("is_amount_approx", models.BooleanField(default=False)),
                ("debt_kind", models.TextField(null=True)),
                ("debtor_kind", models.TextField(null=True)),
                ("creditor_kind", models.TextField(null=True)),
                ("place_code", models.TextField(null=True)),
                ("creditor_place_code", models.TextField(null=True)),
                ("due_said", models.TextField(null=True)),
                ("debt_said", models.TextField(null=True)),
                ("has_written_evidence", models.BooleanField(null=True)),
                ("evidence", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("lawsuit", models.TextField(null=True)),
                ("aged_from_on", models.DateField(null=True)),
                ("aged_by", models.TextField(null=True)),
                ("text_sealed", models.BinaryField()),
                ("corrections_sealed", models.BinaryField()),
                ("facts_sealed", models.BinaryField()),
                ("debtor_name_sealed", models.BinaryField(null=True)),
                ("debtor_phone_sealed", models.BinaryField(null=True)),
                ("debtor_id_number_sealed", models.BinaryField(null=True)),
                ("debtor_address_sealed", models.BinaryField(null=True)),
                ("note_sealed", models.BinaryField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "aged_from_on", "id"], name="claim_by_age"),
                    models.Index(fields=["tenant_id", "-saved_at", "-id"], name="claim_latest"),
                    models.Index(fields=["ended_at"], name="claim_ended", condition=Q(ended_at__isnull=False)),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=["tenant_id", "id"], name="claim_of_tenant"),
                    models.UniqueConstraint(fields=["tenant_id", "save_key"], name="claim_saved_once"),
                    models.CheckConstraint(
                        condition=Q(state__in=["draft", "open", "withdrawn", "closed"]), name="claim_state_known"
                    ),
                    models.CheckConstraint(
                        condition=Q(state__in=["draft", "open"], ended_at__isnull=True)
                        | Q(state__in=["withdrawn", "closed"], ended_at__isnull=False),
                        name="claim_ended_when_over",
                    ),
                    models.CheckConstraint(
                        condition=Q(amount_fen__isnull=True) | Q(amount_fen__gt=0), name="claim_amount_real"
                    ),
                ],
            },
        ),
        run_sql(__file__, "0001_rls.sql"),
    ]
