#!/bin/sh
# Fills the volume of a read-only secondary from its primary, or looks whether what is on it follows that primary. An init container of
# both servers of a pair, in the server's own image, with its mounts: on the primary's Pod it does nothing.
#
# An empty volume gets a copy of the primary (pg_basebackup). Data that follows the primary stays; where the primary does not answer,
# the server starts all the same, for those who read. Refused is what has another system identifier, and what follows nobody: it was a
# primary, and may hold what the present one lacks. That, and a secondary whose WAL the primary no longer has, is copied anew only when
# RESEED_FILE says so, once for each word, and the old data goes only when the copy is whole; the volume needs room for both.
#
# Env in: see postgres-replicator.sh; POD and PRIMARY, the names of this Pod and of the primary's; PGDATA; VOLUME, the folder that the
#   volume is mounted at; PASSFILE, where the password is left for the server; RESEED_FILE, a file with nothing or "<Pod> <word>";
#   WITHIN_SECONDS, how long an empty volume waits for a primary (600).
# Prints what was found and done, no credential. Exits 0 when the server may start, else 1. Can be run again after any end.
set -eu
here=$(dirname "$0")
# shellcheck source=components/core/scripts/postgres-replicator.sh
. "$here/postgres-replicator.sh"

need POD PRIMARY PGDATA VOLUME PASSFILE PGHOST PGUSER REPLICATION_PASSWORD
if [ "$POD" = "$PRIMARY" ]; then
  say "$POD is the primary"
  exit 0
fi
case $PGDATA/ in
  "${VOLUME%/}"/?*) ;;
  *) fail "found PGDATA=$PGDATA, expected a folder below $VOLUME, where the volume is mounted: a copy is made beside it and then renamed" ;;
esac
told=$(cat "${RESEED_FILE:-/dev/null}" 2>/dev/null) || told=
case $told in "$POD "?*) ;; *) told= ;; esac

umask 077
# A line of a password file: host, port, database, user, password.
say "*:*:*:$replicator:$(say "$REPLICATION_PASSWORD" | sed -e 's/\\/\\\\/g' -e 's/:/\\:/g')" >"$PASSFILE"

has_data() { [ -e "$PGDATA/PG_VERSION" ]; }

# Sets $system, the identifier of a primary that answers.
find_primary() { # seconds
  until=$(($(date +%s) + $1))
  while :; do
    if recovers=$(sql --command="SELECT pg_is_in_recovery()") && [ "$recovers" = f ] && system=$(identify); then return 0; fi
    [ "$(date +%s)" -lt "$until" ] || return 1
    sleep 2
  done
}

seed() {
  say "copying the primary at $PGHOST"
  rm -rf "$PGDATA.partial"
  mkdir -p "$(dirname "$PGDATA")"
  PGUSER=$replicator PGPASSWORD=$REPLICATION_PASSWORD \
    pg_basebackup --pgdata="$PGDATA.partial" --wal-method=stream --checkpoint=fast --no-password ||
    fail "can't copy the primary at $PGHOST; nothing else was changed"
  : >"$PGDATA.partial/standby.signal"
  [ ! -e "$PGDATA" ] || mv "$PGDATA" "$PGDATA.before"
  mv "$PGDATA.partial" "$PGDATA"
  say "$told" >"$PGDATA.seeded"
  sync -f "$PGDATA" 2>/dev/null || sync
  rm -rf "$PGDATA.before"
  say "copied: it follows the primary from here"
}

if has_data; then
  # Left by a run that was killed when the copy was in its place already.
  rm -rf "$PGDATA.before"
elif [ -e "$PGDATA" ]; then
  rmdir "$PGDATA" 2>/dev/null || fail "found files but no PG_VERSION in $PGDATA, expected data of PostgreSQL or nothing"
fi

wanted=0
if ! has_data || { [ -n "$told" ] && [ "$(cat "$PGDATA.seeded" 2>/dev/null)" != "$told" ]; }; then wanted=1; fi
if [ "$wanted" = 1 ]; then
  find_primary "${WITHIN_SECONDS:-600}" ||
    fail "found no primary at $PGHOST to copy, waited ${WITHIN_SECONDS:-600} s for one that is not in recovery; this is tried again"
  seed
  exit 0
fi

[ -e "$PGDATA/standby.signal" ] ||
  fail "found data in $PGDATA that follows no primary: it was a primary, or was promoted, and may hold what the present one lacks." \
    "Nothing was changed. If $POD is to be the primary, state it (primary); if the present primary has all that is needed, have $POD" \
    "copied anew (reseed)"
if ! find_primary "${RETURN_SECONDS:-10}"; then
  say "no primary answers at $PGHOST: the server starts all the same, for those who read"
  exit 0
fi
own=$(LC_ALL=C pg_controldata --pgdata="$PGDATA" | sed -n 's/^Database system identifier: *//p')
[ "$own" = "$system" ] ||
  fail "found data of the system ${own:-unreadable} in $PGDATA, expected $system as at the primary $PGHOST: it is a copy of" \
    "another server. Nothing was changed. If it may go, have $POD copied anew (reseed)"
say "the data in $PGDATA follows the primary at $PGHOST"
