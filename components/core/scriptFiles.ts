import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { projectRoot } from "../../releases/projectRoot";

/** Where a Job finds its scripts. */
export const scriptsDir = "/scripts";

/** Scripts of the project, by their file name, with their text. */
export type ScriptFiles = ReadonlyMap<string, string>;

/**
 * Scripts as they are in the project, with the ones that they source: files, so that they can be
 * checked and tested as such.
 * @param paths such as `components/core/scripts/postgres-version.sh`, from the project's folder
 * @throws Error where one is missing, or two have one name
 */
export function scriptFiles(paths: readonly string[]): ScriptFiles {
  const files = new Map<string, string>();
  const from = new Map<string, string>();
  const open = [...paths];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    const name = path.basename(file);
    if (from.get(name) === file) continue;
    if (from.has(name)) throw new Error(`found two scripts called ${name}, expected different names: ${from.get(name)} and ${file}`);
    const text = readFileSync(path.join(projectRoot, file), "utf8");
    from.set(name, file);
    files.set(name, text);
    open.push(...sourcedBy(text));
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** SHA-256 of these scripts and of what they source, in hexadecimal: it changes exactly when one of them does. */
export function scriptsDigest(files: ScriptFiles, names: readonly string[]): string {
  const used = new Set<string>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (used.has(name)) continue;
    const text = files.get(name);
    if (text === undefined) throw new Error(`found no script ${name}, expected one of ${[...files.keys()].join(", ")}`);
    used.add(name);
    open.push(...sourcedBy(text).map((sourced) => path.basename(sourced)));
  }
  const hash = createHash("sha256");
  for (const name of [...used].sort()) hash.update(`${name}\0${files.get(name)}\0`);
  return hash.digest("hex");
}

/** The paths that shellcheck is told of above a line such as `. "$here/backup-files.sh"`: a ConfigMap has no folders. */
function sourcedBy(text: string): string[] {
  return [...text.matchAll(/^# shellcheck source=(\S+)\n\s*\. /gm)].map(([, file]) => file!);
}
