#!/bin/sh
# Moves everything that a PostgreSQL server has to another server with a volume of its own, as a major release needs it: what one release
# wrote another can't read. The old server stays as it is, and keeps its volume.
#
# From here on the old server takes no writes (default_transaction_read_only; sessions are ended), so that nothing is written that the
# new one lacks. Then a backup is taken of it, restored into the new one and compared there. When that fails the old one takes writes
# again; after a kill (SIGKILL) run this again, or undo it by hand at the old one:
#   ALTER SYSTEM RESET default_transaction_read_only; SELECT pg_reload_conf();
#
# Env in: as postgres-backup.sh, with PGHOST, the new server, and OLD_HOST, the old one; both with the same superuser and password.
# Runs in the new server's image. Prints what it does, never a credential. Exits 0 only when the new server has everything, and at once
# when it had that before: it then has writes of its own. It refuses a new server with data that it did not bring, and one that was moved
# to before when the old one has taken writes since.
set -eu
here=$(dirname "$0")
# shellcheck source=components/core/scripts/backup-files.sh
. "$here/backup-files.sh"
# shellcheck source=components/core/scripts/postgres-server.sh
. "$here/postgres-server.sh"

need PGHOST OLD_HOST PGUSER
prepare_backup_files
new=$PGHOST
wait_for_server

# How far it is: a setting of template1, which is neither dumped nor replaced.
mark() { say "ALTER DATABASE template1 SET stepwise.move = :'to'" | sql --set=to="$1" --file=-; }
found=$(sql --command="SELECT split_part(each, '=', 2) FROM pg_db_role_setting, unnest(setconfig) AS each
  WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = 'template1') AND setrole = 0 AND each LIKE 'stepwise.move=%'")
identifier="SELECT system_identifier FROM pg_control_system()"
if [ "$found" = moved ]; then
  # One that was gone back to has what the new one lacks. Stopped, or with clients led here already, it has not.
  answer=$( (PGHOST=$OLD_HOST && sql --command="$identifier" --command="SHOW default_transaction_read_only") 2>/dev/null | tr '\n' ' ')
  case $answer in
    "" | *" on " | "$(sql --command="$identifier") "*) ;;
    *) fail "found that the server at $OLD_HOST takes writes since it was moved to $new, expected none: the new one may lack them." \
      "Nothing was changed. Move to a server with another name, whose volume is new" ;;
  esac
  say "the server at $new has everything already: it was moved before"
  exit 0
fi
if [ "$found" != begun ]; then
  databases=$(sql --command="SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate")
  while IFS= read -r database; do
    has=$(PGDATABASE=$database sql --command="SELECT count(*) FROM pg_class WHERE oid >= 16384 AND relkind IN ('r', 'p', 'm', 'S')")
    [ "$has" = 0 ] ||
      fail "found tables in database $database of the server at $new, expected none: it would lose them. Nothing was changed"
  done <<NAMES
$databases
NAMES
fi

at_old() (
  PGHOST=$OLD_HOST
  export PGOPTIONS="-c default_transaction_read_only=off"
  sql "$@"
)
(PGHOST=$OLD_HOST && wait_for_server)
majors() { sql --command="SELECT current_setting('server_version_num')::int / 10000"; }
[ "$(PGHOST=$OLD_HOST && majors)" -le "$(majors)" ] ||
  fail "found an older PostgreSQL at $new than at $OLD_HOST, expected the same or a newer one"
[ "$(at_old --command="$identifier")" != "$(sql --command="$identifier")" ] || fail "found one server at $OLD_HOST and $new, expected two"

work=$(mktemp -d)
finished=0
trap clean_up EXIT
trap 'exit 143' HUP INT TERM
clean_up() {
  rm -rf "$work"
  [ "$finished" = 0 ] || return 0
  say "the move did not succeed: the server at $OLD_HOST takes writes again" >&2
  at_old --command="ALTER SYSTEM RESET default_transaction_read_only" --command="SELECT pg_reload_conf()" >/dev/null ||
    say "but it could not be told so: see to the reason above, and run this again" >&2
}

say "the server at $OLD_HOST takes no writes from here on"
at_old --command="ALTER SYSTEM SET default_transaction_read_only = on" --command="SELECT pg_reload_conf()" >/dev/null
tries=0
until [ "$(PGHOST=$OLD_HOST && sql --command="SHOW default_transaction_read_only")" = on ]; do
  tries=$((tries + 1))
  [ "$tries" -lt 30 ] || fail "can't have the server at $OLD_HOST take no writes: is the setting in its command line?"
  sleep 1
done
at_old --command="SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()" >/dev/null

mark begun
TERMINATION_LOG="$work/id" PGHOST="$OLD_HOST" sh "$here/postgres-backup.sh"
BACKUP=$(cat "$work/id") sh "$here/postgres-restore.sh"
mark moved
finished=1
say "the server at $new has everything; the one at $OLD_HOST is as it was, and takes no writes"
