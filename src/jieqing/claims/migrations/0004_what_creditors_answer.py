from django.db import migrations, models


class Migration(migrations.Migration):
    """Answers that outlast a new reading; corrected events that can be undone; two people to end a rate."""

    dependencies = [
        ("claims", "0003_payments_already_taken_off"),
    ]

    operations = [
        migrations.AddField(
            model_name="claim",
            name="case_said",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="claimevent",
            name="replaces_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="lprrow",
            name="end_asked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="lprrow",
            name="end_asked_by",
            field=models.TextField(blank=True),
        ),
        migrations.AddConstraint(
            model_name="lprrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_by", ""),
                    ("confirmed_by", ""),
                    models.Q(
                        models.Q(("end_asked_by", ""), _negated=True),
                        models.Q(("end_asked_by", models.F("ended_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="lpr_row_ended_by_two",
            ),
        ),
    ]
