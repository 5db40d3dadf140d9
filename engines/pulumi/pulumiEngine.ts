import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { LocalWorkspace, type EngineEvent, type Stack } from "@pulumi/pulumi/automation";
import { packLoadedVariable } from "../../config/environment";
import { projectRoot } from "../../releases/projectRoot";
import type { Diagnostic, Engine, EngineRun, ExportedStack, HistoryEntry, Outcome, PolicyViolation, Step } from "../engine";
import { changedPaths, type Value } from "../rehearsal/values";
import { urnParts } from "../rehearsal/urn";

export interface PulumiOptions {
  readonly stack: string;
  /** Beside the process's own: `PULUMI_BACKEND_URL`, `PULUMI_CONFIG_PASSPHRASE` and what else the CLI reads. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The real engine: Pulumi's Automation API on an installed CLI and whatever backend it is logged in to. */
export class PulumiEngine implements Engine {
  readonly kind = "pulumi";

  private constructor(private readonly stack: Stack) {}

  /** Opens the stack, and creates it in the backend where it is not there yet. */
  static async open({ stack, env = {} }: PulumiOptions): Promise<PulumiEngine> {
    const opened = await LocalWorkspace.createOrSelectStack(
      { stackName: stack, workDir: projectRoot },
      { envVars: { PULUMI_SKIP_UPDATE_CHECK: "true", ...env } },
    );
    return new PulumiEngine(opened);
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
    return await this.stack.exportStack() as ExportedStack;
  }

  async history(): Promise<readonly HistoryEntry[]> {
    const entries = await this.stack.history(undefined, undefined, false);
    return entries.filter(({ kind }) => kind === "update" || kind === "refresh").map((entry) => ({
      kind: entry.kind === "refresh" ? "refresh" : "update",
      result: entry.result === "succeeded" || entry.result === "failed" ? entry.result : "in-progress",
      message: entry.message,
      startTime: new Date(entry.startTime).toISOString(),
      endTime: new Date(entry.endTime).toISOString(),
      config: Object.fromEntries(Object.entries(entry.config).map(([key, { value, secret }]) => [key, secret ? "[secret]" : value])),
    }));
  }

  /** Runs an operation and makes an outcome of its events, also when it fails: the reason is in them, not in the error. */
  private async observed(
    run: EngineRun,
    operation: "preview" | "up" | "refresh",
    work: (options: RunOptions) => Promise<unknown>,
  ): Promise<Outcome> {
    const events = new EventLog(operation === "preview", run.onStep);
    const folder = mkdtempSync(path.join(tmpdir(), "stepwise-pack-"));
    try {
      const policies = run.policyPack && {
        policyPacks: [run.policyPack.folder],
        policyPackConfigs: [writeConfig(folder, run.policyPack.config)],
      };
      this.stack.workspace.envVars[packLoadedVariable] = String(policies !== undefined);
      await work({
        configFile: run.configFile,
        message: run.message,
        onEvent: (event) => events.take(event),
        ...(run.target && { target: [...run.target] }),
        ...(run.replace && { replace: [...run.replace] }),
        ...policies,
      });
      return events.outcome("succeeded");
    } catch (error) {
      const outcome = events.outcome("failed");
      if (outcome.diagnostics.length > 0 || outcome.violations.length > 0) return outcome;
      return { ...outcome, diagnostics: [{ severity: "error", message: error instanceof Error ? error.message : String(error) }] };
    } finally {
      rmSync(folder, { recursive: true, force: true });
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
}

function writeConfig(folder: string, config: unknown): string {
  const file = path.join(folder, "policies.json");
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}

/** What the engine says while it works, as an outcome. */
class EventLog {
  private readonly steps: Step[] = [];
  private readonly diagnostics: Diagnostic[] = [];
  private readonly violations: PolicyViolation[] = [];

  constructor(private readonly isPreview: boolean, private readonly onStep: ((step: Step) => void) | undefined) {}

  take(event: EngineEvent): void {
    const { resourcePreEvent, resOutputsEvent, resOpFailedEvent, diagnosticEvent, policyEvent } = event;
    // A preview announces each step; an update says how each ended.
    if (this.isPreview && resourcePreEvent) this.step(resourcePreEvent.metadata, "succeeded");
    if (!this.isPreview && resOutputsEvent) this.step(resOutputsEvent.metadata, "succeeded");
    if (resOpFailedEvent) this.step(resOpFailedEvent.metadata, "failed");
    if (diagnosticEvent?.severity === "error" || diagnosticEvent?.severity === "warning") {
      const { severity, message, urn } = diagnosticEvent;
      this.diagnostics.push({ severity, message: plain(message), urn: urn === "" ? undefined : urn });
    }
    if (policyEvent) {
      // The SDK's type says "warning"; what arrives is "advisory" (pulumi, pkg/engine/events.go).
      const enforcement = String(policyEvent.enforcementLevel) === "mandatory" ? "mandatory" : "advisory";
      const { policyName: policy, message, resourceUrn: urn } = policyEvent;
      this.violations.push({ policy, enforcement, message: plain(message), urn });
    }
  }

  outcome(result: Outcome["result"]): Outcome {
    return { result, steps: this.steps, diagnostics: this.diagnostics, violations: this.violations };
  }

  private step(metadata: NonNullable<EngineEvent["resourcePreEvent"]>["metadata"], result: Step["result"]): void {
    // The half of a replacement that fails is what says that it did.
    const op = operations[metadata.op] ?? (result === "failed" ? "replace" : undefined);
    if (op === undefined) return;
    const { urn, type } = metadata;
    const [before, after] = [metadata.old?.inputs, metadata.new?.inputs] as (Value | undefined)[];
    const paths = op === "update" || op === "replace" ? changedPaths(before, after) : [];
    const step: Step = { op, urn, type, name: urnParts(urn).name, changedPaths: paths, result };
    this.steps.push(step);
    this.onStep?.(step);
  }
}

/** Pulumi's operations in this project's words; the halves of a replacement are said once. */
const operations: Readonly<Record<string, Step["op"] | undefined>> = {
  same: "same",
  create: "create",
  update: "update",
  delete: "delete",
  replace: "replace",
  "create-replacement": undefined,
  "delete-replaced": undefined,
};

/** Without colour directives such as `<{%reset%}>`. */
function plain(text: string): string {
  return text.replace(/<\{%[^%]*%\}>/g, "").trim();
}
