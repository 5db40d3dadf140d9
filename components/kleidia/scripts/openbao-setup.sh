#!/bin/sh
# Gives a new OpenBao what Kleidia's backend asks of it: its secrets engine, its login, its policies and its two random secrets. Only what
# is missing is made; what is there is left as it is, whatever it says, so that this can be run again and takes nothing away.
#
# Env in: see openbao-server.sh; the token may do all of this, such as the root token of `bao operator init`. WITHIN_SECONDS, how long to
#   wait until OpenBao is initialised, unsealed and active (1800); PAUSE (2).
# Reads: kleidia-backend.hcl and kleidia-backup.hcl in the same folder.
# Runs in an image with curl and awk. Prints what it made and what was there; never a token or a secret.
# Exits 0 when everything is there, else 1, and then it can be run again.
set -eu
here=$(dirname "$0")
umask 077
# shellcheck source=components/core/scripts/backup-files.sh
. "$here/backup-files.sh"
# shellcheck source=components/kleidia/scripts/openbao-server.sh
. "$here/openbao-server.sh"

request=$(mktemp)
answer=$(mktemp)
trap 'rm -f "$request" "$answer"' EXIT
trap 'exit 143' HUP INT TERM

# Leaves what was answered in $answer. Prints the status, 000 where there was no answer.
get() { token_header | call "$1" - --output "$answer" --write-out '%{http_code}' 2>/dev/null || true; }
write() { # path; the request is in $request
  { token_header; say "Content-Type: application/json"; } |
    call "$1" - --request POST --data-binary "@$request" --output "$answer" --write-out '%{http_code}' 2>/dev/null || true
}
made() { # what, path
  status=$(write "$2")
  case $status in
    200 | 204) say "$1 is made" ;;
    *) fail "can't make $1, status $status: may this token?" ;;
  esac
}

# Engines and logins are told in one list each, with a / behind their names.
make_mount() { # what, list, name, type
  [ "$(get "$2")" = 200 ] || fail "can't read $2: may this token?"
  if tr -d ' \n' <"$answer" | grep -q -F "\"$3/\":{"; then say "$1 is there"; return; fi
  printf '{"type":"%s"}' "$4" >"$request"
  made "$1" "$2/$3"
}
make_missing() { # what, path; the request is in $request
  case $(get "$2") in
    200) say "$1 is there" ;;
    404) made "$1" "$2" ;;
    *) fail "can't read $1: may this token?" ;;
  esac
}
make_policy() { # name
  text=$(awk '{ gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); printf "%s\\n", $0 }' "$here/$1.hcl")
  printf '{"policy":"%s"}' "$text" >"$request"
  make_missing "policy $1" "sys/policies/acl/$1"
}
# Written as a first version only: one that somebody made, or deleted, meanwhile stays so.
make_secret() { # name
  printf '{"options":{"cas":0},"data":{"value":"%s"}}' "$(head -c 32 /dev/urandom | base64 | tr -d '\n')" >"$request"
  tries=0
  # An engine that was mounted just now is not ready at once.
  while :; do
    found=$(get "yubikeys/data/$1")
    case $found in 200 | 404) break ;; esac
    tries=$((tries + 1))
    [ "$tries" -lt 10 ] || fail "can't read whether secret $1 is there, status $found: may this token?"
    sleep "${PAUSE:-2}"
  done
  make_missing "secret $1" "yubikeys/data/$1"
}

prepare_openbao
deadline=$(($(date +%s) + ${WITHIN_SECONDS:-1800}))
until [ "$(get sys/health)" = 200 ]; do
  [ "$(date +%s)" -lt "$deadline" ] ||
    fail "OpenBao is not initialised, unsealed and active, waited ${WITHIN_SECONDS:-1800} s: bao operator init"
  sleep "${PAUSE:-2}"
done
make_mount "secrets engine yubikeys" sys/mounts yubikeys kv-v2
make_mount "login approle" sys/auth approle approle
make_policy kleidia-backend
make_policy kleidia-backup
# Its tokens can be renewed for as long as the backend runs.
printf '{"token_policies":["kleidia-backend"],"token_period":"24h","secret_id_ttl":"0","secret_id_num_uses":0}' >"$request"
make_missing "role backend-openbao" auth/approle/role/backend-openbao
make_secret jwt-secret
make_secret encryption-key
say "OpenBao is set up"
