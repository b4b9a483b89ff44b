import django.contrib.postgres.fields
from django.db import migrations, models

import jieqing.kit.ids
from jieqing.kit.sql import run_sql


class Migration(migrations.Migration):
    """What is computed of a claim, what happened to it, and ledgers on their way into claims."""

    dependencies = [
        ("claims", "0001_saved_claims"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.UUIDField(default=jieqing.kit.ids.new_id, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("user_id", models.IntegerField()),
                ("token_hash", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ClaimAssessment",
            fields=[
                ("id", models.UUIDField(default=jieqing.kit.ids.new_id, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("claim_id", models.UUIDField()),
                ("is_current", models.BooleanField(default=True)),
                ("made_at", models.DateTimeField()),
                ("as_of_on", models.DateField()),
                ("because", models.TextField()),
                ("law_version", models.TextField()),
                ("is_provisional", models.BooleanField(default=False)),
                ("principal_fen", models.BigIntegerField(null=True)),
                ("asked_low_fen", models.BigIntegerField(null=True)),
                ("asked_high_fen", models.BigIntegerField(null=True)),
                ("last_day_on", models.DateField(null=True)),
                ("last_day_if_on", models.DateField(null=True)),
                ("limitation", models.TextField()),
                ("first_killer_on", models.DateField(null=True)),
                ("road", models.TextField(blank=True)),
                ("net_low_fen", models.BigIntegerField(null=True)),
                ("net_high_fen", models.BigIntegerField(null=True)),
                (
                    "missing",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ClaimEvent",
            fields=[
                ("id", models.UUIDField(default=jieqing.kit.ids.new_id, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("claim_id", models.UUIDField()),
                ("kind", models.TextField()),
                ("on", models.DateField()),
                ("ended_on", models.DateField(null=True)),
                ("channel", models.TextField(blank=True)),
                ("cause", models.TextField(blank=True)),
                ("reached", models.BooleanField(null=True)),
                ("proof", models.TextField(blank=True)),
                ("proof_file_id", models.UUIDField(null=True)),
                ("amount_fen", models.BigIntegerField(null=True)),
                ("part", models.IntegerField(null=True)),
                ("booked_to", models.IntegerField(null=True)),
                ("note_sealed", models.BinaryField(null=True)),
                ("import_id", models.UUIDField(null=True)),
                ("import_row", models.IntegerField(null=True)),
                ("made_by", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("taken_back_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ClaimReminder",
            fields=[
                ("id", models.UUIDField(default=jieqing.kit.ids.new_id, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("claim_id", models.UUIDField()),
                ("what", models.TextField()),
                ("last_day", models.DateField()),
                ("days_before", models.IntegerField()),
                ("given_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ColumnMemory",
            fields=[
                ("id", models.UUIDField(default=jieqing.kit.ids.new_id, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("headers_hash", models.TextField()),
                ("mapping", models.JSONField()),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.UUIDField(default=jieqing.kit.ids.new_id, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("kind", models.TextField(default="claims")),
                ("file_id", models.UUIDField(null=True)),
                ("content_hash", models.TextField()),
                ("state", models.TextField()),
                ("sheet", models.TextField(blank=True)),
                ("mapping", models.JSONField(default=dict)),
                ("choices", models.JSONField(default=dict)),
                ("read_on", models.DateField()),
                ("row_count", models.IntegerField(default=0)),
                ("error_count", models.IntegerField(default=0)),
                ("claim_count", models.IntegerField(default=0)),
                ("done_count", models.IntegerField(default=0)),
                ("total_fen", models.BigIntegerField(default=0)),
                ("report_sealed", models.BinaryField(null=True)),
                ("failed_code", models.TextField(blank=True)),
                ("version", models.IntegerField(default=1)),
                ("made_by", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="LprRow",
            fields=[
                ("id", models.UUIDField(default=jieqing.kit.ids.new_id, primary_key=True, serialize=False)),
                ("published_on", models.DateField()),
                ("pct_year", models.DecimalField(decimal_places=2, max_digits=5)),
                ("source", models.TextField()),
                ("entered_by", models.TextField()),
                ("entered_at", models.DateTimeField()),
                ("confirmed_by", models.TextField(blank=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("ended_by", models.TextField(blank=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="RoadAssumptions",
            fields=[
                ("tenant_id", models.UUIDField(primary_key=True, serialize=False)),
                ("values", models.JSONField()),
                ("version", models.IntegerField(default=1)),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="claim",
            name="case",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="claim",
            name="import_group",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="claim",
            name="import_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="claim",
            name="paper_facts_sealed",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="claim",
            name="rows_sealed",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="claim",
            name="source",
            field=models.TextField(default="text"),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(
                fields=("tenant_id", "import_id", "import_group"), name="claim_imported_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ["text", "ledger"])), name="claim_source_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarfeed",
            constraint=models.UniqueConstraint(fields=("tenant_id", "token_hash"), name="calendar_feed_token"),
        ),
        migrations.AddIndex(
            model_name="claimassessment",
            index=models.Index(fields=["tenant_id", "last_day_on"], name="assessment_by_last_day"),
        ),
        migrations.AddConstraint(
            model_name="claimassessment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)),
                fields=("tenant_id", "claim_id"),
                name="assessment_current_once",
            ),
        ),
        migrations.AddIndex(
            model_name="claimevent",
            index=models.Index(fields=["tenant_id", "claim_id", "on"], name="claim_event_by_day"),
        ),
        migrations.AddConstraint(
            model_name="claimevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("proof__in", ["", "held", "file"])), name="claim_event_proof_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="claimevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__isnull", True), ("amount_fen__gt", 0), _connector="OR"),
                name="claim_event_amount_real",
            ),
        ),
        migrations.AddConstraint(
            model_name="claimevent",
            constraint=models.UniqueConstraint(
                fields=("tenant_id", "import_id", "import_row"), name="claim_event_imported_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="claimreminder",
            constraint=models.UniqueConstraint(
                fields=("tenant_id", "claim_id", "what", "last_day", "days_before"), name="claim_reminded_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="columnmemory",
            constraint=models.UniqueConstraint(fields=("tenant_id", "headers_hash"), name="columns_remembered_once"),
        ),
        migrations.AddConstraint(
            model_name="import",
            constraint=models.UniqueConstraint(fields=("tenant_id", "id"), name="import_of_tenant"),
        ),
        migrations.AddConstraint(
            model_name="import",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["undone", "failed", "dropped"]), _negated=True),
                fields=("tenant_id", "kind", "content_hash"),
                name="import_of_a_file_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="import",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["claims", "payments"])), name="import_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="import",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["read", "queued", "running", "done", "undoing", "undone", "failed", "dropped"])
                ),
                name="import_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="lprrow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)), fields=("published_on",), name="lpr_row_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="lprrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("pct_year__gt", 0), ("pct_year__lt", 25)), name="lpr_row_sane"
            ),
        ),
        migrations.AddConstraint(
            model_name="lprrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by", ""),
                    models.Q(("confirmed_by", models.F("entered_by")), _negated=True),
                    _connector="OR",
                ),
                name="lpr_row_two_people",
            ),
        ),
        run_sql(__file__, "0002_rls.sql"),
    ]
