import type { PostgresServer } from "./postgresServer";

/** A name that breaks what is not quoted. */
export const oddName = `o'd d"b=%1`;

/**
 * Data of every kind that a backup must hold: two databases, one of an odd name, with tables, foreign keys, sequences, views, functions,
 * large objects, settings and grants, and roles with passwords, settings, limits and memberships.
 * @param rows of about 200 bytes in the largest table
 */
export function fillWithData(server: PostgresServer, rows: number): void {
  const odd = `"${oddName.replaceAll('"', '""')}"`;
  server.sql(`
    CREATE ROLE app LOGIN PASSWORD 'canary-of-the-app' CONNECTION LIMIT 40;
    CREATE ROLE "odd role" NOLOGIN;
    CREATE ROLE reader LOGIN PASSWORD 'canary-of-the-reader' VALID UNTIL '2040-01-01';
    GRANT "odd role" TO app WITH ADMIN OPTION;
    GRANT pg_monitor TO reader;
    ALTER ROLE reader SET statement_timeout = '5s';
    CREATE DATABASE kleidia OWNER app;
    CREATE DATABASE ${odd} OWNER "odd role" TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C' CONNECTION LIMIT 7;
    ALTER DATABASE kleidia SET work_mem = '8MB';
    ALTER ROLE app IN DATABASE kleidia SET search_path = keys, public;
    REVOKE CONNECT ON DATABASE kleidia FROM PUBLIC;
    GRANT CONNECT ON DATABASE kleidia TO reader;`);
  server.sql(`
    CREATE SCHEMA keys AUTHORIZATION app;
    SET ROLE app;
    CREATE TABLE keys.owner (id serial PRIMARY KEY, name text NOT NULL UNIQUE);
    CREATE TABLE keys.device (id bigserial PRIMARY KEY, owner int NOT NULL REFERENCES keys.owner, label text, secret bytea, used timestamptz,
      share double precision, extra jsonb);
    CREATE INDEX ON keys.device (owner);
    INSERT INTO keys.owner (name) SELECT 'owner ' || n FROM generate_series(1, 100) AS n;
    INSERT INTO keys.device (owner, label, secret, used, share, extra)
      SELECT 1 + n % 100, E'-- a\\\\ line\\t' || repeat(md5(n::text), 3), decode(md5(n::text), 'hex'),
        '2026-01-01'::timestamptz + n * interval '1 minute', 1.0 / n, jsonb_build_object('n', n)
      FROM generate_series(1, ${rows}) AS n;
    CREATE VIEW keys.used AS SELECT owner, max(used) AS last FROM keys.device GROUP BY owner;
    CREATE FUNCTION keys.twice(int) RETURNS int LANGUAGE sql AS 'SELECT $1 * 2';
    GRANT SELECT ON keys.device TO reader;
    ALTER DEFAULT PRIVILEGES IN SCHEMA keys GRANT SELECT ON TABLES TO reader;
    SELECT lo_from_bytea(0, decode(repeat(md5(n::text), 4000), 'hex')) FROM generate_series(1, 20) AS n;
    COMMENT ON TABLE keys.device IS 'what a user carries';`, "kleidia");
  server.sql("CREATE TABLE notes (note text); INSERT INTO notes VALUES ('a'), (NULL), ('--');", oddName);
  server.sql("CREATE TABLE IF NOT EXISTS in_postgres (n int); INSERT INTO in_postgres VALUES (1);", "postgres");
}

/** What is in the server: for each thing a line, a checksum where it is data. Equal for equal servers, and made without pg_dump. */
export function everythingIn(server: PostgresServer): readonly string[] {
  const names = server.sql("SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY 1").split("\n");
  return [
    ...lines(server.sql(`SELECT 'role ' || rolname, rolsuper, rolcanlogin, rolcreaterole, rolpassword, rolconnlimit, rolvaliduntil
      FROM pg_authid WHERE oid >= 16384 OR oid = 10 ORDER BY 1`)),
    ...lines(server.sql(`SELECT 'member ' || roleid::regrole, member::regrole, admin_option FROM pg_auth_members ORDER BY 1, 2`)),
    ...lines(server.sql(`SELECT 'setting', setrole::regrole, datname, setconfig FROM pg_db_role_setting
      LEFT JOIN pg_database AS d ON d.oid = setdatabase ORDER BY 2, 3`)),
    ...lines(server.sql(`SELECT 'database ' || datname, datdba::regrole, encoding, datcollate, datctype, datconnlimit, datallowconn,
      (SELECT array_agg(each::text ORDER BY each::text) FROM unnest(datacl) AS each) FROM pg_database ORDER BY 1`)),
    ...names.flatMap((name) => inDatabase(server, name)),
  ];
}

function inDatabase(server: PostgresServer, database: string): readonly string[] {
  const own = "NOT nspname ~ '^pg_' AND nspname <> 'information_schema'";
  const objects = lines(server.sql(`
    SELECT nspname, relname, relkind, relowner::regrole, (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(relacl) AS a), description
      FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace
      LEFT JOIN pg_description ON objoid = pg_class.oid AND objsubid = 0 WHERE ${own} ORDER BY 1, 2;
    SELECT pg_get_functiondef(p.oid) FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = pronamespace WHERE ${own} ORDER BY proname;
    SELECT pg_get_constraintdef(c.oid) FROM pg_constraint AS c JOIN pg_namespace AS n ON n.oid = connamespace WHERE ${own} ORDER BY conname;
    SELECT schemaname, sequencename, last_value FROM pg_sequences ORDER BY 1, 2;
    SELECT oid, lomowner::regrole FROM pg_largeobject_metadata ORDER BY oid;
    SELECT loid, md5(string_agg(data, ''::bytea ORDER BY pageno)) FROM pg_largeobject GROUP BY loid ORDER BY loid;`, database));
  const tables = lines(server.sql(`SELECT format('%I.%I', nspname, relname) FROM pg_class
    JOIN pg_namespace AS n ON n.oid = relnamespace WHERE relkind = 'r' AND ${own} ORDER BY 1`, database));
  const sums = tables.map((table) =>
    `${table} ${server.sql(`SELECT count(*), md5(string_agg(md5(t::text), '' ORDER BY t::text COLLATE "C")) FROM ${table} AS t`, database)}`);
  return [...objects, ...sums].map((line) => `${database}: ${line}`);
}

const lines = (text: string) => text === "" ? [] : text.split("\n");
