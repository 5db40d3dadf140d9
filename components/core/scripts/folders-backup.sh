#!/bin/sh
# Backs up folders, such as volumes that an application keeps its files on.
#
# Env in: see backup-files.sh and folders.sh. Runs as a user that may read every file of them: one that it can't read is an error.
# Files that change while they are read make the folder be read once more. If they change again, the backup is taken all the same and a
# line says so; with STOPPED=1, when nothing should write to them, that is an error.
# Prints each folder's name, the backup's id and what was pruned. The id is also the termination message.
# Exits 0 only when the backup is whole and was read back, otherwise nothing is left; what a SIGKILL leaves ends in .partial.
set -eu
here=$(dirname "$0")
# shellcheck source=components/core/scripts/backup-files.sh
. "$here/backup-files.sh"
# shellcheck source=components/core/scripts/folders.sh
. "$here/folders.sh"

need FOLDERS
whole_number KEEP_COUNT "${KEEP_COUNT:-7}"
whole_number KEEP_DAYS "${KEEP_DAYS:-30}"
prepare_backup_files
prepare_folders
each_folder no_unfinished_restore

begin_backup
write_folders
seal_backup
check_sums "$partial" "$id"
check_folders "$partial" "$id"
finish_backup
