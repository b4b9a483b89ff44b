import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import jieqing.kit.ids
from jieqing.kit.sql import run_sql


class Migration(migrations.Migration):
    """Tenants, members, invitations and grants, and the policies that hold them."""

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("evidence", "0001_the_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tenant",
            fields=[
                ("id", models.UUIDField(default=jieqing.kit.ids.new_id, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.TextField(
                        choices=[("organisation", "Organisation"), ("person", "Person"), ("house", "House")]
                    ),
                ),
                ("name", models.TextField(blank=True)),
                ("name_sealed", models.BinaryField(default=b"")),
                ("registration_code", models.TextField(blank=True)),
                ("agency_id", models.TextField(null=True)),
                ("state", models.TextField(choices=[("active", "Active"), ("closed", "Closed")], default="active")),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind", "person"), models.Q(("name", ""), _negated=True), _connector="XOR"),
                        name="only_a_persons_name_is_sealed",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(models.Q(("registration_code", ""), _negated=True), ("state", "active")),
                        fields=("registration_code",),
                        name="tenant_registration_code_once",
                    ),
                    models.UniqueConstraint(fields=("agency_id",), name="tenant_agency_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.UUIDField(default=jieqing.kit.ids.new_id, primary_key=True, serialize=False)),
                ("email_sealed", models.BinaryField(default=b"")),
                ("token_sealed", models.BinaryField(default=b"")),
                ("token_hash", models.TextField(unique=True)),
                ("roles", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("is_admin", models.BooleanField(default=False)),
                ("language", models.TextField()),
                ("invited_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.tenant"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.UUIDField(default=jieqing.kit.ids.new_id, primary_key=True, serialize=False)),
                ("person_id", models.UUIDField()),
                ("roles", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("is_admin", models.BooleanField(default=False)),
                ("name_sealed", models.BinaryField(default=b"")),
                ("joined_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.tenant"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("tenant", "user"),
                        name="member_once_in_a_tenant",
                    ),
                    models.UniqueConstraint(fields=("tenant", "id"), name="membership_of_tenant"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                ("id", models.UUIDField(default=jieqing.kit.ids.new_id, primary_key=True, serialize=False)),
                ("subject", models.UUIDField()),
                ("purpose", models.TextField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.tenant"
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.tenant"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["reader", "subject"], name="grant_of_reader"),
                    models.Index(fields=["tenant", "subject"], name="grant_of_owner"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="grant_ends_after_it_starts"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reader", models.F("tenant")), _negated=True), name="grant_to_another"
                    ),
                ],
            },
        ),
        run_sql(__file__, "0001_rls.sql"),
    ]
