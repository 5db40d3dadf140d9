import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { catalogOf, type Catalog } from "./catalog";
import { channelFaults } from "./channelFaults";
import { circleIn, circleText } from "./circle";
import { InputError, type Problem } from "./problem";
import { projectRoot } from "./projectRoot";
import { isComparatorRange, isRange, isSemantic } from "./range";
import { catalogSchema, type CatalogFile } from "./schema";
import { compareVersions } from "./version";
import { checked, maximumFileSize, parseYaml, pathText, tooLarge } from "./yamlFile";

/**
 * Reads a file, or says why not.
 * @throws InputError
 */
export function readText(file: string): string {
  try {
    const stat = statSync(file);
    if (!stat.isFile()) throw new InputError([{ file, path: "", message: `found ${stat.isDirectory() ? "a folder" : "no regular file"}, expected a file` }]);
    if (stat.size > maximumFileSize) throw tooLarge(file, stat.size);
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof InputError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === "ENOENT" ? "there is no such file" : message;
    throw new InputError([{ file, path: "", message: reason }]);
  }
}

/**
 * Reads and checks a release catalog.
 * @param content the file's text, when it has been read already
 * @throws InputError with file, path and line of everything that is wrong
 */
export function loadCatalog(file: string, content = readText(file)): Catalog {
  return catalogOf(readCatalog(file, content));
}

function readCatalog(file: string, content: string): CatalogFile {
  const yaml = parseYaml(file, content);
  const catalog = checked(yaml, catalogSchema, yaml.content);
  const problems = crossReferences(catalog).map(({ at, message }): Problem =>
    ({ file, path: pathText(at), message, line: yaml.lineOf(at) }));
  if (problems.length > 0) throw new InputError(problems);
  return catalog;
}

/**
 * The catalogs that come with the product, by system. What was read and checked once is kept beside the compiled code
 * under the digest of its text: reading it again as JSON takes a tenth of the time, in every process of a run.
 */
export function loadCatalogs(folder: string): ReadonlyMap<string, Catalog> {
  const files = readdirSync(folder).filter((name) => name.endsWith(".yaml")).sort();
  const catalogs = new Map<string, Catalog>();
  for (const name of files) {
    const catalog = loadKept(path.join(folder, name));
    if (catalogs.has(catalog.system)) {
      throw new InputError([{ file: path.join(folder, name), path: "system", message: `found ${catalog.system}, which another catalog here describes` }]);
    }
    catalogs.set(catalog.system, catalog);
  }
  return catalogs;
}

function loadKept(file: string): Catalog {
  const content = readText(file);
  // The rules that it was checked by are part of what it is known by.
  const rules = [__filename, ...["./schema", "./promotionSchema", "./scalars", "./channelFaults", "./circle", "./range", "./version"].map((rule) => require.resolve(rule))].map((rule) => readFileSync(rule));
  const digest = rules.reduce((hash, rule) => hash.update(rule), createHash("sha256").update(content)).digest("hex");
  const kept = path.join(projectRoot, "dist", "catalogs", `${digest}.json`);
  try {
    return catalogOf(JSON.parse(readFileSync(kept, "utf8")) as CatalogFile);
  } catch {
    // Not there yet, or not readable: then it is made, and kept if that can be done.
  }
  const checkedFile = readCatalog(file, content);
  try {
    mkdirSync(path.dirname(kept), { recursive: true });
    writeFileSync(`${kept}.${process.pid}`, JSON.stringify(checkedFile));
    renameSync(`${kept}.${process.pid}`, kept);
  } catch {
    // A folder that can't be written to only costs time.
  }
  return catalogOf(checkedFile);
}

/** The longest version, in characters; real ones are far shorter, and each is compared with many. */
const longestVersion = 200;

/** What a schema can't say: that names lead somewhere, ids are used once, and ranges can be read. */
function crossReferences(catalog: CatalogFile): { at: PropertyKey[]; message: string }[] {
  const found: { at: PropertyKey[]; message: string }[] = [];
  catalog.releases.forEach(({ version }, i) => {
    if (version.length <= longestVersion) return;
    found.push({ at: ["releases", i, "version"], message: `found a version of ${version.length} characters, expected at most ${longestVersion}` });
  });
  if (found.length > 0) return found;
  const twins = firstTwins(catalog.releases.map(({ version }) => version));
  const components = new Set([...Object.keys(catalog.components), "system"]);
  const known = [...components].sort().join(", ");
  const ids = new Map<string, string>();
  const notes = new Set(catalog.releases.flatMap((release) => release.notes.map((note) => note.id)));
  const once = (id: string, at: PropertyKey[], version: string) => {
    const earlier = ids.get(id);
    if (earlier !== undefined) found.push({ at, message: `the id ${id} is used in release ${earlier} too; ids are unique` });
    ids.set(id, version);
  };
  const allSemantic = catalog.releases.every(({ version }) => isSemantic(version));
  const range = (text: string | undefined, at: PropertyKey[]) => {
    if (text === undefined || (allSemantic ? isRange(text) : isComparatorRange(text))) return;
    const limits = allSemantic || !isRange(text) ? "" : " of operators and versions only, since not every version here is a semantic one";
    found.push({ at, message: `found ${JSON.stringify(text)}, expected a range such as ">=0.5.9 <0.5.19"${limits}` });
  };
  const component = (name: string, at: PropertyKey[]) => {
    if (!components.has(name)) found.push({ at, message: `found the component ${name}, expected one of ${known}` });
  };
  for (const [name, { after }] of Object.entries(catalog.components)) {
    after.forEach((other, i) => component(other, ["components", name, "after", i]));
  }
  const circle = circleIn(new Map(Object.entries(catalog.components).map(([name, { after }]) => [name, after])));
  if (circle) found.push({ at: ["components", circle[0]!, "after"], message: circleText(circle) });
  found.push(...channelFaults(catalog));
  for (const list of ["upgrades", "downgrades"] as const) {
    catalog[list].forEach((edge, i) => {
      range(edge.from, [list, i, "from"]);
      range(edge.to, [list, i, "to"]);
    });
  }
  catalog.skew.forEach((limit, i) => {
    once(limit.id, ["skew", i, "id"], "");
    component(limit.component, ["skew", i, "component"]);
    component(limit.of, ["skew", i, "of"]);
    if (limit.component === limit.of) found.push({ at: ["skew", i, "of"], message: `found ${limit.of} on both sides, expected two kinds` });
  });
  catalog.releases.forEach((release, i) => {
    const at = ["releases", i] as const;
    const twin = twins.get(i);
    if (twin !== undefined) found.push({ at: [...at, "version"], message: `release ${release.version} is listed twice${twin === release.version ? "" : `, first as ${twin}`}` });
    release.notes.forEach((note, j) => {
      once(note.id, [...at, "notes", j, "id"], release.version);
      component(note.component, [...at, "notes", j, "component"]);
      if (note.supersededBy !== undefined && !notes.has(note.supersededBy)) {
        found.push({ at: [...at, "notes", j, "supersededBy"], message: `there is no note ${note.supersededBy}` });
      }
      if (note.check && note.kind !== "action") {
        found.push({ at: [...at, "notes", j, "check"], message: `found a check of a note of the kind ${note.kind}, expected one only where somebody must act` });
      }
    });
    release.migrations.forEach((migration, j) => {
      component(migration.component, [...at, "migrations", j, "component"]);
      const owner = Object.hasOwn(catalog.components, migration.component) ? catalog.components[migration.component] : undefined;
      const stores = owner?.stores.map((store) => store.name) ?? [];
      if (!stores.includes(migration.store)) {
        const expected = stores.join(", ") || "a store in `components`";
        found.push({ at: [...at, "migrations", j, "store"], message: `found ${migration.store}, expected ${expected}` });
      }
    });
    release.requires.forEach((requirement, j) => {
      once(requirement.id, [...at, "requires", j, "id"], release.version);
      if (requirement.kind !== "data") range(requirement.range, [...at, "requires", j, "range"]);
      if (requirement.kind !== "platform") component(requirement.component, [...at, "requires", j, "component"]);
      if (requirement.kind === "platform") range(requirement.tested, [...at, "requires", j, "tested"]);
      // What another system has is in its own catalog.
      if (requirement.kind === "component" && !requirement.needs.includes("/")) component(requirement.needs, [...at, "requires", j, "needs"]);
    });
    release.config.forEach((change, j) => component(change.component, [...at, "config", j, "component"]));
    if (release.stop) {
      once(release.stop.id, [...at, "stop", "id"], release.version);
      range(release.stop.from, [...at, "stop", "from"]);
    }
    release.risks.forEach((risk, j) => {
      once(risk.id, [...at, "risks", j, "id"], release.version);
      component(risk.component, [...at, "risks", j, "component"]);
      range(risk.from, [...at, "risks", j, "from"]);
    });
  });
  return found;
}

/** By its position, what each version that is listed again was listed as first. */
function firstTwins(versions: readonly string[]): ReadonlyMap<number, string> {
  const twins = new Map<number, string>();
  // Sorting keeps the order of equals.
  const sorted = versions.map((version, position) => ({ version, position })).sort((a, b) => compareVersions(a.version, b.version));
  let first = sorted[0]!.version;
  for (const { version, position } of sorted.slice(1)) {
    if (compareVersions(first, version) === 0) twins.set(position, first);
    else first = version;
  }
  return twins;
}
