#!/bin/sh
# Runs a command, except where nothing exists yet that it could be run on: the stack says that the component is installed for the
# first time, and no server answers. Either alone is not enough: a statement is forgotten in the stack file, a server can be down.
#
# Usage: sh unless-first-install.sh PROBE COMMAND [ARGUMENT...]
#   PROBE    shell text that succeeds when a server answers; it is given ten tries in a row, PAUSE seconds apart
# Reads: first-install in the same folder, `true` or `false`. Env in: PAUSE (default 3).
# Exit: 0 where there was nothing to do, otherwise what the command exits with. It ends as soon as the command does.
set -eu
probe=$1
shift
if [ "$(cat "$(dirname "$0")/first-install")" != true ]; then exec "$@"; fi
tries=0
while [ "$tries" -lt 10 ]; do
  if sh -c "$probe" >/dev/null 2>&1; then exec "$@"; fi
  tries=$((tries + 1))
  sleep "${PAUSE:-3}"
done
echo 'nothing is installed yet, as the stack says (permits.install), and no server answers: nothing to do'
