#!/bin/sh
# Restores a snapshot that openbao-snapshot.sh took. All that OpenBao holds becomes as it was, tokens and keys with it.
#
# Env in: as openbao-snapshot.sh, and BACKUP (an id); FORCE=1 for a snapshot of a cluster with other unseal keys, which are then asked
#   for; CHECK_ONLY=1 to look at the backup alone, without asking OpenBao. The token needs update on sys/storage/raft/snapshot, or on
#   snapshot-force. HEALTH_SECONDS, how long to wait until OpenBao is unsealed and active again (300).
# Prints what it does, never a token. Exits 0 when OpenBao is active again, else 1. A second run gives the same.
set -eu
here=$(dirname "$0")
# shellcheck source=components/core/scripts/backup-files.sh
. "$here/backup-files.sh"
# shellcheck source=components/kleidia/scripts/openbao-server.sh
. "$here/openbao-server.sh"

choose_backup
check_snapshot "$folder" "$BACKUP"
if [ "${CHECK_ONLY-}" = 1 ]; then
  say "backup $BACKUP is whole"
  exit 0
fi

prepare_openbao
to=sys/storage/raft/snapshot
[ "${FORCE-}" != 1 ] || to=sys/storage/raft/snapshot-force
# Standard input is the snapshot, so the token comes by a file.
secret=$(mktemp)
trap 'rm -f "$secret"' EXIT
trap 'exit 143' HUP INT TERM
token_header >"$secret"
status=$(read_part "$folder" raft.snap |
  call "$to" "$secret" --request POST --upload-file - --output /dev/null --write-out '%{http_code}') || status=000
case $status in
  200 | 204) say "OpenBao has taken backup $BACKUP" ;;
  400) fail "OpenBao refused backup $BACKUP with status 400: no Raft storage, or other unseal keys than when it was taken (then FORCE=1)" ;;
  403) fail "OpenBao refused the token with status 403, expected one that may update $to" ;;
  *) fail "OpenBao did not take backup $BACKUP: status $status" ;;
esac

# 200 active, 429 and 473 standbys, 501 not initialised, 503 sealed.
waited=0
export BAO_SECONDS=10
while :; do
  health=$(say "Accept: application/json" | call sys/health - --output /dev/null --write-out '%{http_code}' 2>/dev/null) || health=000
  case $health in 200 | 429 | 473) break ;; esac
  [ "$waited" -lt "${HEALTH_SECONDS:-300}" ] || case $health in
    503) fail "backup $BACKUP is restored, but OpenBao is sealed: unseal it with the keys of the time of the backup" ;;
    *) fail "backup $BACKUP is restored, but OpenBao is not active again: status $health after ${HEALTH_SECONDS:-300} s" ;;
  esac
  sleep 2
  waited=$((waited + 2))
done
say "backup $BACKUP is restored, and OpenBao is active"
