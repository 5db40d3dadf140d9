import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { ConcurrentUpdateError, LocalWorkspace, type EngineEvent, type Stack } from "@pulumi/pulumi/automation";
import { packLoadedVariable } from "../../config/environment";
import { namespace } from "../../config/stack";
import { projectRoot } from "../../releases/projectRoot";
import type { Engine, EngineRun, ExportedStack, HeldLock, HistoryEntry, Outcome } from "../engine";
import { PulumiCliError, runPulumi } from "./cli";
import { EventLog } from "./eventLog";
import { historyArguments, historyEntries } from "./history";
import { heldLock, lockInFolder } from "./lock";

export interface PulumiOptions {
  readonly stack: string;
  /** Beside the process's own: `PULUMI_BACKEND_URL`, `PULUMI_CONFIG_PASSPHRASE` and what else the CLI reads. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the stack is created in the backend where it is not there yet. @default - true */
  readonly create?: boolean;
}

/** The real engine: Pulumi's Automation API on an installed CLI and whatever backend it is logged in to. */
export class PulumiEngine implements Engine {
  readonly kind = "pulumi";

  private constructor(private readonly stack: Stack, private readonly env: Readonly<Record<string, string>>) {}

  /** @throws StackNotFoundError where it is not there and is not to be created, CommandError for what else the CLI says */
  static async open({ stack, env = {}, create = true }: PulumiOptions): Promise<PulumiEngine> {
    const envVars = { PULUMI_SKIP_UPDATE_CHECK: "true", ...env };
    // Where it is made the CLI writes a salt into its file, which a reviewed one is not to be changed by.
    if (create) {
      const project = readFileSync(path.join(projectRoot, "Pulumi.yaml"), "utf8");
      await withFile("Pulumi.yaml", project, (file) =>
        LocalWorkspace.createOrSelectStack({ stackName: stack, workDir: path.dirname(file) }, { envVars }));
    }
    const selected = await LocalWorkspace.selectStack({ stackName: stack, workDir: projectRoot }, { envVars });
    // After an operation the SDK asks for outputs and the newest entry of the history. Nobody needs them, and if one of the
    // two can't be had, an update that succeeded would look like one that failed.
    const incurious = { outputs: () => Promise.resolve({}), info: () => Promise.resolve(undefined) };
    return new PulumiEngine(Object.assign(selected, incurious), envVars);
  }

  preview(run: EngineRun): Promise<Outcome> {
    return this.observed(run, "preview", (options) => this.stack.preview(options));
  }

  up(run: EngineRun): Promise<Outcome> {
    return this.observed(run, "up", (options) => this.stack.up(options));
  }

  refresh(run: EngineRun): Promise<Outcome> {
    return this.observed({ ...run, policyPack: undefined }, "refresh", (options) => this.stack.refresh(options));
  }

  async state(): Promise<ExportedStack> {
    const printed = await this.pulumi("stack", "export");
    const state = jsonIn(printed);
    if (typeof state === "object" && state !== null && "deployment" in state && typeof state.deployment === "object" && state.deployment !== null) {
      return state as ExportedStack;
    }
    throw new PulumiCliError(`pulumi stack export printed ${JSON.stringify(printed.slice(0, 60))}, expected the stack's state as JSON`);
  }

  async replaceState(state: ExportedStack): Promise<HeldLock | undefined> {
    try {
      await withFile("state.json", JSON.stringify(state), (file) => this.pulumi("stack", "import", "--file", file));
      return undefined;
    } catch (error) {
      const lock = error instanceof PulumiCliError ? heldLock(error.message) : undefined;
      if (lock) return this.releasable(lock);
      throw error;
    }
  }

  async lock(): Promise<HeldLock | undefined> {
    const { url } = await this.stack.workspace.whoAmI();
    const lock = url === undefined ? undefined : lockInFolder(url, namespace, this.stack.name);
    return lock && this.releasable(lock);
  }

  private releasable(lock: HeldLock): HeldLock {
    return { ...lock, release: `pulumi cancel --stack ${this.stack.name}` };
  }

  async tags(): Promise<ReadonlyMap<string, string>> {
    return new Map(Object.entries(await this.stack.workspace.listTags(this.stack.name)));
  }

  async setTag(name: string, value: string): Promise<void> {
    await this.stack.workspace.setTag(this.stack.name, name, value);
  }

  private pulumi(...args: readonly string[]): Promise<string> {
    return runPulumi([...args, "--stack", this.stack.name], this.env);
  }

  async history(): Promise<readonly HistoryEntry[]> {
    return historyEntries(jsonIn(await this.pulumi(...historyArguments)));
  }

  /** Runs an operation and makes an outcome of its events, also when it fails: the reason is in them, not in the error. */
  private async observed(
    run: EngineRun,
    operation: "preview" | "up" | "refresh",
    work: (options: RunOptions) => Promise<unknown>,
  ): Promise<Outcome> {
    const events = new EventLog(operation === "preview", run);
    const { policyPack, target, replace, signal } = run;
    this.stack.workspace.envVars[packLoadedVariable] = String(policyPack !== undefined);
    const carriedOut = (configFile: string, policies: Pick<RunOptions, "policyPacks" | "policyPackConfigs">): Promise<unknown> => work({
      configFile,
      message: run.message,
      onEvent: (event) => events.take(event),
      ...(target && { target: [...target] }),
      ...(replace && { replace: [...replace] }),
      // One of its own: the SDK never takes its listener off again, and a run makes many calls.
      ...(signal && { signal: AbortSignal.any([signal]) }),
      ...policies,
    });
    try {
      // A copy: where a file has no salt the CLI writes one into it, and the whole file in a form of its own.
      await withFile(`Pulumi.${this.stack.name}.yaml`, readFileSync(run.configFile, "utf8"), (configFile) => {
        if (!policyPack) return carriedOut(configFile, {});
        const { folder, config } = policyPack;
        return withFile("policies.json", JSON.stringify(config), (file) =>
          carriedOut(configFile, { policyPacks: [folder], policyPackConfigs: [file] }));
      });
      if (events.isWhole) return events.outcome("succeeded");
      const outcome = events.outcome("failed");
      const message = `pulumi ${operation} ended without an error and without saying what it did, so nothing is taken for done`;
      return { ...outcome, diagnostics: [...outcome.diagnostics, { severity: "error", message }] };
    } catch (error) {
      const outcome = events.outcome("failed");
      const said = error instanceof Error ? error.message : String(error);
      if (error instanceof ConcurrentUpdateError) return { ...outcome, lock: this.releasable(heldLock(said) ?? {}) };
      if (outcome.diagnostics.length > 0 || outcome.violations.length > 0) return outcome;
      return { ...outcome, diagnostics: [{ severity: "error", message: said }] };
    }
  }
}

interface RunOptions {
  readonly configFile: string;
  readonly message: string;
  readonly onEvent: (event: EngineEvent) => void;
  readonly target?: string[];
  readonly replace?: string[];
  readonly policyPacks?: string[];
  readonly policyPackConfigs?: string[];
  readonly signal?: AbortSignal;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Hands a text to the CLI as a file that nobody else can read and that is gone afterwards. */
async function withFile<T>(name: string, text: string, work: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), "stepwise-engine-"));
  try {
    const file = path.join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return await work(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
