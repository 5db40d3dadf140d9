#!/bin/sh
# Asks whether this image's PostgreSQL can read the data that it is about to be started on. An init container of the server's image, with
# the server's own mounts and environment: it stops a roll-out before the server runs.
#
# It refuses data of another major version, which the server would refuse too, and what the server would not refuse: to start empty, on
# a folder that is not on the volume or beside the data. Image 18 moved PGDATA to /var/lib/postgresql/18/docker, and a PGDATA that is set
# by hand switches off the image's own check (https://github.com/docker-library/postgres/pull/1259).
#
# Env in: PGDATA; VOLUME, the folder that the volume is mounted at.
# Reads, in the same folder: first-install and may-be-empty. Only where the one says `true`, or the other names this Pod's StatefulSet,
#   may there be no data: said in files, since another word in the environment would restart the server.
# Prints what was found and what to do. Exits 0 when the server may start, else 1. Changes nothing, asks nobody.
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }

[ -n "${PGDATA-}" ] || fail "found no PGDATA in the environment, expected the folder of the data"
[ -n "${VOLUME-}" ] || fail "found no VOLUME in the environment, expected the folder that the volume is mounted at"
# "postgres (PostgreSQL) 15.18 (Debian …)"
version=$(postgres --version) || fail "found no postgres in this image, expected the server's own image"
major=${version#*PostgreSQL) }
major=${major%%[!0-9]*}

case $PGDATA/ in
  "${VOLUME%/}"/*) ;;
  *) fail "found PGDATA=$PGDATA, expected a folder on the volume, which is mounted at $VOLUME: the data would be lost with the Pod" ;;
esac
[ -d "$VOLUME" ] || fail "found no folder $VOLUME, expected the mounted volume"

major_in() { # a folder of data
  [ -r "$1/PG_VERSION" ] || fail "can't read $1/PG_VERSION: the volume belongs to another user, expected one that $(id -u) may read"
  head -n 1 "$1/PG_VERSION"
}

if [ -d "$PGDATA" ] && { [ ! -r "$PGDATA" ] || [ ! -x "$PGDATA" ]; }; then
  fail "can't read $PGDATA: it belongs to another user, expected one that user $(id -u) may read"
fi
if [ -e "$PGDATA/PG_VERSION" ]; then
  found=$(major_in "$PGDATA")
  [ "$found" = "$major" ] || fail "found data of PostgreSQL $found in $PGDATA, expected $major as in this image. Go back to an image of" \
    "PostgreSQL $found; to move to $major, back up, restore the backup into a new volume, and keep this one until that is verified"
  printf '%s\n' "found data of PostgreSQL $found in $PGDATA, which this image reads"
  exit 0
fi

# Files that the server would not look at. Those of a database are too deep to be found.
elsewhere=$(find "$VOLUME" -maxdepth 4 -name PG_VERSION ! -path '*/base/*' 2>/dev/null | sort | head -n 1)
if [ -n "$elsewhere" ]; then
  elsewhere=${elsewhere%/PG_VERSION}
  fail "found data of PostgreSQL $(major_in "$elsewhere") in $elsewhere, but PGDATA is $PGDATA, where the server would start empty:" \
    "set PGDATA or the mount so that they meet"
fi
said() { cat "$(dirname "$0")/$1" 2>/dev/null || true; }
pod=$(uname -n)
[ "$(said first-install)" = true ] || [ "$(said may-be-empty)" = "${pod%-*}" ] ||
  fail "found no data in $PGDATA, expected what the server before has written: is another volume or another path mounted? Where the" \
    "server is to start empty, state it: permits.install"
if [ -d "$PGDATA" ]; then
  left=$(find "$PGDATA" -mindepth 1 -maxdepth 1 ! -name lost+found | head -n 1)
  [ -z "$left" ] || fail "found $left but no PG_VERSION in $PGDATA, expected data of PostgreSQL or nothing"
fi
printf '%s\n' "found $PGDATA empty: the server makes it anew"
