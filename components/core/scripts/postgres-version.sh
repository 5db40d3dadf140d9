#!/bin/sh
# Compares the PostgreSQL server that runs with the one in this image.
#
# Usage: sh postgres-version.sh same-major | not-newer | same
#   same-major  a server of this image can read what the running one has written: only then may it take its place
#   not-newer   a server of this image can take what the running one has, when it is moved there
#   same        the running server is the one of this image
# Env in: PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE; PAUSE, the seconds between tries (default 2).
# Prints both versions. Exit: 0 as expected; 1 otherwise, or when no server answers 30 tries.
set -eu
fail() { echo "$*" >&2; exit 1; }
ask() { psql --no-psqlrc --no-align --tuples-only --command='SHOW server_version'; }

expected=$1
case "$expected" in
  same | same-major | not-newer) ;;
  *) fail "found the argument '$expected', expected same, same-major or not-newer" ;;
esac
image=$(postgres --version)
image=${image##*PostgreSQL) }
image=${image%% *}
[ -n "$image" ] || fail 'found no version of PostgreSQL in this image'
tries=0
until server=$(ask 2>/dev/null); do
  tries=$((tries + 1))
  # Once more for the reason, which names the address and the user, and no password.
  [ "$tries" -lt 30 ] || { ask || true; fail "found no PostgreSQL server that answers at $PGHOST"; }
  sleep "${PAUSE:-2}"
done
server=${server%% *}
echo "the server is PostgreSQL $server, the image has $image"
if [ "$expected" = same ]; then
  [ "$server" = "$image" ] || fail "found PostgreSQL $server running, expected $image"
elif [ "$expected" = not-newer ]; then
  # Of a beta, such as 19beta1, the number that it begins with.
  [ "${server%%[!0-9]*}" -le "${image%%[!0-9]*}" ] ||
    fail "found PostgreSQL $server running, expected ${image%%[!0-9]*} or older, whose data PostgreSQL $image takes. Nothing was changed"
elif [ "${server%%.*}" != "${image%%.*}" ]; then
  fail "found data of PostgreSQL ${server%%.*}, which PostgreSQL ${image%%.*} can't read. Nothing was changed. A new major release needs" \
    'a dump, a new volume and a restore; until then keep the image at the major release that runs'
fi
