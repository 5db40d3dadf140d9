# shellcheck shell=sh
# Roles out of a backup. Sourced by postgres-restore.sh after postgres-server.sh.

# The server's log would say the hashes of passwords.
unlogged="-c log_statement=none -c log_min_error_statement=panic -c log_min_duration_statement=-1"

# In one transaction: first every role is cleared of what pg_dumpall leaves unsaid where it is not set, then pg_dumpall's own statements.
# COMMIT follows the line that pg_dumpall ends with, so that half of them are never kept.
restore_roles() { # folder of a backup
  say "restoring roles"
  { clear_roles; read_part "$1" roles.sql | awk '
    /^CREATE ROLE .*;$/ { print "DO $do$ BEGIN " $0 " EXCEPTION WHEN duplicate_object THEN NULL; END $do$;"; next }
    { print }
    /^-- PostgreSQL database cluster dump complete/ { print ":keep;"; print "COMMIT;" }'; } |
    PGOPTIONS="-c client_min_messages=error $unlogged" sql --file=- >/dev/null || fail "can't restore the roles"
}

clear_roles() {
  cat <<'SQL'
BEGIN;
SELECT format('ALTER ROLE CURRENT_USER PASSWORD %L', rolpassword) AS keep FROM pg_authid WHERE rolname = current_user \gset
DO $do$
DECLARE each record;
BEGIN
  FOR each IN
    SELECT role.rolname AS role, member.rolname AS member, grantor.rolname AS grantor FROM pg_auth_members AS membership
    JOIN pg_roles AS role ON role.oid = roleid JOIN pg_roles AS member ON member.oid = membership.member
    LEFT JOIN pg_roles AS grantor ON grantor.oid = membership.grantor
    WHERE membership.member = 10 OR membership.member >= 16384
  LOOP
    EXECUTE format('REVOKE %I FROM %I', each.role, each.member)
      || coalesce(format(' GRANTED BY %I', each.grantor), '') || ' CASCADE';
  END LOOP;
  FOR each IN SELECT rolname, rolvaliduntil FROM pg_roles WHERE oid = 10 OR oid >= 16384 LOOP
    EXECUTE format('ALTER ROLE %I PASSWORD NULL CONNECTION LIMIT -1', each.rolname)
      || CASE WHEN each.rolvaliduntil IS NULL THEN '' ELSE $$ VALID UNTIL 'infinity'$$ END;
    EXECUTE format('ALTER ROLE %I RESET ALL', each.rolname);
  END LOOP;
END $do$;
SQL
}

drop_roles_not_in() { # folder of a backup
  { say "CREATE TEMPORARY TABLE backed_up (role regrole);"
    read_part "$1" roles.sql | awk '/^CREATE ROLE .*;$/ {
      name = substr($0, 13, length($0) - 13); gsub(/\047/, "\047\047", name)
      print "INSERT INTO backed_up VALUES (\047" name "\047);" }'
    cat <<'SQL'
DO $do$
DECLARE each name;
BEGIN
  FOR each IN SELECT rolname FROM pg_roles WHERE oid >= 16384 AND oid NOT IN (SELECT role FROM backed_up) AND rolname <> current_user LOOP
    BEGIN
      EXECUTE format('DROP ROLE %I', each);
    EXCEPTION WHEN dependent_objects_still_exist THEN
      RAISE WARNING 'role % is not in the backup and stays: something of it is in a database that stays', each;
    END;
  END LOOP;
END $do$;
SQL
  } | sql --file=- || fail "can't drop the roles that are not in the backup"
}

statements() { grep -v -e '^--' -e '^[\]'; }

# Only in a server that held nothing before: elsewhere the connecting role has kept its password, and roles may stay.
check_roles() { # folder of a backup, a file that may be written
  pg_dumpall --roles-only --database=template1 | statements >"$2"
  # The first words only: a password's hash is in the rest.
  missing=$(read_part "$1" roles.sql | statements | grep -v -x -F -f "$2" | awk '{ print $1, $2, $3 }')
  me=$(sql --command="SELECT quote_ident(current_user)")
  missing=$(say "$missing" | grep -v -x -F -e "ALTER ROLE $me" -e "") || return 0
  fail "roles differ from the backup after a restore: $missing"
}
