import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { projectRoot } from "../../releases/projectRoot";

/** The compiled project in a folder of its own, where a catalog can say something else than the real one. */
export class ProjectCopy {
  readonly folder = mkdtempSync(path.join(tmpdir(), "stepwise-copy-"));

  constructor() {
    for (const file of ["Pulumi.yaml", "package.json", "dist", "releases", "components", "scripts", "policies"]) {
      cpSync(path.join(projectRoot, file), path.join(this.folder, file), {
        recursive: true, preserveTimestamps: true, filter: (source) => !source.endsWith(".ts") && !source.endsWith(path.join("dist", "types")),
      });
    }
    symlinkSync(path.join(projectRoot, "node_modules"), path.join(this.folder, "node_modules"));
  }

  /** A module of the copy, by its path in the project without ending; it finds everything in the copy. */
  require<Module>(module: string): Module {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- which folder it is in is known at run time only
    return require(path.join(this.folder, "dist", module)) as Module;
  }

  /** Changes a file; fails where `what` is not in it exactly once. */
  change(file: string, what: string, into: string): void {
    const at = path.join(this.folder, file);
    const parts = readFileSync(at, "utf8").split(what);
    if (parts.length !== 2) throw new Error(`${JSON.stringify(what)} is not in ${file} exactly once`);
    writeFileSync(at, parts.join(into));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
