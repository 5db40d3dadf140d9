import * as assert from "node:assert/strict";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { ScriptFolder } from "../../support/postgresScripts";
import { PostgresServer, postgresBin } from "../../support/postgresServer";

describe("postgres-can-read.sh", () => {
  let scripts: ScriptFolder;
  let volume: string;

  beforeEach(() => {
    scripts = new ScriptFolder();
    volume = path.join(scripts.folder, "volume");
    mkdirSync(volume);
  });
  afterEach(() => { scripts.remove(); });

  function data(folder: string, major: string): string {
    const at = path.join(volume, folder);
    mkdirSync(path.join(at, "base", "1"), { recursive: true });
    for (const file of [path.join(at, "PG_VERSION"), path.join(at, "base", "1", "PG_VERSION")]) writeFileSync(file, `${major}\n`);
    return at;
  }

  /** @param first what the stack says about a first install; by default nothing does */
  function ask(image: string, pgdata: string, env: Readonly<Record<string, string>> = {}, first?: boolean) {
    if (first !== undefined) writeFileSync(path.join(scripts.folder, "scripts", "first-install"), String(first));
    scripts.program("postgres", `echo "postgres (PostgreSQL) ${image}"`);
    return scripts.run("postgres-can-read.sh",
      { PATH: `${scripts.programs}:${process.env["PATH"]}`, PGDATA: path.join(volume, pgdata), VOLUME: volume, ...env });
  }

  /** On a Pod of this name, while data is moved to the StatefulSet postgres-18. */
  function askMoved(pod: string) {
    scripts.program("uname", `[ "$1" = -n ] && echo ${pod}`);
    writeFileSync(path.join(scripts.folder, "scripts", "may-be-empty"), "postgres-18");
    return ask("18.1", "18/docker", {}, false);
  }

  const cases: readonly [string, () => ReturnType<typeof ask>, number, RegExp][] = [
    ["data of the image's major", () => { data("pgdata", "16"); return ask("16.14", "pgdata", {}, false); }, 0,
      /found data of PostgreSQL 16 in .*pgdata, which this image reads/],
    ["data of an older major", () => { data("pgdata", "15"); return ask("16.14", "pgdata"); }, 1,
      /found data of PostgreSQL 15 in .*pgdata, expected 16 .* back up, restore the backup into a new volume/],
    ["data of a newer major", () => { data("pgdata", "16"); return ask("15.18 (Debian 15.18-0+deb12u1)", "pgdata"); }, 1,
      /found data of PostgreSQL 16 in .*, expected 15 .*Go back to an image of PostgreSQL 16/],
    ["a beta's data", () => { data("pgdata", "19"); return ask("19beta1", "pgdata"); }, 0, /which this image reads/],
    ["data at what is said to be a first install", () => { data("pgdata", "16"); return ask("16.14", "pgdata", {}, true); }, 0, /which this image reads/],
    ["an empty volume at first", () => ask("18.1", "18/docker", {}, true), 0, /found .*18\/docker empty: the server makes it anew/],
    ["an empty volume with lost+found", () => { mkdirSync(path.join(volume, "lost+found")); return ask("18.1", ".", {}, true); }, 0, /empty/],
    ["an empty volume where there was a server", () => ask("18.1", "pgdata", {}, false), 1,
      /found no data in .*pgdata, expected what the server before has written.*permits\.install/],
    ["an empty volume of a server that data is moved to", () => askMoved("postgres-18-0"), 0, /empty: the server makes it anew/],
    ["an empty volume of the server beside that", () => askMoved("postgres-0"), 1, /found no data in/],
    ["an empty volume of which nobody says anything", () => ask("18.1", "pgdata"), 1, /found no data in .*pgdata, expected what/],
    ["data beside PGDATA, as after image 18's move", () => { data("data", "17"); return ask("18.1", "18/docker", {}, true); }, 1,
      /found data of PostgreSQL 17 in .*volume\/data, but PGDATA is .*18\/docker, where the server would start empty/],
    ["data above PGDATA", () => { data(".", "18"); return ask("18.1", "18/docker"); }, 1, /found data of PostgreSQL 18 in .*would start empty/],
    ["a PGDATA that is not on the volume", () => ask("18.1", "../elsewhere", { PGDATA: "/var/lib/postgresql/18/docker" }), 1,
      /found PGDATA=\/var\/lib\/postgresql\/18\/docker, expected a folder on the volume/],
    ["a PGDATA beside a volume whose name starts alike", () => ask("18.1", "", { PGDATA: `${volume}2/data` }), 1, /expected a folder on the volume/],
    ["files that are no data", () => { writeFileSync(path.join(volume, "notes"), ""); return ask("18.1", ".", {}, true); }, 1,
      /found .*notes but no PG_VERSION/],
    ["data that may not be read", () => { chmodSync(data("pgdata", "18"), 0o000); return ask("18.1", "pgdata"); }, 1,
      /can't read .*pgdata: it belongs to another user/],
    ["no PGDATA", () => ask("18.1", "", { PGDATA: "" }), 1, /found no PGDATA/],
    ["no volume", () => { rmSync(volume, { recursive: true }); return ask("18.1", "pgdata"); }, 1, /found no folder .*volume/],
    ["no server in the image", () => { const run = () => ask("1", "pgdata"); run(); scripts.program("postgres", "exit 127");
      return scripts.run("postgres-can-read.sh",
        { PATH: `${scripts.programs}:${process.env["PATH"]}`, PGDATA: path.join(volume, "pgdata"), VOLUME: volume }); }, 1, /found no postgres in this image/],
  ];
  for (const [what, run, code, expected] of cases) {
    it(`${code === 0 ? "lets start on" : "refuses"} ${what}`, () => {
      const found = run();
      assert.equal(found.code, code, found.said);
      assert.match(found.said, expected);
    });
  }

  it(`lets a real server's data pass${postgresBin === undefined ? " (skipped: found no PostgreSQL server)" : ""}`, function () {
    if (postgresBin === undefined) this.skip();
    const server = new PostgresServer();
    try {
      const { code, said } = scripts.run("postgres-can-read.sh",
        { PATH: server.env["PATH"]!, PGDATA: server.data, VOLUME: server.folder });
      assert.equal(code, 0, said);
    } finally {
      server.stop();
    }
  });
});
