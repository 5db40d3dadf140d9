# shellcheck shell=sh
# The role that a secondary streams as. Sourced by the scripts about replication, not run.
#
# Env in: libpq's own PGPORT, PGUSER (a superuser of the primary) and PGPASSWORD; PGHOST, the primary; REPLICATION_PASSWORD, the role's.
# Needs PostgreSQL 13 or newer.

say() { printf '%s\n' "$*"; }
fail() { say "$*" >&2; exit 1; }

# need NAME...: each of these variables is set.
need() {
  for variable in "$@"; do
    eval "value=\${$variable-}"
    [ -n "$value" ] || fail "found no $variable in the environment, expected it: set it"
  done
}

replicator=replicator
export PGCONNECT_TIMEOUT="${PGCONNECT_TIMEOUT:-5}" PGDATABASE=postgres
case ${REPLICATION_PASSWORD-} in *"
"*) fail "found a line break in REPLICATION_PASSWORD, expected one line: a password file has a line for each" ;;
esac

# Errors in short form: the long one quotes the statement, in which the password stands.
sql() { psql --no-psqlrc --quiet --no-align --tuples-only --set=ON_ERROR_STOP=1 --set=VERBOSITY=terse --set=SHOW_CONTEXT=never "$@"; }

# The primary's system identifier, asked as the role and in the way that it streams. It is made, or given its password, only when it
# can't log in: after a restore of a backup that has no such role, too.
identify() {
  identified_as_role 2>/dev/null || { set_replicator && identified_as_role; }
}
identified_as_role() {
  answer=$(PGUSER=$replicator PGPASSWORD=$REPLICATION_PASSWORD sql --dbname="replication=1" --command=IDENTIFY_SYSTEM) || return 1
  say "${answer%%|*}"
}

# By psql's own variable, and unlogged: neither a command line nor the server's log has the password.
set_replicator() {
  PGOPTIONS="-c client_min_messages=error -c log_statement=none -c log_min_error_statement=panic -c log_min_duration_statement=-1 \
-c password_encryption=scram-sha-256" sql --set=role="$replicator" --file=- <<'SQL'
\set password `printf %s "$REPLICATION_PASSWORD"`
SELECT format('CREATE ROLE %I', :'role') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
ALTER ROLE :"role" LOGIN REPLICATION NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS CONNECTION LIMIT -1
  VALID UNTIL 'infinity' PASSWORD :'password';
SQL
}
