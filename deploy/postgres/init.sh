#!/bin/sh
# Run once by the PostgreSQL image, as superuser, on an empty data directory: roles, their passwords, the database.
# The passwords come from files (compose.yaml's secrets); they go in by standard input, not by a command line.
set -eu
roles=${JIEQING_ROLES:-/roles.sql}
secrets=${JIEQING_SECRETS:-/run/secrets}
psql="psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username ${POSTGRES_USER:-postgres}"

$psql --dbname postgres --file "$roles"
for role in jieqing jieqing_app jieqing_backup jieqing_sequencer; do
    password=$(cat "$secrets/${role}_password")
    $psql --dbname postgres <<SQL
SET log_statement = 'none';
SET log_min_error_statement = 'panic';
ALTER ROLE $role PASSWORD \$secret\$$password\$secret\$;
SQL
done
$psql --dbname postgres --command "CREATE DATABASE jieqing OWNER jieqing TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
$psql --dbname jieqing --command "CREATE EXTENSION pg_trgm"
$psql --dbname postgres --command "REVOKE CONNECT ON DATABASE jieqing FROM PUBLIC" \
    --command "GRANT CONNECT ON DATABASE jieqing TO jieqing_app, jieqing_backup, jieqing_sequencer"
