import { existsSync } from "node:fs";
import * as path from "node:path";

/**
 * The project's folder, which has Pulumi.yaml, the stacks and the catalogs. The same code runs as TypeScript beside them
 * and compiled in `dist`, so it looks upwards from where it is.
 */
export const projectRoot: string = (() => {
  let folder = __dirname;
  while (!existsSync(path.join(folder, "Pulumi.yaml"))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error(`no Pulumi.yaml in ${__dirname} or a folder above it`);
    folder = parent;
  }
  return folder;
})();

/** The folder of the release catalogs. */
export const catalogFolder: string = path.join(projectRoot, "releases");
