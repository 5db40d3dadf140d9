# shellcheck shell=sh
# What the scripts that talk to OpenBao share. Sourced after backup-files.sh, not run.
#
# Env in: BAO_ADDR, the active node (its Service is called openbao-active); BAO_CACERT, a file with the roots, for https; BAO_TOKEN_FILE,
#   a file with a token, or BAO_ROLE, a role of the Kubernetes auth method to log in with as the Pod's service account
#   (BAO_AUTH_PATH, kubernetes; SERVICE_ACCOUNT_TOKEN, the usual path); BAO_SECONDS, the longest that a transfer may take (1800).
# Runs in an image with curl, tar and gzip, which OpenBao's own has not. What is secret goes to curl by standard input or by a file: an
# argument could be read by the whole Pod. A backup's own part is raft.snap, as /v1/sys/storage/raft/snapshot gives it.

prepare_openbao() {
  need BAO_ADDR
  case $BAO_ADDR in http://*@* | https://*@*) fail "found a user in BAO_ADDR, expected an address alone" ;; http://* | https://*) ;;
    *) fail "found BAO_ADDR '$BAO_ADDR', expected http:// or https://" ;; esac
  command -v curl >/dev/null || fail "found no curl in this image, expected it"
  token=
  if [ -n "${BAO_TOKEN_FILE-}" ]; then
    [ -s "$BAO_TOKEN_FILE" ] || fail "found no token in $BAO_TOKEN_FILE"
    token=$(head -n 1 "$BAO_TOKEN_FILE")
  else
    log_in
  fi
}

call() { # path, a file with headers or - for standard input, curl's other arguments
  path=$1
  headers=$2
  shift 2
  [ -z "${BAO_CACERT-}" ] || set -- --cacert "$BAO_CACERT" "$@"
  curl --silent --show-error --connect-timeout 10 --max-time "${BAO_SECONDS:-1800}" --header "@$headers" "$@" "${BAO_ADDR%/}/v1/$path"
}
token_header() { say "X-Vault-Token: $token"; }

log_in() {
  need BAO_ROLE
  plain_word BAO_ROLE "$BAO_ROLE"
  account=${SERVICE_ACCOUNT_TOKEN:-/var/run/secrets/kubernetes.io/serviceaccount/token}
  [ -s "$account" ] || fail "found no service account token in $account, expected one to log in with, or BAO_TOKEN_FILE"
  request=$(mktemp)
  printf '{"role":"%s","jwt":"%s"}' "$BAO_ROLE" "$(head -n 1 "$account")" >"$request"
  answer=$(say "Content-Type: application/json" | call "auth/${BAO_AUTH_PATH:-kubernetes}/login" - --fail --data "@$request") || answer=
  rm -f "$request"
  token=$(say "$answer" | sed -n 's/.*"client_token" *: *"\([^"]*\)".*/\1/p')
  [ -n "$token" ] || fail "can't log in to OpenBao with role $BAO_ROLE at auth/${BAO_AUTH_PATH:-kubernetes}"
}

# The archive holds its own sums. tar reads to its end only when it is whole; the sealed sums are what OpenBao asks for at a restore.
check_snapshot() { # folder, id
  read_part "$1" raft.snap | gzip -t 2>/dev/null || fail "the snapshot in backup $2 is cut short or no gzip file"
  names=$(read_part "$1" raft.snap | tar -tzf - 2>/dev/null | sort) || names=
  [ "$(say "$names" | tr '\n' ' ')" = "SHA256SUMS SHA256SUMS.sealed meta.json state.bin " ] ||
    fail "backup $2 is no whole snapshot of Raft storage, expected a tar.gz of meta.json, state.bin, SHA256SUMS and SHA256SUMS.sealed"
  sums=$(read_part "$1" raft.snap | tar -xzOf - SHA256SUMS)
  for member in meta.json state.bin; do
    sum=$(read_part "$1" raft.snap | tar -xzOf - "$member" | sha256sum | cut -d ' ' -f 1)
    say "$sums" | grep -q "^$sum [ *]$member\$" || fail "$member in backup $2 does not have the sum that the snapshot says"
  done
}
