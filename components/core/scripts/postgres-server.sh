# shellcheck shell=sh
# What the scripts that talk to a PostgreSQL server share. Sourced after backup-files.sh, not run.
#
# Env in: libpq's own PGHOST, PGPORT, PGUSER (a superuser) and PGPASSWORD or PGPASSFILE; CONNECT_SECONDS, how long to wait for the server
#   (60). The tools must be of the server's major version or a newer one: an older pg_dump refuses a newer server.
# A backup's parts are roles.sql, databases (a name a line) and database-N.dump for the N-th of them, in pg_dump's custom format.

# Errors in short form: the long one quotes the statement, in which a password's hash may stand.
sql() { psql --no-psqlrc --quiet --no-align --tuples-only --set=ON_ERROR_STOP=1 --set=VERBOSITY=terse --set=SHOW_CONTEXT=never "$@"; }

# template1 is the one database that is neither dumped nor replaced.
wait_for_server() {
  export PGDATABASE=template1 PGCONNECT_TIMEOUT="${PGCONNECT_TIMEOUT:-10}"
  until=$(($(date +%s) + ${CONNECT_SECONDS:-60}))
  until pg_isready --quiet; do
    [ "$(date +%s)" -lt "$until" ] ||
      fail "found no PostgreSQL server at $PGHOST that takes connections, waited ${CONNECT_SECONDS:-60} s for one"
    sleep 1
  done
  [ "$(sql --command="SELECT rolsuper FROM pg_roles WHERE rolname = current_user")" = t ] ||
    fail "found that $PGUSER can't log in or is no superuser, expected one: only a superuser reads and writes roles with their passwords"
}

# The name that a database has while another takes its place. Of one length whatever the name, since names end at 63 bytes.
aside_prefix=stepwise_before_
aside_name() { # database
  say "SELECT :'prefix' || md5(:'of')" | sql --set=of="$1" --set=prefix="$aside_prefix" --file=-
}

# Reads every byte of every part. pg_restore --list would read the list of contents only, and pass a dump that is cut short.
check_dumps() { # folder, id
  read_part "$1" roles.sql | grep -q '^-- PostgreSQL database cluster dump complete' || fail "the roles in backup $2 are cut short"
  dumps=0
  while IFS= read -r _; do
    dumps=$((dumps + 1))
    read_part "$1" "database-$dumps.dump" | pg_restore --file=/dev/null || fail "database $dumps of backup $2 can't be read"
  done <<NAMES
$(read_part "$1" databases)
NAMES
}
