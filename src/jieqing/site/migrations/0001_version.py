from django.db import migrations

from jieqing.kit.sql import run_sql


class Migration(migrations.Migration):
    """Which version of the product the tables were last brought up to date by."""

    initial = True
    dependencies = [("evidence", "0001_the_log")]  # the schema `house`
    operations = [run_sql(__file__, "0001_version.sql")]
