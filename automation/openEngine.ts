import * as path from "node:path";
import type { StackFile } from "../config/stack";
import type { Engine } from "../engines/engine";
import type { Fault } from "../engines/rehearsal/cluster";
import type { Store } from "../engines/rehearsal/store";
import { InputError } from "../releases/problem";
import type { Cluster } from "./cluster/cluster";

/** Which engine a command works with. */
export interface EngineChoice {
  readonly stack: string;
  /** What a rehearsal's folder is relative to. */
  readonly cwd: string;
  /** The folder of a rehearsal, in the place of a backend and a cluster. @default - the real engine */
  readonly rehearsal?: string | undefined;
  /** Whether the stack is created in the backend where it is not there yet. @default - false */
  readonly create?: boolean;
  readonly faults?: readonly Fault[];
  /** How long each Job and each roll-out takes in a rehearsal, in milliseconds. @default - 0 */
  readonly pace?: number;
}

/**
 * The engine of a stack: Pulumi's on the CLI that is on the path, or the embedded one in a folder. Nothing is downloaded:
 * what runs at night against production brings its own CLI.
 * @throws InputError where there is no CLI, or no such stack, and what to do
 */
export async function openEngine(choice: EngineChoice): Promise<Engine> {
  const { stack, rehearsal, create = false, faults, pace } = choice;
  if (rehearsal !== undefined) {
    const { RehearsalEngine } = await import("../engines/rehearsal/rehearsalEngine");
    return new RehearsalEngine({ stack, store: await storeOf(choice), faults, pace });
  }
  const { PulumiEngine } = await import("../engines/pulumi/pulumiEngine");
  try {
    return await PulumiEngine.open({ stack, create });
  } catch (error) {
    throw new InputError([{ file: "pulumi", path: "", message: whyNot(error, stack) }]);
  }
}

/** Who is asked about the cluster; undefined where the stack names none. */
export async function openCluster(file: StackFile, choice: EngineChoice): Promise<Cluster | undefined> {
  if (choice.rehearsal !== undefined) return (await import("./cluster/rehearsed")).rehearsedCluster(await storeOf(choice), () => new Date());
  return (await import("./cluster/kubectl")).clusterOf(file.settings.cluster);
}

/** A folder for each stack in it, so that one rehearsal can hold several. */
export async function storeOf({ stack, cwd, rehearsal = "" }: EngineChoice): Promise<Store> {
  const { folderStore } = await import("../engines/rehearsal/store");
  return folderStore(path.resolve(cwd, rehearsal, stack));
}

function whyNot(error: unknown, stack: string): string {
  const said = error instanceof Error ? error.message : String(error);
  if (/ENOENT|not found in|Failed to find|command not found/i.test(said) && !/no stack named/.test(said)) {
    return "found no Pulumi CLI on the path, which is the engine that applies anything; expected `pulumi` 3.248 or newer " +
      "(https://www.pulumi.com/docs/install), or --rehearsal <folder> to do the same with nothing applied";
  }
  if (/no stack named/.test(said)) {
    return `found no stack ${stack} in the backend; expected one that \`pulumi stack init ${stack}\` has made there (\`pulumi whoami --verbose\` says which backend it is)`;
  }
  return `the CLI says: ${stderrOf(said)}`;
}

/** What the CLI printed as an error, out of the text that the Automation API makes of it. */
function stderrOf(said: string): string {
  const [, printed] = /stderr: ([\s\S]*?)(\n err\?:|$)/.exec(said) ?? [];
  const lines = (printed ?? said).split("\n").filter((line) => line.trim() !== "" && !line.includes("Command failed with exit code"));
  return lines.join("; ").trim() || said.trim();
}
