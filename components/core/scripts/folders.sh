# shellcheck shell=sh
# Parts of a backup that are folders, each a tar. Sourced after backup-files.sh, not run.
#
# Env in: FOLDERS, a line for each as name=/path; STOPPED=1 when nothing may be running that writes to them.
# Kept: names, contents, links as they are, holes, modes, times of modification, and owners as numbers, which only root can give back.
# Not kept: lost+found at the top, the mode and owner of the folder itself, sockets, ACLs and other extended attributes.
# Needs GNU tar: busybox's does not tell a file that changed under it from one that it can't read, and can't compare.

# Calls a function with name and path of each folder. Its input is nothing, lest it read the list.
each_folder() { # function and its first arguments
  while IFS= read -r line; do
    [ -z "$line" ] || "$@" "${line%%=*}" "${line#*=}" </dev/null
  done <<LIST
${FOLDERS-}
LIST
}

gnu_tar() {
  case $(tar --version 2>/dev/null) in
    *"GNU tar"*) ;;
    *) fail "found no GNU tar in this image, expected it since there are folders to back up or restore: use another image" ;;
  esac
}

# Before anything else is done with them.
prepare_folders() {
  [ -z "${FOLDERS-}" ] || gnu_tar
  each_folder check_folder_line
  twice=$(say "${FOLDERS-}" | cut -d = -f 1 | sort | uniq -d)
  [ -z "$twice" ] || fail "found folder $twice twice in FOLDERS, expected it once"
}
check_folder_line() { # name, path
  plain_word "the name of a folder" "$1"
  case $2 in /*) ;; *) fail "found folder $1 at '$2', expected name=/path" ;; esac
  [ -d "$2" ] || fail "found no folder $2, expected the mounted volume of $1"
}

# A backup of such a folder would mix two times.
no_unfinished_restore() { # name, path
  for each in "$2"/.stepwise-*; do
    [ ! -e "$each" ] || fail "found $each of a restore that did not finish, expected none: run that restore again, then back up"
  done
}

# GNU tar ends with 1 when a file changed under it, and with 2 on an error.
pack_folder() { # path
  status=0
  LC_ALL=C tar -c -f - --format=gnu --sparse --numeric-owner --exclude=./lost+found -C "$1" . || status=$?
  if [ "$status" = 1 ] && [ "${STOPPED-}" != 1 ]; then
    # shellcheck disable=SC2154 # begin_backup sets it
    : >"$partial/.changed"
    status=0
  fi
  return "$status"
}

write_folders() { each_folder write_folder; }
write_folder() { # name, path
  say "backing up folder $1"
  write_part "$1.tar" pack_folder "$2"
  forget_change || return 0
  say "files of folder $1 changed while they were read: it is read once more"
  write_part "$1.tar" pack_folder "$2"
  forget_change || return 0
  say "files of folder $1 changed again: those are as they were at the moment that each was read"
}
forget_change() { [ -e "$partial/.changed" ] && rm "$partial/.changed"; }

# By the sums, which a MAC covers; a file that was laid beside is none of the backup.
folders_in() { # folder of a backup
  sed -n -e 's/^[0-9a-f]*  \(.*\)\.tar$/\1/p' -e 's/^[0-9a-f]*  \(.*\)\.tar\.enc$/\1/p' "$1/SHA256SUMS" | sort
}

# Reads every tar to its end, and notes how many entries each has. A tar that was cut between two files has no end mark.
check_folders() { # folder, id
  entries=
  for each in $(folders_in "$1"); do
    plain_word "the name of a folder" "$each"
    gnu_tar
    last=$({ read_part "$1" "$each.tar" | LC_ALL=C tar -t -R -f - || say failed; } | awk '{ last = $0 } END { print NR - 1, last }')
    case $last in *"** Block of NULs **") ;; *) fail "folder $each of backup $2 is cut short or can't be read" ;; esac
    entries="$entries$each ${last%% *}
"
  done
}
entries_of() { say "$entries" | sed -n "s/^$1 //p"; } # name

# Folders and what refers to them go back together or not at all.
match_folders() { # folder, id
  held=$(folders_in "$1" | tr '\n' ' ')
  named=$(say "${FOLDERS-}" | sed -n 's/=.*//p' | sort | tr '\n' ' ')
  [ "$held" = "$named" ] || fail "found '${held% }' as the folders in backup $2, expected the same as in FOLDERS: '${named% }'"
}

# For a rehearsal: folders of its own in the place of the real ones.
scratch_folders() { # folder of a backup, an empty folder
  FOLDERS=$(for each in $(folders_in "$1"); do mkdir "$2/$each" && say "$each=$2/$each"; done)
}
