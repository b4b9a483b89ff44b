from django.db import migrations

from jieqing.kit.sql import run_sql


class Migration(migrations.Migration):
    """Who was granted a subject reads its data key."""

    dependencies = [("identity", "0001_people"), ("vault", "0001_the_vault")]
    operations = [run_sql(__file__, "0002_granted_keys.sql")]
