import { spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";

const tools = ["initdb", "pg_ctl", "postgres", "psql", "pg_dump", "pg_dumpall", "pg_restore", "pg_isready"];

/** The folder of the newest PostgreSQL with server and clients on this machine, or undefined. Debian keeps them off the path. */
export const postgresBin: string | undefined = [...debianFolders(), ...(process.env["PATH"] ?? "").split(path.delimiter)]
  .find((folder) => folder !== "" && tools.every((tool) => existsSync(path.join(folder, tool))));

/**
 * The folder of an older major release's server (initdb, pg_ctl, postgres), or undefined: Debian's, or the one that
 * STEPWISE_TEST_OLD_POSTGRES names. Clients of the newest talk to it.
 */
export const olderPostgresBin: string | undefined = [process.env["STEPWISE_TEST_OLD_POSTGRES"] ?? "", ...debianFolders()]
  .find((folder) => folder !== "" && folder !== postgresBin && existsSync(path.join(folder, "postgres")));

/** PostgreSQL refuses to run as root, so root runs everything of it as a user that owns nothing. */
export const asUser: { uid?: number; gid?: number } = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

function debianFolders(): string[] {
  const versions = "/usr/lib/postgresql";
  if (!existsSync(versions)) return [];
  const newestFirst = readdirSync(versions).sort((one, other) => Number(other) - Number(one));
  return newestFirst.map((version) => path.join(versions, version, "bin"));
}

/** A folder of the user that PostgreSQL runs as. Its path is short, since a socket's may have 107 characters. */
export function folderForPostgres(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "pg-"));
  if (asUser.uid !== undefined && asUser.gid !== undefined) chownSync(folder, asUser.uid, asUser.gid);
  chmodSync(folder, 0o755);
  return folder;
}

interface ServerOptions {
  /** More settings, as `name=value`. @default - none */
  readonly settings?: readonly string[];
  /** Whether somebody else makes the data and starts it then. @default - false */
  readonly isEmpty?: boolean;
  /** Where its programs are. @default - the newest */
  readonly bin?: string | undefined;
}

/** A real PostgreSQL server on a Unix socket, in a folder of its own, without a network address. `stop` leaves nothing of it. */
export class PostgresServer {
  readonly folder = folderForPostgres();
  readonly data = path.join(this.folder, "data");
  readonly password = "canary-of-the-superuser";
  private readonly log = path.join(this.folder, "log");
  private readonly settings: readonly string[];
  private readonly bin: string | undefined;

  /** @throws when the server does not start; its log is in the message. */
  constructor({ settings = [], isEmpty = false, bin = postgresBin }: ServerOptions = {}) {
    this.settings = settings;
    this.bin = bin;
    if (isEmpty) {
      this.stopWithTests();
      return;
    }
    const password = path.join(this.folder, "password");
    writeFileSync(password, `${this.password}\n`, { mode: 0o644 });
    const made = this.tool("initdb", ["--pgdata", this.data, "--username=admin", "--auth=scram-sha-256", `--pwfile=${password}`,
      "--encoding=UTF8", "--locale=C", "--no-sync"]);
    rmSync(password);
    if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
    this.stopWithTests();
    this.start();
  }

  /** What libpq, and so the scripts, find the server with. */
  get env(): Record<string, string> {
    return { PGHOST: this.folder, PGPORT: "5432", PGUSER: "admin", PGPASSWORD: this.password, PATH: `${postgresBin}:${process.env["PATH"]}` };
  }

  get pid(): number {
    return Number(readFileSync(path.join(this.data, "postmaster.pid"), "utf8").split("\n")[0]);
  }

  start(): void {
    const options = `-c listen_addresses='' -c fsync=off -c shared_buffers=64MB -c log_statement=ddl -k '${this.folder}'${this.settings.map((each) => ` -c ${each}`).join("")}`;
    // A server that streams from another would take the password out of its environment before that of a file.
    const once = () =>
      this.tool("pg_ctl", ["--pgdata", this.data, "--log", this.log, "--wait", "--options", options, "start"], "", { PGPASSWORD: "" }).status;
    // After a crash a process of the old server may live for a moment, and holds the data.
    let status = once();
    for (let tries = 0; status !== 0 && tries < 20; tries += 1) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
      status = once();
    }
    if (status !== 0) throw new Error(`the server does not start: ${existsSync(this.log) ? readFileSync(this.log, "utf8") : "no log"}`);
  }

  /** What a query gives, unaligned. @throws with psql's error. */
  sql(query: string, database = "postgres"): string {
    const { status, stdout, stderr } = this.tool("psql",
      ["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1", "--file=-"], query, { PGDATABASE: database });
    if (status !== 0) throw new Error(stderr);
    return stdout.trim();
  }

  /** A session that stays open after its statements, with its locks and connections, until it is told to end or is ended. */
  async session(statements: string, database = "postgres"): Promise<{ end(): Promise<void> }> {
    const child = spawn(path.join(postgresBin ?? "", "psql"), ["--no-psqlrc", "--quiet", "--file=-"],
      { ...asUser, stdio: ["pipe", "pipe", "ignore"], cwd: this.folder, env: { ...this.env, PGDATABASE: database } });
    const ended = new Promise<void>((resolve) => { child.on("close", () => { resolve(); }); });
    // psql finds its end of the pipe closed when the server has ended it.
    child.stdin.on("error", () => undefined);
    child.stdin.write(`${statements};\n\\echo ready\n`);
    await Promise.race([ended, new Promise((resolve) => child.stdout.once("data", resolve))]);
    return { end: () => { child.stdin.end(); return ended; } };
  }

  /** Clients that connect again at once whenever they are thrown out. */
  stubbornClients(database: string): { end(): void } {
    const loop = "while :; do psql --no-psqlrc --quiet --command='SELECT pg_sleep(60)'; done";
    const child = spawn("sh", ["-c", `for each in 1 2 3; do ${loop} & done; wait`], { ...asUser, stdio: "ignore", detached: true, env: { ...this.env, PGDATABASE: database } });
    return { end: () => { process.kill(-child.pid!, "SIGKILL"); } };
  }

  /** What the server has written about itself, statements that change what is there among it. */
  get logged(): string {
    return readFileSync(this.log, "utf8");
  }

  /** Sets the superuser's password. @throws when the present one is not as said. */
  setPassword(present: string, next: string): void {
    const { status, stderr } = this.tool("psql", ["--no-psqlrc", "--quiet", "--file=-"], `ALTER ROLE admin PASSWORD '${next}'`,
      { PGDATABASE: "postgres", PGPASSWORD: present });
    if (status !== 0) throw new Error(stderr);
  }

  /** With time to tidy up; the data stays. */
  halt(): void {
    this.tool("pg_ctl", ["--pgdata", this.data, "--mode=fast", "--wait", "stop"]);
  }

  /** Without time to tidy up. The sessions' processes end as soon as they see it. */
  crash(): void {
    process.kill(this.pid, "SIGKILL");
  }

  stop(): void {
    this.tool("pg_ctl", ["--pgdata", this.data, "--mode=immediate", "stop"]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** When the tests are killed, nobody calls `stop`: their end of a pipe closes, and what waits at the other end stops the server. */
  private stopWithTests(): void {
    const script = `read -r _; pg_ctl --pgdata='${this.data}' --mode=immediate stop; rm -rf '${this.folder}'`;
    const { PATH } = this.env;
    const child = spawn("sh", ["-c", script], { ...asUser, stdio: ["pipe", "ignore", "ignore"], detached: true, cwd: "/", env: { PATH } });
    child.unref();
    (child.stdin as Socket).unref();
  }

  private tool(name: string, args: readonly string[], input = "", env: Readonly<Record<string, string>> = {}) {
    return spawnSync(path.join((name === "psql" ? postgresBin : this.bin) ?? "", name), args,
      { ...asUser, input, encoding: "utf8", cwd: this.folder, env: { ...this.env, ...env }, timeout: 120_000, maxBuffer: 1 << 26 });
  }
}
