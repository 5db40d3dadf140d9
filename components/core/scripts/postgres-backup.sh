#!/bin/sh
# Backs up a PostgreSQL server: its roles with their passwords, and each database with its large objects, settings and grants. Every
# database is of one moment, two of them are not: stop what writes to both first. Where FOLDERS names folders, whose files databases refer
# to, they are parts of the same backup.
#
# Env in: see backup-files.sh, postgres-server.sh and folders.sh. Runs in the image of the server (or of a newer major), as any user, or
# one that may read the folders. Prints the name of each database and folder, the backup's id and what was pruned; never a credential.
# The id is also the termination message.
# Exits 0 only when the backup is whole and was read back, otherwise nothing is left; what a SIGKILL leaves ends in .partial.
# A lock that another session holds is waited for 60 s; the length of the rest is bounded by the Job's deadline.
set -eu
here=$(dirname "$0")
# shellcheck source=components/core/scripts/backup-files.sh
. "$here/backup-files.sh"
# shellcheck source=components/core/scripts/postgres-server.sh
. "$here/postgres-server.sh"
# shellcheck source=components/core/scripts/folders.sh
. "$here/folders.sh"

need PGHOST PGUSER
whole_number KEEP_COUNT "${KEEP_COUNT:-7}"
whole_number KEEP_DAYS "${KEEP_DAYS:-30}"
prepare_backup_files
prepare_folders
each_folder no_unfinished_restore
wait_for_server

half_restored=$(say "SELECT count(*) FROM pg_database WHERE starts_with(datname, :'prefix')" | sql --set=prefix="$aside_prefix" --file=-)
[ "$half_restored" = 0 ] || fail "found a restore that did not finish, expected whole databases: run that restore again, then back up"

databases=$(sql --command="SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY datname")
count=$(sql --command="SELECT count(*) FROM pg_database WHERE datallowconn AND NOT datistemplate")
[ "$(say "$databases" | grep -c .)" = "$count" ] || fail "found no database, or a line break in the name of one, expected neither"

dump() { PGDATABASE=$1 pg_dump --format=custom --lock-wait-timeout=60000; }

begin_backup
write_part roles.sql pg_dumpall --roles-only --database=template1
write_part databases say "$databases"
number=0
while IFS= read -r database; do
  number=$((number + 1))
  say "backing up database $database"
  write_part "database-$number.dump" dump "$database"
done <<NAMES
$databases
NAMES
# After the databases: a file that no row refers to does less harm than a row without its file.
write_folders
seal_backup
check_sums "$partial" "$id"
check_dumps "$partial" "$id"
check_folders "$partial" "$id"
finish_backup
