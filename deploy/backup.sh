#!/bin/sh
# A backup in two new directories named for the moment, then those that are older than JIEQING_BACKUP_DAYS go.
#
#   JIEQING_BACKUPS=/backup/data JIEQING_BACKUP_KEYS=/backup-keys backup.sh
#
# The days are the period `backup` on the page "How long we keep it" (/privacy/retention/): change both alike.
set -eu
: "${JIEQING_BACKUPS:?the directory for tables and attachments}" "${JIEQING_BACKUP_KEYS:?another one for the keys}"
mkdir -p "$JIEQING_BACKUPS" "$JIEQING_BACKUP_KEYS"
days=${JIEQING_BACKUP_DAYS:-35}
moment=$(date -u +%Y-%m-%dT%H%M%SZ)
jieqing backup --to "$JIEQING_BACKUPS/$moment" --keys-to "$JIEQING_BACKUP_KEYS/$moment"
# Only after a good backup, only what it made itself, and by the age in the name: a copy has another time of its own.
last=$(date -u -d "$days days ago" +%Y-%m-%dT%H%M%SZ)
for place in "$JIEQING_BACKUPS" "$JIEQING_BACKUP_KEYS"; do
    for old in "$place"/????-??-??T??????Z; do
        name=${old##*/}
        if [ -d "$old" ] && [ "$(printf '%s\n%s\n' "$name" "$last" | LC_ALL=C sort | head -n 1)" = "$name" ] && [ "$name" != "$last" ]; then
            rm -rf "$old"
        fi
    done
done
