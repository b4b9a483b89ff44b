from django.db import migrations

from jieqing.kit.sql import run_sql


class Migration(migrations.Migration):
    """Whom a tenant lets read a case may read its attachments, until the day that ends it."""

    dependencies = [
        ("files", "0001_attachments"),
        ("identity", "0001_people"),  # house.granted_subjects()
    ]
    operations = [run_sql(__file__, "0002_readers.sql")]
