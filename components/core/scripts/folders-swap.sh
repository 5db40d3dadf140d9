# shellcheck shell=sh
# Folders out of a backup. Sourced after folders.sh, not run. check_folders comes first.
#
# Each folder is unpacked beside the present content, on its volume, and compared with the backup byte by byte. Then contents change
# places by renames, since a volume's own folder can't be renamed. What a killed run left says how far it was:
#   .stepwise-restore  what is unpacked, or what is left of it
#   .stepwise-leaving  part of what was there; the rest is in place still
#   .stepwise-before   all of what was there; in its place is nothing but what was unpacked
#   .stepwise-old      the same, once everything is restored for good. One such folder is enough: from there on it is only finished.

# With directories in it that may not be written to.
remove_tree() { # folder
  [ -d "$1" ] || return 0
  find "$1" -type d ! -perm -0700 -exec chmod u+rwx {} \; && rm -rf "$1"
}

# Every entry but this script's own and the file system's.
move_entries() ( # from, to
  export LC_ALL=C
  cd "$1" || exit 1
  for each in ./* ./.[!.]* ./..?*; do
    case $each in ./.stepwise-* | ./lost+found) continue ;; esac
    { [ ! -e "$each" ] && [ ! -L "$each" ]; } || move_entry "$each" "$2" || exit 1
  done
)

# Only a directory that may be written to gets another parent.
move_entry() { # entry, to
  if [ -L "$1" ] || [ ! -d "$1" ] || [ -w "$1" ]; then
    mv "$1" "$2/"
  else
    mode=$(stat -c %a "$1") && chmod u+w "$1" && mv "$1" "$2/" && chmod "$mode" "$2/$1"
  fi
}

check_room() { # folder of a backup, name, path
  size=$(wc -c <"$1/$2.tar${ENCRYPTION_KEY_FILE:+.enc}")
  free=$(df -Pk "$3" | awk 'NR == 2 { print $4 }')
  whole_number "the room on the volume of $3" "$free"
  # A tar has blocks of half a KiB, a file system such of 4 KiB.
  needed=$((size / 1024 + 3 * $(entries_of "$2") + 1))
  [ "$free" -ge "$needed" ] ||
    fail "found $free KiB free on the volume of $3, expected $needed to unpack folder $2 beside what is there: make the volume larger"
}

unpack_folder() { # folder of a backup, name, path
  say "unpacking folder $2"
  mkdir "$3/.stepwise-restore"
  # Its warning of times in the future prints names as they are.
  read_part "$1" "$2.tar" | LC_ALL=C tar -x -p -f - --numeric-owner --warning=no-timestamp -C "$3/.stepwise-restore" ||
    fail "can't unpack folder $2 on the volume of $3, which is as it was: see to the reason above"
  compare_folder "$1" "$2" "$3/.stepwise-restore"
  # The folder's own mode is not the volume's, and this must be able to write.
  chmod u+rwx "$3/.stepwise-restore"
  sync -f "$3" 2>/dev/null || sync
}

compare_folder() { # folder of a backup, name, where it was unpacked
  # Only root gives files another owner.
  owners='^$'
  [ "$(id -u)" = 0 ] || owners=': [UG]id differs$'
  differences=$({ status=0
    read_part "$1" "$2.tar" | LC_ALL=C tar -d -f - --numeric-owner -C "$3" 2>&1 || status=$?
    say "status $status"; } | grep -v -e "$owners" | head -n 5)
  case $differences in "status 0" | "status 1") ;; *) fail "folder $2 is unpacked, but is not equal to the backup: $differences" ;; esac
  [ "$(find "$3" -print0 | tr -dc '\000' | wc -c)" -eq "$(entries_of "$2")" ] ||
    fail "folder $2 is unpacked, but has not as many entries as the backup"
}

# Finishes or undoes what a killed run left, then unpacks and compares. What is in place stays as it is.
stage_folders() { # folder of a backup
  if is_kept; then keep_folders; remove_old_folders; fi
  each_folder put_back_folder
  each_folder check_room "$1"
  each_folder unpack_folder "$1"
}

swap_folders() { each_folder swap_folder; }
swap_folder() { # name, path
  mkdir "$2/.stepwise-leaving"
  if ! { move_entries "$2" "$2/.stepwise-leaving" && mv "$2/.stepwise-leaving" "$2/.stepwise-before" &&
    move_entries "$2/.stepwise-restore" "$2" && rmdir "$2/.stepwise-restore"; }; then
    fail "can't put folder $1 in the place of what is in $2"
  fi
}

# The point from which on nothing is put back.
keep_folders() { each_folder keep_folder; }
keep_folder() { # name, path
  [ -d "$2/.stepwise-before" ] || return 0
  sync -f "$2" 2>/dev/null || sync
  mv "$2/.stepwise-before" "$2/.stepwise-old" || fail "all is restored, but $2/.stepwise-before can't be renamed: run this again"
}
is_kept() { [ -n "$(each_folder old_folder)" ]; }
old_folder() { [ ! -d "$2/.stepwise-old" ] || say "$1"; } # name, path

remove_old_folders() { each_folder remove_old_folder; }
remove_old_folder() { # name, path
  remove_tree "$2/.stepwise-old" ||
    fail "all is restored, but what was there before can't be removed: see to the reason above, and run this again"
}

# The same steps backwards; does nothing once they are kept.
put_back_folders() { is_kept || each_folder put_back_folder || true; }
put_back_folder() { # name, path
  if ! undo_swap "$2" || ! remove_tree "$2/.stepwise-restore"; then
    say "can't put back all that was in $2: the rest is kept in its .stepwise-*; see to the reason above, and run this again" >&2
    return 1
  fi
}
undo_swap() { # path
  if [ -d "$1/.stepwise-before" ]; then
    { remove_tree "$1/.stepwise-restore" && mkdir "$1/.stepwise-restore" && move_entries "$1" "$1/.stepwise-restore" &&
      mv "$1/.stepwise-before" "$1/.stepwise-leaving"; } || return 1
  fi
  [ -d "$1/.stepwise-leaving" ] || return 0
  { move_entries "$1/.stepwise-leaving" "$1" && rmdir "$1/.stepwise-leaving"; } || return 1
  say "what was in $1 before a restore that did not succeed is put back" >&2
}
