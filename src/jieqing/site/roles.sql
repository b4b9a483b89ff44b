-- The roles of Jieqing's database. A superuser runs this once; running it again does no harm.
--
--   jieqing            owns the tables and migrates; nothing else runs as it
--   jieqing_app        runs the site and the jobs; owns nothing, sees only the rows of the tenant that asks
--   jieqing_vault      reached by SET ROLE from jieqing_app alone: keys, wrapped
--   jieqing_evidence   likewise: reads the log
--   jieqing_sequencer  reads the log's entries and gives them their places in the tree; changes no entry
--   jieqing_backup     reads every row, for backups; changes nothing
DO $roles$
DECLARE
    wanted record;
BEGIN
    FOR wanted IN SELECT * FROM (VALUES
        ('jieqing', 'LOGIN CREATEDB'),
        ('jieqing_app', 'LOGIN NOINHERIT'),
        ('jieqing_vault', 'NOLOGIN'),
        ('jieqing_evidence', 'NOLOGIN'),
        ('jieqing_sequencer', 'LOGIN'),
        ('jieqing_backup', 'LOGIN BYPASSRLS')
    ) AS role (name, rights) LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) THEN
            EXECUTE format('CREATE ROLE %I %s', wanted.name, wanted.rights);
        END IF;
    END LOOP;
END
$roles$;

GRANT jieqing_vault, jieqing_evidence TO jieqing_app;

GRANT pg_read_all_data TO jieqing_backup;
