from django.db import migrations

from jieqing.kit.sql import run_sql


class Migration(migrations.Migration):
    """What each witness answered last."""

    dependencies = [("evidence", "0002_the_tree")]
    operations = [run_sql(__file__, "0003_witness.sql")]
