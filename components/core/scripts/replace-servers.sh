#!/bin/sh
# Replaces the Pods of a StatefulSet that Kubernetes leaves alone (OnDelete): one at a time, standbys first, the active server last, each
# only while all others are well, and the next only when the one before is unsealed and says its version. OpenBao's and Vault's way:
# https://github.com/openbao/openbao/blob/main/website/content/docs/platform/k8s/helm/run.mdx#upgrading-openbao-servers
#
# A server that is newer than what is to replace it is not replaced: an older one must not be given newer data.
#
# Env in: NAMESPACE, STATEFUL_SET; SERVERS, a line for each Pod: its name and the URL of its health (such as
#   'bao-0 http://bao-0.bao:8200/v1/sys/health'); EXPECTED, a text that a replaced server's answer holds ('"version":"2.4.4"');
#   MAY_BE_OLDER=1 where the data of an older one was restored; WITHIN_SECONDS for all together (3000); PAUSE (2); API, the cluster's
#   (https://kubernetes.default.svc); TOKEN_FILE and CA_FILE, of an account that may get the StatefulSet, and get and delete its Pods.
# Runs in an image with curl, as any user. Prints which Pod goes and when it is back; never the token.
# Exits 0 when every Pod has the StatefulSet's newest template; 1 when one does not come back in time, and then no other is touched. It
# can be run again.
set -eu
say() { printf '%s\n' "$*"; }
fail() { say "$*" >&2; exit 1; }
pause() {
  [ "$(date +%s)" -lt "$deadline" ] || fail "$1, waited until ${WITHIN_SECONDS:-3000} s were over; no other server was touched"
  sleep "${PAUSE:-2}"
}

command -v curl >/dev/null || fail "found no curl in this image, expected it"
for name in NAMESPACE STATEFUL_SET SERVERS EXPECTED TOKEN_FILE; do
  eval "[ -n \"\${$name-}\" ]" || fail "found no $name in the environment: set it"
done
[ -s "$TOKEN_FILE" ] || fail "found no token in $TOKEN_FILE"
deadline=$(($(date +%s) + ${WITHIN_SECONDS:-3000}))
api=${API:-https://kubernetes.default.svc}

# The token goes by standard input: an argument could be read by the whole Pod.
call() { # path, curl's other arguments
  path=$1
  shift
  [ -z "${CA_FILE-}" ] || set -- --cacert "$CA_FILE" "$@"
  say "Authorization: Bearer $(cat "$TOKEN_FILE")" |
    curl --silent --fail --connect-timeout 5 --max-time 20 --header @- "$@" "$api/$path"
}
# A field of an answer that is one text or number. What `managedFields` says of a field is an object, which does not fit.
field() { sed -n "s/.*\"$1\": *\"\{0,1\}\([^\",}]*\)[\",}].*/\1/p" | head -n 1; }

status_of() { # URL: 200 active, 429 standby
  curl --silent --connect-timeout 5 --max-time 10 --output /dev/null --write-out '%{http_code}' "$1" || true
}
is_well() { case $(status_of "$1") in 200 | 429) ;; *) return 1 ;; esac }
has_version() { # URL; standbys answer 429 unless they are asked to count as well
  curl --silent --connect-timeout 5 --max-time 10 "$1" | grep -q -F -e "$EXPECTED"
}

# The template that Pods should have, once the cluster has taken note of it.
newest_template() {
  set=$(call "apis/apps/v1/namespaces/$NAMESPACE/statefulsets/$STATEFUL_SET" | tr -d '\n')
  [ "$(say "$set" | field observedGeneration)" = "$(say "$set" | field generation)" ] || return 1
  say "$set" | field updateRevision
}
template_of() { call "api/v1/namespaces/$NAMESPACE/pods/$1" | tr -d '\n' | field controller-revision-hash; }

until wanted=$(newest_template) && [ -n "$wanted" ]; do
  pause "the StatefulSet $STATEFUL_SET can't be read, or the cluster has not taken note of its change"
done

# Sets $next and $next_url to the server that goes next, a standby if one is old; empty where all are new.
choose() {
  next='' next_url='' next_is_active=''
  while read -r server url; do
    [ -n "$server" ] || continue
    has=$(template_of "$server") || has=
    # One that is being made is no old one; it is waited for like the others.
    { [ -n "$has" ] && [ "$has" != "$wanted" ]; } || continue
    active=''
    [ "$(status_of "$url")" != 200 ] || active=yes
    if [ -z "$next" ] || { [ -n "$next_is_active" ] && [ -z "$active" ]; }; then
      next=$server next_url=$url next_is_active=$active
    fi
  done <<SERVERS
$SERVERS
SERVERS
}

# The number in a text such as '"version":"2.4.4"'; what comes after it, such as "-beta1", does not count.
number_in() { sed -n 's/.*"version": *"v\{0,1\}\([0-9][0-9.]*\).*/\1/p' | head -n 1; }
refuse_older() {
  comes=$(say "$EXPECTED" | number_in)
  [ -n "$comes" ] || return 0
  while read -r server url; do
    [ -n "$server" ] || continue
    # One that does not answer is waited for, or refused, later on.
    runs=$(curl --silent --connect-timeout 5 --max-time 10 "$url" | number_in) || runs=
    { [ -n "$runs" ] && [ "$runs" != "$comes" ]; } || continue
    [ "$(printf '%s\n%s\n' "$runs" "$comes" | sort -V | head -n 1)" = "$runs" ] || fail "$server is $runs and would become $comes," \
      "which must not be given newer data; no server was touched: set an image of $runs or newer, or restore a backup of $comes"
  done <<SERVERS
$SERVERS
SERVERS
}

others_are_well() {
  while read -r server url; do
    if [ -z "$server" ] || [ "$server" = "$next" ]; then continue; fi
    is_well "$url" || { unwell=$server; return 1; }
  done <<SERVERS
$SERVERS
SERVERS
}

[ "${MAY_BE_OLDER-}" = 1 ] || refuse_older
while choose && [ -n "$next" ]; do
  until others_are_well; do pause "$unwell is not unsealed, expected that before $next is replaced"; done
  say "$next is replaced, ${next_is_active:+the active server, }from $(template_of "$next") to $wanted"
  call "api/v1/namespaces/$NAMESPACE/pods/$next" --request DELETE --output /dev/null || fail "can't delete the Pod $next: may this account?"
  until [ "$(template_of "$next" || true)" = "$wanted" ] && is_well "$next_url" && has_version "$next_url"; do
    pause "$next did not come back unsealed with $EXPECTED"
  done
  say "$next is back"
done
say "every server has the newest template"
