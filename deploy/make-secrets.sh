#!/bin/sh
# Makes the secrets of compose.yaml and of the units in a directory that is not there yet. Nobody but its owner can pass
# into the directory (0700); the files in it are readable (0444), so that the users inside the containers can read those
# that are mounted for them.
#
#   deploy/make-secrets.sh deploy/secrets database        (compose: the database's name on its network)
#   deploy/make-secrets.sh /etc/jieqing/secrets 127.0.0.1 (units: where PostgreSQL listens)
#
# smtp_url is left empty: write smtp://user:password@host:587 into it. Keep a copy of key_passphrase elsewhere: without
# it nobody opens what is sealed, from no backup either.
set -eu
[ $# -eq 2 ] || { echo "usage: $0 <new directory> <database host>" >&2; exit 2; }
umask 077
mkdir "$1"
cd "$1"
made_up() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
for name in superuser_password jieqing_password jieqing_app_password jieqing_backup_password \
    jieqing_sequencer_password secret_key key_passphrase metrics_token; do
    made_up >"$name"
done
printf 'postgres://jieqing_app:%s@%s:5432/jieqing' "$(cat jieqing_app_password)" "$2" >database_url
printf 'postgres://jieqing:%s@%s:5432/jieqing' "$(cat jieqing_password)" "$2" >database_owner_url
printf 'postgres://jieqing_backup:%s@%s:5432/jieqing' "$(cat jieqing_backup_password)" "$2" >database_backup_url
printf 'postgres://jieqing_sequencer:%s@%s:5432/jieqing' "$(cat jieqing_sequencer_password)" "$2" >database_sequencer_url
: >smtp_url
chmod 0444 ./*
chmod 0644 smtp_url
