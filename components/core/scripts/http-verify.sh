#!/bin/sh
# Asks URLs until each answers as expected, or the time is up.
#
# Env in: CHECKS, a line for each URL: the URL, the status that is expected (or `answers`, for any but a server's own failure, from
#   500 on), and after it a text that the answer has to contain, or nothing ('http://backend:8080/health 200 "version":"2.3.0"');
#   WITHIN_SECONDS for all of them together (300); CA_FILE, roots for https.
# Runs in an image with curl (busybox's wget tells no status), as any user. An answer is never printed, since it may hold anything.
# Exits 0 when all are as expected; 1 with what the last answer was, when one is not; 2 when CHECKS can't be read.
set -eu
say() { printf '%s\n' "$*"; }
refuse() { say "$*" >&2; exit 2; }

command -v curl >/dev/null || refuse "found no curl in this image, expected it"
within=${WITHIN_SECONDS:-300}
case $within in "" | *[!0-9]*) refuse "found WITHIN_SECONDS '$within', expected a whole number" ;; esac
deadline=$(($(date +%s) + within))
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT
trap 'exit 143' HUP INT TERM

check() { # URL, status, text: sets $problem, empty when all is well
  longest=$((deadline - $(date +%s)))
  [ "$longest" -ge 1 ] || longest=1
  [ "$longest" -le 10 ] || longest=10
  set -- "$1" "$2" "$3" --silent --show-error --max-time "$longest" --max-filesize 1000000
  [ -z "${CA_FILE-}" ] || set -- "$@" --cacert "$CA_FILE"
  url=$1 status=$2 text=$3
  shift 3
  : >"$answer"
  found=$(curl "$@" --output "$answer" --write-out '%{http_code}' --url "$url" 2>/dev/null) || found="no answer"
  problem=
  case $status:$found in answers:[1-4][0-9][0-9]) status=$found ;; esac
  if [ "$found" != "$status" ]; then
    problem="found $found, expected status $status"
  elif [ -n "$text" ] && ! grep -q -F -e "$text" "$answer"; then
    problem="found status $found without the text '$text', expected it in the answer"
  fi
}

number=0
while IFS=' ' read -r url status text; do
  [ -n "$url" ] || continue
  number=$((number + 1))
  # What could hold a password is not printed either.
  case $url in http://*@* | https://*@*) refuse "found a user in the URL of line $number, expected none" ;; http://* | https://*) ;;
    *) refuse "found '$url' in line $number, expected a URL that starts with http:// or https://" ;; esac
  case $status in answers | [1-5][0-9][0-9]) ;;
    *) refuse "found status '$status' in line $number, expected three digits, or answers" ;; esac
  while check "$url" "$status" "$text" && [ -n "$problem" ]; do
    if [ "$(date +%s)" -ge "$deadline" ]; then
      say "$url: $problem, asked for $within s" >&2
      exit 1
    fi
    sleep 1
  done
  say "$url: as expected, status $status"
done <<CHECKS
${CHECKS-}
CHECKS
[ "$number" -gt 0 ] || refuse "found no URL in CHECKS, expected one a line"
