#!/bin/sh
# Verifies a pair of PostgreSQL servers: the primary takes writes, the secondary does not, both are of this image's version, and what
# was written at the primary by now reaches the secondary.
#
# Env in: see postgres-replicator.sh, whose role is made anew where a restore has dropped it; SECONDARY_HOST, the host of the read-only
#   server; WITHIN_SECONDS, how long all of it may take (600); PAUSE, the seconds between looks (2).
# Prints what was found; no credential. Exits 0 only when all of it is so. Writes nothing but the role.
set -eu
here=$(dirname "$0")
# shellcheck source=components/core/scripts/postgres-replicator.sh
. "$here/postgres-replicator.sh"

need PGHOST SECONDARY_HOST PGUSER REPLICATION_PASSWORD
image=$(postgres --version) || fail "found no postgres in this image, expected the servers' own"
image=${image##*PostgreSQL) }
image=${image%% *}

# Sets $why, and $reached, the place in the primary's log that the secondary has to come to.
reached=
looks_good() {
  primary=$(sql --command="SELECT pg_is_in_recovery(), split_part(current_setting('server_version'), ' ', 1)" 2>&1) || {
    why="the primary does not answer: $primary"
    return 1
  }
  case $primary in
    "f|$image") ;;
    t*) why="the server at $PGHOST is in recovery, expected the primary: when the other one is gone for good, promote it" && return 1 ;;
    *) why="found PostgreSQL ${primary#*|} at the primary, expected $image" && return 1 ;;
  esac
  system=$(identify 2>&1) || { why="the secondary's role can't log in: $system"; return 1; }
  [ -n "$reached" ] || reached=$(sql --command="SELECT pg_current_wal_flush_lsn()")
  secondary=$(say "SELECT pg_is_in_recovery(), split_part(current_setting('server_version'), ' ', 1),
      (SELECT system_identifier FROM pg_control_system()), coalesce((SELECT status FROM pg_stat_wal_receiver), 'nothing'),
      pg_last_wal_replay_lsn() >= :'reached', pg_last_wal_replay_lsn()" |
    PGHOST=$SECONDARY_HOST sql --set=reached="$reached" --file=- 2>&1) || { why="the secondary does not answer: $secondary"; return 1; }
  case $secondary in
    "t|$image|$system|streaming|t|"*) ;;
    "t|$image|$system|streaming|"*) why="the secondary is at ${secondary##*|}, expected $reached" && return 1 ;;
    "t|$image|$system|"*) why="the secondary does not stream$(lost_log "${secondary##*|}")" && return 1 ;;
    "t|$image|"*) why="the secondary is a copy of another server than the primary: have it copied anew (reseed)" && return 1 ;;
    t*) why="found PostgreSQL $(say "$secondary" | cut -d '|' -f 2) at the secondary, expected $image" && return 1 ;;
    *) why="the server at $SECONDARY_HOST takes writes, expected one that follows the primary" && return 1 ;;
  esac
}

# Whether what it needs next is gone at the primary: then it never comes back by itself.
lost_log() { # the place that it has come to
  [ "$(say "SELECT pg_walfile_name(:'from') < min(name) FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$'" |
    sql --set=from="$1" --file=- 2>/dev/null)" != t ] ||
    say ", and the primary no longer has the log that it needs next: have it copied anew (reseed)"
}

until=$(($(date +%s) + ${WITHIN_SECONDS:-600}))
until looks_good; do
  [ "$(date +%s)" -lt "$until" ] || fail "$why; waited ${WITHIN_SECONDS:-600} s"
  sleep "${PAUSE:-2}"
done
say "PostgreSQL $image: $SECONDARY_HOST follows $PGHOST and has come to $reached"
