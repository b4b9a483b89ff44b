from django.db import migrations

from jieqing.kit.sql import run_sql


class Migration(migrations.Migration):
    """Keys and the blind index, in a schema and under a role of their own."""

    initial = True
    dependencies = [("evidence", "0001_the_log")]
    operations = [run_sql(__file__, "0001_vault.sql")]
