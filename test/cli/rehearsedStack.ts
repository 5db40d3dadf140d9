import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { folderStore, type Store } from "../../engines/rehearsal/store";
import { deployed, type Snapshot } from "../automation/deploy/world";
import { stackText, type SmallStack } from "../support/kingdomStack";

/** A folder with the file of a small stack, and a rehearsal of it in which everything that it said at first is deployed. */
export class CommandFolder {
  readonly cwd = mkdtempSync(path.join(tmpdir(), "stepwise-command-"));
  readonly global = { cwd: this.cwd };
  readonly file = path.join(this.cwd, "Pulumi.small.yaml");
  readonly options = { stack: "small", rehearsal: "rehearsed", fail: [], pace: "0", onFailure: "stop", climbAgain: [] };
  private readonly place = path.join(this.cwd, "rehearsed", "small");

  async prepare(stack: SmallStack): Promise<void> {
    this.put(await deployed(stack));
    this.declare(stack);
  }

  put(snapshot: Snapshot): void {
    const store = this.store;
    Object.assign(store, structuredClone(snapshot));
    store.save();
  }

  declare(stack: SmallStack): void {
    writeFileSync(this.file, stackText(stack));
  }

  get store(): Store {
    return folderStore(this.place);
  }

  /** The file that the rehearsal is kept in. */
  get stateFile(): string {
    return path.join(this.place, "rehearsal.json");
  }

  write(name: string, text: string): string {
    writeFileSync(path.join(this.cwd, name), text);
    return name;
  }

  read(name: string): string {
    return readFileSync(path.join(this.cwd, name), "utf8");
  }

  remove(): void {
    rmSync(this.cwd, { recursive: true, force: true });
  }
}
