#!/bin/sh
# Backs up OpenBao's file storage, of which there are no snapshots: its one server is stopped, its files are copied, and it is started
# again whatever came of that.
#
# Env in: see folders-backup.sh; NAMESPACE, STATEFUL_SET, POD (the server); WITHIN_SECONDS, how long the server may take to stop (300);
#   PAUSE (2); API, the cluster's (https://kubernetes.default.svc); TOKEN_FILE and CA_FILE, of an account that may get and patch the
#   StatefulSet's scale, and get the Pod.
# Runs in an image with curl and GNU tar, as the user that the files belong to. Prints what folders-backup.sh does; never the token.
# Exits 0 only when the backup is whole and the server was told to start. It waits for no server: on a volume for one node at a time it
# may start only when this has ended. It can be run again, also after it was killed with the server stopped.
set -eu
here=$(dirname "$0")
say() { printf '%s\n' "$*"; }
fail() { say "$*" >&2; exit 1; }

command -v curl >/dev/null || fail "found no curl in this image, expected it"
for name in NAMESPACE STATEFUL_SET POD TOKEN_FILE; do
  eval "[ -n \"\${$name-}\" ]" || fail "found no $name in the environment: set it"
done
[ -s "$TOKEN_FILE" ] || fail "found no token in $TOKEN_FILE"
api=${API:-https://kubernetes.default.svc}

# The token goes by standard input: an argument could be read by the whole Pod. Prints the status, 000 where there was no answer.
call() { # path, curl's other arguments
  path=$1
  shift
  [ -z "${CA_FILE-}" ] || set -- --cacert "$CA_FILE" "$@"
  say "Authorization: Bearer $(cat "$TOKEN_FILE")" |
    curl --silent --connect-timeout 5 --max-time 20 --header @- --output /dev/null --write-out '%{http_code}' "$@" "$api/$path" || true
}
scale_to() { # replicas
  answered=$(call "apis/apps/v1/namespaces/$NAMESPACE/statefulsets/$STATEFUL_SET/scale" --request PATCH \
    --header 'Content-Type: application/merge-patch+json' --data "{\"spec\":{\"replicas\":$1}}")
  [ "$answered" = 200 ]
}
start_again() {
  ended=$?
  tries=0
  until scale_to 1; do
    tries=$((tries + 1))
    [ "$tries" -lt 10 ] || { say "can't start $STATEFUL_SET again, status $answered: run this Job again, or scale it to 1" >&2; exit 1; }
    sleep "${PAUSE:-2}"
  done
  say "$STATEFUL_SET starts again"
  exit "$ended"
}

copy() (
  export STOPPED=1
# shellcheck source=components/core/scripts/folders-backup.sh
  . "$here/folders-backup.sh"
)

copying=
trap start_again EXIT
# A Job that reaches its deadline must not leave the server stopped. The copy is told, and not waited for: there may be no time.
trap '[ -z "$copying" ] || kill "$copying" 2>/dev/null || true; exit 143' HUP INT TERM
if ! scale_to 0; then
  # Refused is not stopped; with no answer it may be.
  case $answered in 4*) trap - EXIT ;; esac
  fail "can't stop $STATEFUL_SET, status $answered: may this account?"
fi
deadline=$(($(date +%s) + ${WITHIN_SECONDS:-300}))
until [ "$(call "api/v1/namespaces/$NAMESPACE/pods/$POD")" = 404 ]; do
  [ "$(date +%s)" -lt "$deadline" ] || fail "$POD did not stop within ${WITHIN_SECONDS:-300} s, nothing was copied"
  sleep "${PAUSE:-2}"
done
say "$POD is stopped"
copy &
copying=$!
wait "$copying"
