#!/bin/sh
# Takes a snapshot of OpenBao with Raft storage. (File storage has none: OpenBao answers 400, "raft storage is not in use".)
#
# Env in: see backup-files.sh and openbao-server.sh. The token needs read on sys/storage/raft/snapshot.
# Prints the backup's id and what was pruned; never a token. The id is also the termination message.
# Exits 0 when the snapshot is whole by its own sums, else 1 and nothing is left.
set -eu
here=$(dirname "$0")
# shellcheck source=components/core/scripts/backup-files.sh
. "$here/backup-files.sh"
# shellcheck source=components/kleidia/scripts/openbao-server.sh
. "$here/openbao-server.sh"

whole_number KEEP_COUNT "${KEEP_COUNT:-7}"
whole_number KEEP_DAYS "${KEEP_DAYS:-30}"
prepare_backup_files
prepare_openbao

# A redirect is not followed: the token would go where the answer points. Redirects come from standbys.
take_snapshot() { token_header | call sys/storage/raft/snapshot - --fail; }

begin_backup
write_part raft.snap take_snapshot
seal_backup
check_sums "$partial" "$id"
check_snapshot "$partial" "$id"
finish_backup
