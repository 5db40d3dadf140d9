import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, lchownSync, linkSync, lstatSync, lutimesSync, mkdirSync, readFileSync, readdirSync, readlinkSync, symlinkSync,
  writeFileSync } from "node:fs";
import * as fc from "fast-check";
import { asUser } from "./postgresServer";

/** One thing in a tree. The numbers `in` and `of` choose among the folders and files that were made before it. */
export interface Plant {
  readonly kind: "file" | "folder" | "symlink" | "hard link";
  readonly name: Buffer;
  readonly in: number;
  readonly of: number;
  readonly text: Uint8Array;
  readonly target: string;
  readonly mode: number;
}

const oddNames = ["a", "b", ".hidden", "..dots", "...", "-rf", "--", "*", "two words", " ", "q'u\"o`te", "line\nbreak", "tab\t", "\\", "$HOME",
  "%s", "ünï → 漢字", "a: Uid differs", "block 1: ** Block of NULs **", "x".repeat(180), "lost+found.not"];
const names = fc.oneof(
  fc.constantFrom(...oddNames).map((name) => Buffer.from(name)),
  // What no encoding explains.
  fc.uint8Array({ minLength: 1, maxLength: 12 }).map((bytes) => Buffer.from(bytes.map((byte) => [0, 0x2f].includes(byte) ? 0xff : byte))),
).filter((name) => ![".", "..", "lost+found"].includes(name.toString()));

/**
 * Trees with names that break what is not quoted, links of both kinds that may dangle, and modes that the owner may read.
 * @param least how many things are tried to be made
 */
export const plants = (least = 0): fc.Arbitrary<readonly Plant[]> => fc.array(fc.record<Plant>({
  kind: fc.constantFrom("file", "file", "folder", "folder", "symlink", "hard link"),
  name: names,
  in: fc.nat(),
  of: fc.nat(),
  text: fc.oneof(fc.constant(new Uint8Array()), fc.uint8Array({ maxLength: 3_000 })),
  target: fc.constantFrom("nowhere", "..", "a", "/etc/hostname", "t".repeat(150)),
  mode: fc.integer({ min: 0, max: 0o7777 }),
}), { minLength: least, maxLength: 25, size: "max" });

/** Makes a tree of the user that the scripts run as; what would take a name twice is left out. */
export function plant(folder: string, tree: readonly Plant[]): void {
  const folders = [Buffer.from(folder)];
  const files: Buffer[] = [];
  const modes: [Buffer, number][] = [];
  for (const each of tree) {
    const at = Buffer.concat([folders[each.in % folders.length]!, Buffer.from("/"), each.name]);
    const first = files[each.of % files.length];
    if (lstatSync(at, { throwIfNoEntry: false }) || at.length > 3_000 || (each.kind === "hard link" && !first)) continue;
    if (each.kind === "folder") mkdirSync(at);
    else if (each.kind === "symlink") symlinkSync(each.target, at);
    else if (each.kind === "hard link") linkSync(first!, at);
    else writeFileSync(at, each.text);
    if (asUser.uid !== undefined && asUser.gid !== undefined) lchownSync(at, asUser.uid, asUser.gid);
    if (each.kind === "folder") folders.push(at);
    if (each.kind === "file") files.push(at);
    if (each.kind === "file") lutimesSync(at, each.in % 2_000_000_000, each.of % 2_000_000_000);
    if (each.kind === "file" || each.kind === "folder") modes.push([at, each.mode | (each.kind === "folder" ? 0o500 : 0o400)]);
  }
  for (const [at, mode] of modes) chmodSync(at, mode);
}

/** A line for each thing below a folder: path, type, mode, size, time, what is in it, and the first name of the same file. */
export function treeLines(folder: string): readonly string[] {
  const firstOf = new Map<number, string>();
  const below = (at: Buffer): string[] => readdirSync(at, { encoding: "buffer" }).sort(Buffer.compare).flatMap((name) => {
    const inside = Buffer.concat([at, Buffer.from("/"), name]);
    const shown = JSON.stringify(inside.subarray(folder.length).toString("latin1"));
    const stat = lstatSync(inside);
    const mode = (stat.mode & 0o7777).toString(8);
    if (stat.isDirectory()) return [`${shown} folder ${mode}`, ...below(inside)];
    const first = firstOf.get(stat.ino) ?? shown;
    firstOf.set(stat.ino, first);
    if (stat.isSymbolicLink()) return [`${shown} link to ${readlinkSync(inside)} ${first}`];
    const sum = createHash("sha256").update(readFileSync(inside)).digest("hex");
    return [`${shown} file ${mode} ${stat.size} ${Math.floor(stat.mtimeMs / 1000)} ${sum} ${first}`];
  });
  return below(Buffer.from(folder));
}

/** Empties a folder, also of what its owner may not write to. */
export function clear(folder: string): void {
  spawnSync("chmod", ["-R", "u+rwX", folder]);
  spawnSync("find", [folder, "-mindepth", "1", "-delete"]);
}
