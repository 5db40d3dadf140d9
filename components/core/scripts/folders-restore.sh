#!/bin/sh
# Restores a backup that folders-backup.sh made. Each folder is unpacked beside what is there and compared with the backup; only when all
# of them are good do they change places by renames, and only then does what was there go. Until then a failure puts it back. So each
# volume needs room for both. What is in a folder but not in the backup goes.
#
# Env in: as folders-backup.sh without STOPPED, and BACKUP (an id); CHECK_ONLY=1 to rehearse: everything is unpacked and compared under
#   TMPDIR (/tmp; needs room for all of it) and thrown away. The real folders, which need not be there then, are not even looked at.
# What uses the folders is stopped first. Runs as the user that the files belong to; only as root do files get back other owners.
# Prints what it does. Exits 0 only when everything is restored and equal. A second run gives the same; a run after one that was killed
# finishes that one or puts back what it found, and then does its own work.
set -eu
here=$(dirname "$0")
# shellcheck source=components/core/scripts/backup-files.sh
. "$here/backup-files.sh"
# shellcheck source=components/core/scripts/folders.sh
. "$here/folders.sh"
# shellcheck source=components/core/scripts/folders-swap.sh
. "$here/folders-swap.sh"

choose_backup
! grep -q '  databases\(\.enc\)\{0,1\}$' "$folder/SHA256SUMS" ||
  fail "found databases in backup $BACKUP, expected folders alone: they belong together, restore it with postgres-restore.sh"
check_folders "$folder" "$BACKUP"

scratch=
started=0
trap clean_up EXIT
trap 'exit 143' HUP INT TERM
clean_up() {
  [ "$started" = 0 ] || put_back_folders
  remove_tree "$scratch"
}
if [ "${CHECK_ONLY-}" = 1 ]; then
  scratch=$(mktemp -d)
  scratch_folders "$folder" "$scratch"
fi
need FOLDERS
prepare_folders
match_folders "$folder" "$BACKUP"

started=1
stage_folders "$folder"
swap_folders
keep_folders
remove_old_folders
if [ "${CHECK_ONLY-}" = 1 ]; then
  say "backup $BACKUP can be restored: it was, into folders of its own, and is equal"
else
  say "backup $BACKUP is restored"
fi
