from django.db import migrations

from jieqing.kit.sql import run_sql


class Migration(migrations.Migration):
    """The tree over the entries, its checkpoints and what outsiders said of them."""

    dependencies = [("evidence", "0001_the_log")]
    operations = [run_sql(__file__, "0002_tree.sql")]
