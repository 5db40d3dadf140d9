# shellcheck shell=sh
# What every backup and restore script shares: where backups are, how they are sealed, read, checked and pruned. Sourced, not run, by
# scripts that have set $here, their folder.
#
# A backup is a folder of BACKUPS named by its id, <component>-<UTC YYYYMMDD-HHMMSS>. It holds its parts, SHA256SUMS of all of them and,
# when ENCRYPTION_KEY_FILE is set, the parts as NAME.enc (AES-256-CTR, key by PBKDF2) and MAC, an HMAC-SHA-256 over the id and SHA256SUMS:
# who has no key can neither read, nor change, nor swap them. A folder that is still being written ends in .partial and counts as nothing.
# One part is settings.json, the settings that the backup is taken with, where a file of that name is beside the scripts.
#
# Env in: COMPONENT, BACKUPS (folder, on a volume), KEEP_COUNT and KEEP_DAYS (one is pruned only when it is past both; 7 and 30),
#   RELEASE (the one that is gone to; kept in the backup, so that those that a rollback needs are not pruned; none), ENCRYPTION_KEY_FILE
#   (a file whose one line is a random key of 32 or more characters), TERMINATION_LOG (where the id of a good backup is written;
#   /dev/termination-log).
# Needs sh, awk, sha256sum, find, sync, date, sed, tr, wc; openssl only for encryption, which Debian's images of postgres have and
# Alpine's have not.

say() { printf '%s\n' "$*"; }
fail() { say "$*" >&2; exit 1; }

# need NAME...: each of these variables is set.
need() {
  for variable in "$@"; do
    eval "value=\${$variable-}"
    [ -n "$value" ] || fail "found no $variable in the environment, expected it: set it"
  done
}

# For what goes into a path.
plain_word() { # what, value
  case $2 in "" | -* | *[!A-Za-z0-9-]*) fail "found $1 '$2', expected letters, digits and '-'" ;; esac
}

whole_number() { # what, value
  case $2 in "" | *[!0-9]*) fail "found $1 '$2', expected a whole number" ;; esac
}

prepare_backup_files() {
  umask 077
  need COMPONENT BACKUPS
  plain_word COMPONENT "$COMPONENT"
  [ -d "$BACKUPS" ] || fail "found no folder $BACKUPS, expected the mounted volume of backups"
  [ -n "${ENCRYPTION_KEY_FILE-}" ] || return 0
  command -v openssl >/dev/null || fail "found no openssl in this image, expected it since ENCRYPTION_KEY_FILE is set: use another image"
  [ -r "$ENCRYPTION_KEY_FILE" ] || fail "found no readable file $ENCRYPTION_KEY_FILE, expected the encryption key"
  # OpenSSL takes the first line only, and at most 1023 characters of it.
  key_length=$(head -n 1 "$ENCRYPTION_KEY_FILE" | tr -d '\r\n' | wc -c)
  { [ "$key_length" -ge 32 ] && [ "$key_length" -le 512 ]; } ||
    fail "found a key of $((key_length)) characters in $ENCRYPTION_KEY_FILE, expected a line of 32 to 512"
}

# Few rounds: the key is random, and each part has a salt of its own.
cipher() { # -e or -d
  openssl enc "$1" -aes-256-ctr -pbkdf2 -iter 10000 -md sha256 -salt -pass "file:$ENCRYPTION_KEY_FILE"
}

# HMAC by hand: openssl takes an HMAC key as an argument only, where every process of the Pod could read it.
hex_of_stdin() { sha256sum | cut -d ' ' -f 1; }
bytes_of_hex() { # hex, a number that each byte is combined with by exclusive or
  rest=$1
  while [ -n "$rest" ]; do
    after=${rest#??}
    # shellcheck disable=SC2059 # the format is the byte
    printf "\\$(printf %03o $((0x${rest%"$after"} ^ $2)))"
    rest=$after
  done
}
hmac_of_stdin() { # 32 bytes of key as hex
  padded=${1}0000000000000000000000000000000000000000000000000000000000000000
  inner=$({ bytes_of_hex "$padded" 0x36; cat; } | hex_of_stdin)
  { bytes_of_hex "$padded" 0x5c; bytes_of_hex "$inner" 0; } | hex_of_stdin
}
mac_of() { # folder, id
  mac_key=$({ say "stepwise backup mac"; head -n 1 "$ENCRYPTION_KEY_FILE"; } | hex_of_stdin)
  { say "$2"; cat "$1/SHA256SUMS"; } | hmac_of_stdin "$mac_key"
}

# Sets $id and $partial, the folder to write parts to, which goes when the script fails. Two runs in one second get two ids.
begin_backup() {
  # What a killed run left. One that is younger than a day may be another run at work.
  find "$BACKUPS" -maxdepth 1 -type d -name "$COMPONENT-[0-9]*.partial" -mtime +0 -exec rm -rf {} + ||
    say "can't remove what a killed run left" >&2
  tries=0
  while :; do
    id="$COMPONENT-$(date -u +%Y%m%d-%H%M%S)"
    partial="$BACKUPS/$id.partial"
    if [ ! -e "$BACKUPS/$id" ] && mkdir "$partial" 2>/dev/null; then
      # Another run may have finished under this id in between.
      [ -e "$BACKUPS/$id" ] || break
      rmdir "$partial"
    fi
    tries=$((tries + 1))
    [ "$tries" -lt 10 ] || fail "can't make a folder in $BACKUPS: is the volume mounted, writable and not full?"
    sleep 1
  done
  trap 'rm -rf "$partial"' EXIT
  trap 'exit 143' HUP INT TERM
}

# A pipe's status is that of its last command only, so both are asked for.
write_part() { # name, command and its arguments: what it prints becomes a part of the backup
  part=$1
  shift
  if [ -n "${ENCRYPTION_KEY_FILE-}" ]; then
    statuses=$({ { "$@" && echo 0 >&3; } | cipher -e >"$partial/$part.enc" && echo 0 >&3; } 3>&1) || statuses=""
    [ "$statuses" = "0
0" ] || fail "can't write $part of backup $id"
  else
    "$@" >"$partial/$part" || fail "can't write $part of backup $id"
  fi
}

read_part() { # folder, name: the part as it was, on standard output
  if [ -n "${ENCRYPTION_KEY_FILE-}" ]; then cipher -d <"$1/$2.enc"; else cat "$1/$2"; fi
}

# Everything is there, is what was written, and can be decrypted. Nothing of a backup is used before this has passed.
check_sums() { # folder, id
  [ -d "$1" ] || fail "found no backup $2 in $BACKUPS"
  [ -s "$1/SHA256SUMS" ] || fail "backup $2 has no SHA256SUMS: it is not whole"
  if [ -n "${ENCRYPTION_KEY_FILE-}" ]; then
    [ -s "$1/MAC" ] || fail "backup $2 is not encrypted, expected an encrypted one since ENCRYPTION_KEY_FILE is set"
    [ "$(cat "$1/MAC")" = "$(mac_of "$1" "$2")" ] || fail "backup $2 does not fit the key: another key, or it was changed"
  elif [ -e "$1/MAC" ]; then
    fail "backup $2 is encrypted: set ENCRYPTION_KEY_FILE"
  fi
  (cd "$1" && sha256sum -c SHA256SUMS >/dev/null 2>&1) ||
    fail "backup $2 is cut short or was changed: its files don't have the sums in SHA256SUMS"
}

# The backup that is to be restored, which the environment names as BACKUP: sets $folder, where it is.
choose_backup() {
  need BACKUP
  plain_word BACKUP "$BACKUP"
  prepare_backup_files
  case $BACKUP in "$COMPONENT"-*) ;; *) fail "found backup $BACKUP, expected one of $COMPONENT" ;; esac
  folder=$BACKUPS/$BACKUP
  check_sums "$folder" "$BACKUP"
}

seal_backup() {
  # shellcheck disable=SC2154 # who sources this sets it
  [ ! -e "$here/settings.json" ] || write_part settings.json cat "$here/settings.json"
  [ -z "${RELEASE-}" ] || say "$RELEASE" >"$partial/release" || fail "can't write the release of backup $id"
  (cd "$partial" && sums=$(sha256sum -- *) && say "$sums" >SHA256SUMS) || fail "can't write the sums of backup $id"
  [ -z "${ENCRYPTION_KEY_FILE-}" ] || mac_of "$partial" "$id" >"$partial/MAC" || fail "can't write the MAC of backup $id"
  sync -f "$BACKUPS" 2>/dev/null || sync
}

# After the parts have been read back: the backup gets its name, old ones are pruned, and the Job says which one it made.
finish_backup() {
  mv "$partial" "$BACKUPS/$id"
  trap - EXIT
  sync -f "$BACKUPS" 2>/dev/null || sync
  say "backup $id is there"
  printf %s "$id" >"${TERMINATION_LOG:-/dev/termination-log}" 2>/dev/null || say "can't write the termination message"
  prune_backups
}

# By the time in their ids. Never the one just made, nor what a rollback could need.
prune_backups() {
  oldest_kept=$(date -u -d "@$(($(date +%s) - ${KEEP_DAYS:-30} * 86400))" +%Y%m%d%H%M%S)
  needed=$(ids_with_releases | needed_by_rollbacks) || { say "can't tell what a rollback needs, so nothing is pruned" >&2; return; }
  newer=0
  for each in $(cd "$BACKUPS" && ids_newest_first); do
    newer=$((newer + 1))
    [ "$newer" -gt "${KEEP_COUNT:-7}" ] || continue
    [ "$(say "${each#"$COMPONENT"-}" | tr -d -)" -lt "$oldest_kept" ] || continue
    case " $id $needed" in *" $each "*) continue ;; esac
    # Renamed first: one that is half removed must not look like a backup.
    if mv "$BACKUPS/$each" "$BACKUPS/$each.partial" && rm -rf "$BACKUPS/$each.partial"; then
      say "pruned $each"
    else
      say "can't prune $each" >&2
    fi
  done
}

# A rollback over a release has its data back from the backup before that release: the first of those that name it, or the last, where
# the release was gone back from and to again. What lies between is of Jobs that ran again for another reason, and pushes neither out.
# 8 releases: more backups than that are noted for no component (a stack's tag has 256 characters).
needed_by_rollbacks() {
  awk 'NF < 2 { next }
    $2 != release { printf "%s ", first; first = ""; if (++releases > 8) exit; release = $2; printf "%s ", $1 }
    { first = $1 }
    END { printf "%s ", first }'
}
ids_with_releases() {
  (cd "$BACKUPS" && for each in $(ids_newest_first); do say "$each $(head -n 1 "$each/release" 2>/dev/null)"; done)
}

ids_newest_first() {
  for each in "$COMPONENT"-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9]; do
    [ ! -d "$each" ] || say "$each"
  done | sort -r
}
