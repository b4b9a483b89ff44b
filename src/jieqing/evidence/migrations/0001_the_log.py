from django.db import migrations

from jieqing.kit.sql import run_sql


class Migration(migrations.Migration):
    """The log, and the functions that say who asks."""

    initial = True
    dependencies = []
    operations = [run_sql(__file__, "0001_log.sql")]
