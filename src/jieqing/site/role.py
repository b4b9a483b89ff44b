"""Which role of the database does what: the owner migrates, the application runs and may be no more than that."""

from pathlib import Path

from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

PRIVILEGES = Path(__file__).with_name("privileges.sql")
MIGHT = """
    SELECT CASE
        WHEN rolsuper THEN 'SUPERUSER'
        WHEN rolbypassrls THEN 'BYPASSRLS'
        WHEN EXISTS (SELECT FROM pg_class, pg_namespace space
                     WHERE relnamespace = space.oid AND nspname IN ('public', 'vault', 'evidence', 'house')
                       AND pg_has_role(current_user, relowner, 'MEMBER')) THEN 'OWNER'
    END FROM pg_roles WHERE rolname = current_user
"""


def migrate_as_owner(alias: str = "owner") -> None:
    """Brings the tables up to date as their owner, and tells the application's role what it may do with them."""
    call_command("migrate", database=alias, verbosity=0, interactive=False)
    call_command("createcachetable", database=alias, verbosity=0)
    with connections[alias].cursor() as cursor:
        cursor.execute(PRIVILEGES.read_text(encoding="utf-8"))
    connections[alias].close()


def refuse_a_mighty_one() -> None:
    """Raises Refusal when the site would run as a role for which row-level security does not count (ASVS 8.4.1)."""
    with connection.cursor() as cursor:
        cursor.execute(MIGHT)
        (might,) = cursor.fetchone() or ("UNKNOWN",)
    if might:
        raise Refusal(
            "role_too_mighty",
            Words(
                "DATABASE_URL 里的数据库角色是 {might}，行级安全对它不起作用，不能用它运行。",
                "The role in DATABASE_URL is {might}, which row-level security does not hold: it cannot serve.",
            ).filled(might=might),
            remedy=Words(
                "换成 jieqing_app（site/roles.sql 会建好它），表的属主放到 DATABASE_OWNER_URL。",
                "Use jieqing_app there (site/roles.sql makes it), and put the tables' owner in DATABASE_OWNER_URL.",
            ),
            field="DATABASE_URL",
            status=503,
        )


def refuse_tables_behind() -> None:
    """Raises Refusal when the tables are not those of this version and no owner's address is given to migrate with."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        raise Refusal(
            "tables_behind",
            Words(
                "数据表还没更新到这个版本（差 {n} 步）。", "The tables are {n} migrations behind this version."
            ).filled(n=len(waiting)),
            remedy=Words(
                "先备份，再用 DATABASE_OWNER_URL 运行 jieqing migrate。",
                "Make a backup, then run jieqing migrate with DATABASE_OWNER_URL set.",
            ),
            field="DATABASE_OWNER_URL",
            status=503,
        )
