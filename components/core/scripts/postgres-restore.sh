#!/bin/sh
# Restores a backup that postgres-backup.sh made. Each database is restored beside the present one, compared with the backup by
# checksum, and only when all of them are good do the present ones go; until then a failure puts them back. So the server's volume
# needs room for both. A database that is not in the backup stays as it is. Roles come first, and are not put back.
# The folders of a backup are unpacked and compared before the first database, and change places after the last (see folders-swap.sh).
# They stay together with the databases: all are restored, or all are put back.
#
# Env in: as postgres-backup.sh, with FOLDERS as it was for the backup, and BACKUP (an id); CHECK_ONLY=1 to rehearse: the backup is
#   restored into a server and folders of its own under TMPDIR (/tmp; needs room for all of it), compared and thrown away, and the real
#   server and folders are not even looked at.
# What uses the databases is stopped first; sessions that are open all the same are ended. Roles come back as they were, but the one
# that this script connects as keeps its password, since the Secret that holds it is not part of the backup. A role that is not in the
# backup is dropped, unless it owns something in a database that stays.
# Runs in the image of the server or of a newer major, not as root with CHECK_ONLY. Prints what it does, never a credential.
# Exits 0 only when everything is restored and equal. A second run gives the same; a run after one that was killed goes on from there.
set -eu
here=$(dirname "$0")
# shellcheck source=components/core/scripts/backup-files.sh
. "$here/backup-files.sh"
# shellcheck source=components/core/scripts/postgres-server.sh
. "$here/postgres-server.sh"
# shellcheck source=components/core/scripts/postgres-roles.sh
. "$here/postgres-roles.sh"
# shellcheck source=components/core/scripts/folders.sh
. "$here/folders.sh"
# shellcheck source=components/core/scripts/folders-swap.sh
. "$here/folders-swap.sh"

choose_backup
check_dumps "$folder" "$BACKUP"
check_folders "$folder" "$BACKUP"

work=$(mktemp -d)
begun=0
untouched=
open=0
trap clean_up EXIT
trap 'exit 143' HUP INT TERM
clean_up() {
  if [ "$open" = 1 ] && ! is_kept; then
    put_back
    put_back_folders
  fi
  [ ! -e "$work/data/postmaster.pid" ] || pg_ctl --pgdata="$work/data" --mode=immediate stop >/dev/null
  remove_tree "$work"
}

start_scratch_server() {
  [ "$(id -u)" != 0 ] || fail "found that this runs as root, expected another user: PostgreSQL refuses to start as root"
  export PGUSER="${PGUSER:-postgres}" PGHOST="$work" PGPORT=5432
  unset PGPASSWORD PGPASSFILE
  if ! initdb --pgdata="$work/data" --username="$PGUSER" --auth=trust --encoding=UTF8 --locale=C >"$work/log" 2>&1 ||
    ! pg_ctl --pgdata="$work/data" --log="$work/log" --wait --options="-h '' -c fsync=off -k '$work'" start >/dev/null; then
    cat "$work/log" >&2
    fail "can't start a server to rehearse in"
  fi
}

# An error is not a no: on a no, databases are dropped.
exists() { # database
  found=$(say "SELECT count(*) FROM pg_database WHERE datname = :'of'" | sql --set=of="$1" --file=-) || fail "can't look for database $1"
  [ "$found" = 1 ]
}
drop() { say 'DROP DATABASE IF EXISTS :"of" WITH (FORCE)' | PGOPTIONS="-c client_min_messages=error" sql --set=of="$1" --file=-; }
rename() { say 'ALTER DATABASE :"of" RENAME TO :"to"' | sql --set=of="$1" --set=to="$2" --file=-; }
allow_connections() { say 'ALTER DATABASE :"of" ALLOW_CONNECTIONS :allow' | sql --set=of="$1" --set=allow="$2" --file=-; }

# When its place is taken by what a killed run had restored so far, the present one is aside already.
move_aside() { # database
  aside=$(aside_name "$1")
  if exists "$aside"; then drop "$1"; return; fi
  exists "$1" || return 0
  allow_connections "$1" false
  tries=0
  until say "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :'of'" | sql --set=of="$1" --file=- >/dev/null &&
    rename "$1" "$aside" 2>"$work/refused"; do
    tries=$((tries + 1))
    [ "$tries" -lt 30 ] || { cat "$work/refused" >&2 || true; fail "can't take database $1 out of use"; }
    sleep 1
  done
}

put_back() {
  say "the restore did not succeed: the databases that were there are put back" >&2
  pg_isready --quiet || { say "but the server does not answer: run this again when it does" >&2; return; }
  awk -v begun="$begun" '{ print (NR <= begun), $0 }' "$work/databases" |
    while IFS= read -r line; do put_back_one "${line#??}" "${line%% *}" || exit 1; done ||
    say "but not all could be: what was there is kept as $aside_prefix...; see to the reason above, and run this again" >&2
}
# One that this run has not begun with may be aside since a run that was killed.
put_back_one() { # database, whether this run has begun with it
  aside=$(aside_name "$1")
  if exists "$aside"; then
    drop "$1" && rename "$aside" "$1" && allow_connections "$1" true
  elif [ "$2" = 0 ] || [ "$1" = "$untouched" ]; then
    ! exists "$1" || allow_connections "$1" true
  else
    drop "$1"
  fi
}

# Rows, sequences and large objects as text. Comments say who made the dump, so they go.
data_digest() {
  pg_restore --data-only --file=- | sed -e '/^-- Dumped /d' -e '/^-- Data for Name: /d' -e '/^-- Name: /d' \
    -e '/^\\restrict [A-Za-z0-9]*$/d' -e '/^\\unrestrict [A-Za-z0-9]*$/d' | sha256sum
}
data_of_database() { PGDATABASE=$1 pg_dump --format=custom --compress=0 --lock-wait-timeout=60000; }

restore_database() { # database, its number
  say "restoring database $1"
  untouched=$1
  begun=$2
  move_aside "$1"
  untouched=
  read_part "$folder" "database-$2.dump" | pg_restore --create --exit-on-error --no-tablespaces --dbname=template1 ||
    fail "can't restore database $1"
  [ "$(read_part "$folder" "database-$2.dump" | data_digest)" = "$(data_of_database "$1" | data_digest)" ] ||
    fail "database $1 is restored, but is not equal to the backup"
}

drop_before() {
  while IFS= read -r database; do
    drop "$(aside_name "$database")" ||
      fail "all is restored and equal, but what was there before can't be dropped: see to the reason above, and run this again"
  done <"$work/databases"
}

if [ "${CHECK_ONLY-}" = 1 ]; then
  mkdir "$work/folders"
  scratch_folders "$folder" "$work/folders"
fi
prepare_folders
match_folders "$folder" "$BACKUP"
if [ "${CHECK_ONLY-}" = 1 ]; then start_scratch_server; else need PGHOST PGUSER; fi
wait_for_server
read_part "$folder" databases >"$work/databases"
# A run was killed after its folders had changed places for good: its databases must not go back either.
if is_kept; then drop_before; fi
open=1
stage_folders "$folder"
restore_roles "$folder"
number=0
while IFS= read -r database; do
  number=$((number + 1))
  restore_database "$database" "$number"
done <"$work/databases"
swap_folders
keep_folders
open=0
drop_before
remove_old_folders
drop_roles_not_in "$folder"
if [ "${CHECK_ONLY-}" = 1 ]; then
  check_roles "$folder" "$work/roles"
  say "backup $BACKUP can be restored: it was, into a server of its own, and is equal"
else
  say "backup $BACKUP is restored"
fi
