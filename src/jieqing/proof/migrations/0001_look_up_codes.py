from django.db import migrations, models

import jieqing.kit.ids
from jieqing.kit.sql import run_sql


class Migration(migrations.Migration):
    """Codes by which outsiders look a proof up."""

    initial = True
    dependencies = [("evidence", "0002_the_tree")]

    operations = [
        migrations.CreateModel(
            name="ProofCode",
            fields=[
                ("id", models.UUIDField(default=jieqing.kit.ids.new_id, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("subject_kind", models.TextField()),
                ("subject", models.UUIDField()),
                ("token_hash", models.TextField()),
                ("first_signs", models.TextField()),
                ("last_number", models.BigIntegerField()),
                ("made_by", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "proof_code",
                "indexes": [models.Index(fields=["tenant_id", "-made_at"], name="proof_code_latest")],
                "constraints": [
                    models.UniqueConstraint(fields=("token_hash",), name="proof_code_token"),
                    models.CheckConstraint(
                        condition=models.Q(("subject_kind__in", ("claim", "contract"))), name="proof_code_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("made_at"))), name="proof_code_lasts"
                    ),
                ],
            },
        ),
        run_sql(__file__, "0001_rls.sql"),
    ]
