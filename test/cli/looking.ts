import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { folderStore, type Store } from "../../engines/rehearsal/store";
import { stackText } from "../support/kingdomStack";
import { rehearsedStack } from "../support/rehearsedStack";

/** A rehearsal of a small stack, taken to 0.5.46, that commands can look at. */
export class RehearsedFolder {
  readonly cwd = mkdtempSync(path.join(tmpdir(), "stepwise-looking-"));
  readonly options = { stack: "small", rehearsal: "rehearsed" };
  private readonly place = path.join(this.cwd, "rehearsed", "small");

  async prepare(): Promise<void> {
    this.declare("0.5.46");
    await rehearsedStack({ version: "0.5.45" }, ["halo=0.5.46"], { store: folderStore(this.place) });
  }

  declare(version: string): void {
    writeFileSync(path.join(this.cwd, "Pulumi.small.yaml"), stackText({ version }));
  }

  /** Something happens to it, and is undone again after `work`. */
  async while<T>(change: (store: Store) => void, work: () => Promise<T>): Promise<T> {
    const before = JSON.stringify(folderStore(this.place));
    const store = folderStore(this.place);
    change(store);
    store.save();
    try {
      return await work();
    } finally {
      Object.assign(store, JSON.parse(before));
      store.save();
    }
  }

  /** The names of the Jobs that there are. */
  jobs(): string[] {
    const keys = Object.keys(folderStore(this.place).cluster.objects);
    return keys.filter((key) => key.includes("/Job/")).map((key) => key.split("/").at(-1)!).sort();
  }

  remove(): void {
    rmSync(this.cwd, { recursive: true, force: true });
  }
}

export interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command printed, and the exit code that it set. */
export async function printed(command: () => Promise<void>): Promise<Printed> {
  const streams = [process.stdout, process.stderr] as const;
  const written = ["", ""];
  const writers = streams.map((stream) => stream.write.bind(stream));
  const before = process.exitCode;
  process.exitCode = undefined;
  streams.forEach((stream, i) => {
    stream.write = ((text: string) => {
      written[i] += text;
      return true;
    }) as typeof stream.write;
  });
  try {
    await command();
    return { code: Number(process.exitCode ?? 0), stdout: written[0]!, stderr: written[1]! };
  } finally {
    streams.forEach((stream, i) => { stream.write = writers[i]! as typeof stream.write; });
    process.exitCode = before;
  }
}
