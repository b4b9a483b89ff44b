import django.contrib.postgres.fields
from django.db import migrations, models

import jieqing.kit.ids
from jieqing.kit.sql import run_sql


class Migration(migrations.Migration):
    """Cards between creditor and agency, their messages, and who may take which step."""

    initial = True
    dependencies = [("evidence", "0001_the_log"), ("identity", "0001_people")]

    operations = [
        migrations.CreateModel(
            name="CardMessage",
            fields=[
                ("id", models.UUIDField(default=jieqing.kit.ids.new_id, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("card_id", models.UUIDField()),
                ("side", models.TextField(choices=[("creditor", "creditor"), ("agency", "agency")])),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("remark", "remark"),
                            ("question", "question"),
                            ("answer", "answer"),
                            ("decline", "decline"),
                        ]
                    ),
                ),
                ("words_sealed", models.BinaryField()),
                ("written_at", models.DateTimeField()),
                ("written_by", models.TextField()),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "card_id", "written_at"], name="message_of_card")],
            },
        ),
        migrations.CreateModel(
            name="CaseCard",
            fields=[
                ("id", models.UUIDField(default=jieqing.kit.ids.new_id, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("agency_id", models.TextField()),
                ("agency_tenant_id", models.UUIDField(null=True)),
                ("claim_id", models.UUIDField()),
                ("version", models.IntegerField(default=1)),
                ("state", models.TextField(default="sent")),
                ("state_before", models.TextField(null=True)),
                ("sent_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("moved_at", models.DateTimeField()),
                ("moved_by", models.TextField()),
                ("amount_about_fen", models.BigIntegerField()),
                ("debt_kind", models.TextField()),
                ("debtor_kind", models.TextField(null=True)),
                ("creditor_kind", models.TextField(null=True)),
                ("place", models.TextField(null=True)),
                ("age", models.TextField()),
                ("evidence", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("lawsuit", models.TextField(null=True)),
                ("decline_reason", models.TextField(blank=True)),
                ("conflict_checked_at", models.DateTimeField(null=True)),
                ("case_until", models.DateField(null=True)),
                ("grant_id", models.UUIDField(null=True)),
                ("paper_id", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "-moved_at"], name="card_of_creditor"),
                    models.Index(fields=["agency_tenant_id", "-moved_at"], name="card_of_agency"),
                    models.Index(
                        condition=models.Q(("agency_tenant_id", None)), fields=["agency_id"], name="card_waiting"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "id"), name="card_of_tenant"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["sent", "asked", "answered", "accepted", "opened"])),
                        fields=("tenant_id", "claim_id", "agency_id"),
                        name="card_once_to_an_agency",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "opened")),
                        fields=("tenant_id", "claim_id"),
                        name="case_open_to_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "sent",
                                    "asked",
                                    "answered",
                                    "accepted",
                                    "declined",
                                    "withdrawn",
                                    "expired",
                                    "opened",
                                    "closed",
                                ],
                            )
                        ),
                        name="card_state_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("amount_about_fen__gt", 0)), name="card_amount_real"),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("sent_at"))), name="card_open_for_a_while"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agency_tenant_id", None),
                            models.Q(("agency_tenant_id", models.F("tenant_id")), _negated=True),
                            _connector="OR",
                        ),
                        name="card_to_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "accepted"), _negated=True),
                            ("conflict_checked_at__isnull", False),
                            _connector="OR",
                        ),
                        name="accepted_after_a_check",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("decline_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="declined_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "opened"), _negated=True),
                            models.Q(
                                ("case_until__isnull", False), ("grant_id__isnull", False), ("paper_id__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="case_open_under_terms",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WaitingCard",
            fields=[
                ("card_id", models.UUIDField(primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("agency_id", models.TextField()),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["agency_id", "expires_at"], name="waiting_for_agency")],
            },
        ),
        run_sql(__file__, "0001_rls.sql"),
    ]
