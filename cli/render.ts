import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { manifestsOf } from "../automation/manifests";
import { InputError } from "../releases/problem";
import { planned, type GlobalOptions } from "./planning";

interface Options {
  readonly stack: string;
  readonly out: string;
  readonly set: readonly string[];
}

/** Names what was written, so that the next rendering into the same folder leaves nothing of another release behind. */
const index = ".stepwise-rendered";

/** `stepwise render` */
export async function render({ stack, out, set }: Options, global: GlobalOptions): Promise<void> {
  if (out === "") throw new InputError([{ file: "--out", path: "", message: "found nothing, expected a folder" }]);
  const { request } = await planned({ stack, set }, global);
  const manifests = await manifestsOf(request);
  clearEarlier(out, new Set(manifests.map(({ file }) => file)));
  for (const { file, yaml } of manifests) {
    const target = path.join(out, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, yaml);
  }
  writeFileSync(path.join(out, index), `${manifests.map(({ file }) => file).sort().join("\n")}\n`);
  process.stdout.write(`${manifests.length} objects written to ${out}\n`);
}

/** Removes what an earlier rendering wrote here and this one does not; nothing else. */
function clearEarlier(out: string, now: ReadonlySet<string>): void {
  const list = path.join(out, index);
  if (!existsSync(list)) return;
  const inside = (file: string): boolean => file !== "" && !path.relative(out, path.join(out, file)).startsWith("..");
  for (const file of readFileSync(list, "utf8").split("\n")) {
    if (inside(file) && !now.has(file)) rmSync(path.join(out, file), { force: true });
  }
}
