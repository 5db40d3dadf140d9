/**
 * The scripts of the Jobs that back up and restore. They are run by `sh -c`, take what varies as arguments or from the environment, print
 * what they do and never a credential, and can be run again at any time.
 */

const prelude = `set -eu
fail() { echo "$*" >&2; exit 1; }`;

/** A new id for each attempt: a backup is never overwritten. The Job's termination message is the id of a good one. */
const newId = (component: string) => `id="${component}-$(date -u +%Y%m%d-%H%M%S)"`;
const done = `echo "backup $id is there"
printf %s "$id" >/dev/termination-log 2>/dev/null || true`;

const googleBackup = `spanner() { # instance, database, backup
  gcloud spanner backups create "$3" --instance="$1" --database="$2" --retention-period="$RETENTION"
  state=$(gcloud spanner backups describe "$3" --instance="$1" --format="value(state)")
  [ "$state" = READY ] || fail "backup $3 of $2 is in state '$state', expected READY"
}
cloud_sql() { # instance, description
  operation=$(gcloud sql backups create --instance="$1" --description="$2" --async --format="value(name)")
  gcloud sql operations wait "$operation" --timeout=unlimited
  found=$(gcloud sql backups list --instance="$1" --filter="description=$2 AND status=SUCCESSFUL" --format="value(id)")
  [ -n "$found" ] || fail "instance $1 has no successful backup described as $2"
}`;

/** Every backup is looked for before anything is touched. Spanner restores into a new database only. */
const googleRestore = `state_of() { # instance, database
  gcloud spanner databases list --instance="$1" --filter="name~/databases/$2\\$" --format="value(state)"
}
sql_backup() { # instance, description
  gcloud sql backups list --instance="$1" --filter="description=$2 AND status=SUCCESSFUL" --format="value(id)" --limit=1
}
check_spanner() { # instance, database, backup
  state=$(gcloud spanner backups describe "$3" --instance="$1" --format="value(state)")
  [ "$state" = READY ] || fail "backup $3 of $2 is in state '$state', expected READY"
}
check_cloud_sql() { # instance, description
  found=$(sql_backup "$1" "$2")
  [ -n "$found" ] || fail "instance $1 has no successful backup described as $2"
}
spanner() { # instance, database, backup
  state=$(state_of "$1" "$2")
  case "$state" in
    CREATING) echo "$2 is being restored already" ;;
    READY*) gcloud spanner databases delete "$2" --instance="$1" --quiet ;;
  esac
  if [ "$state" != CREATING ]; then
    gcloud spanner databases restore --source-instance="$1" --source-backup="$3" \\
      --destination-instance="$1" --destination-database="$2"
  fi
  until state_of "$1" "$2" | grep -q READY; do sleep 5; done
  echo "$2 is restored from $3"
}
cloud_sql() { # instance, description
  found=$(sql_backup "$1" "$2")
  operation=$(gcloud sql backups restore "$found" --restore-instance="$1" --quiet --async --format="value(name)")
  gcloud sql operations wait "$operation" --timeout=unlimited
  echo "$1 is restored from $2"
}`;

/** A call of one of the functions above. */
export interface ScriptCall {
  readonly run: "spanner" | "cloud_sql";
  readonly words: readonly string[];
  /** The backup's id, or the part of it that comes after the id that all of a component's backups share. */
  readonly suffix: string;
}

const call = (name: string, words: readonly string[]) => [name, ...words.map(quote)].join(" ");

export function googleBackupScript(component: string, calls: readonly ScriptCall[]): string {
  const lines = calls.map(({ run, words, suffix }) => `${call(run, words)} "$id"${suffix && quote(suffix)}`);
  return [prelude, googleBackup, newId(component), ...lines, done].join("\n");
}

export function googleRestoreScript(backup: string, calls: readonly ScriptCall[]): string {
  const line = (name: string, { words, suffix }: ScriptCall) => call(name, [...words, backup + suffix]);
  const checks = calls.map((each) => line(`check_${each.run}`, each));
  return [prelude, googleRestore, ...checks, ...calls.map((each) => line(each.run, each))].join("\n");
}

/**
 * The connection comes from libpq's own variables, the password among them from a Secret. All of it is read back: of a dump
 * that is cut off the list of contents, which stands at its beginning, can still be read.
 */
export function postgresBackupScript(component: string): string {
  return `${prelude}
${newId(component)}
file="/backups/$id.dump"
[ ! -e "$file" ] || fail "$file is there already"
pg_dump --format=custom --file="$file.partial"
pg_restore --file=/dev/null "$file.partial" || fail "$file.partial can't be read back"
mv "$file.partial" "$file"
${done}`;
}

/** In one transaction, and into an empty schema: what the newer release added must not stay behind. */
export function postgresRestoreScript(backup: string): string {
  return `${prelude}
file=/backups/${quote(backup)}.dump
[ -s "$file" ] || fail "found no backup $file"
pg_restore --no-owner --file=/tmp/restore.sql "$file"
psql --quiet --single-transaction --set=ON_ERROR_STOP=1 \\
  --command="DROP SCHEMA public CASCADE" --command="CREATE SCHEMA public" --file=/tmp/restore.sql
echo "$PGDATABASE is restored from $file"`;
}

/** One word of a shell command, whatever is in it. */
function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
