import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { parseStackFile, namespace } from "../../config/stack";
import { readText } from "../../releases/load";
import type { Engine, EngineRun, ExportedStack, HeldLock, HistoryEntry, Outcome, PolicyViolation, Step } from "../engine";
import { RehearsedCluster, type Fault } from "./cluster";
import { configText, configValues } from "./configuration";
import { Monitor } from "./monitor";
import { PolicyPackProcess } from "./policyPack";
import { runProgram } from "./program";
import { Session } from "./session";
import type { Store } from "./store";
import { urnParts } from "./urn";
import type { Properties } from "./values";

export interface RehearsalOptions {
  readonly stack: string;
  readonly store: Store;
  readonly faults?: readonly Fault[] | undefined;
  /** What it takes for now, and lets the program and the policies take for it. @default - the machine's */
  readonly clock?: (() => Date) | undefined;
  /** How long each Job and each roll-out takes, in milliseconds. @default - 0 */
  readonly pace?: number | undefined;
}

/**
 * The embedded engine: runs the unmodified program and the unmodified policy pack, decides every resource as Pulumi
 * does, and pretends that what it decided has happened. It is never an apply, and what it does not model it refuses.
 */
export class RehearsalEngine implements Engine {
  readonly kind = "rehearsal";

  constructor(private readonly options: RehearsalOptions) {}

  preview(run: EngineRun): Promise<Outcome> {
    this.options.store.reload();
    return this.run(run, true);
  }

  async up(run: EngineRun): Promise<Outcome> {
    return this.recorded("update", run, () => this.run(run, false));
  }

  /** Forgets what does not exist any more; the real engine would also read changed outputs, which do not exist here. */
  async refresh(run: EngineRun): Promise<Outcome> {
    return this.recorded("refresh", run, () => {
      const { store } = this.options;
      const cluster = new RehearsedCluster(store.cluster);
      const gone = store.resources.filter(({ inputs }) => !cluster.exists((inputs ?? {}) as Properties));
      store.resources = store.resources.filter((resource) => !gone.includes(resource));
      store.pending = [];
      const steps = gone.map(({ urn }): Step => ({ op: "delete", urn, ...urnParts(urn), changedPaths: [], result: "succeeded" }));
      steps.forEach((step) => run.onStep?.(step));
      return Promise.resolve({ result: "succeeded", steps, diagnostics: [], violations: [] });
    });
  }

  state(): Promise<ExportedStack> {
    this.options.store.reload();
    return Promise.resolve(stackOf(this.options.store));
  }

  replaceState({ deployment: { resources = [], pending_operations = [] } }: ExportedStack): Promise<HeldLock | undefined> {
    const { store, clock = () => new Date() } = this.options;
    const held = store.lock(clock());
    if (held) return Promise.resolve(held);
    try {
      store.resources = [...resources];
      store.pending = [...pending_operations];
      store.save();
    } finally {
      store.unlock();
    }
    return Promise.resolve(undefined);
  }

  lock(): Promise<HeldLock | undefined> {
    const { store, clock = () => new Date() } = this.options;
    const held = store.lock(clock());
    if (!held) store.unlock();
    return Promise.resolve(held);
  }

  history(): Promise<readonly HistoryEntry[]> {
    this.options.store.reload();
    return Promise.resolve(this.options.store.history);
  }

  tags(): Promise<ReadonlyMap<string, string>> {
    this.options.store.reload();
    return Promise.resolve(new Map(Object.entries(this.options.store.tags)));
  }

  setTag(name: string, value: string): Promise<void> {
    const { store } = this.options;
    store.tags = { ...store.tags, [name]: value };
    store.save();
    return Promise.resolve();
  }

  /** Runs something that changes the state, with the stack locked, and writes it into the history. */
  private async recorded(kind: HistoryEntry["kind"], run: EngineRun, work: () => Promise<Outcome>): Promise<Outcome> {
    const { store, clock = () => new Date() } = this.options;
    const start = clock();
    const lock = store.lock(start);
    if (lock) return { result: "failed", steps: [], violations: [], diagnostics: [], lock };
    try {
      const outcome = await work();
      const config = configValues(run.configFile);
      const times = { startTime: start.toISOString(), endTime: clock().toISOString() };
      store.history = [{ kind, result: outcome.result, message: run.message, ...times, config }, ...store.history];
      store.save();
      return outcome;
    } finally {
      store.unlock();
    }
  }

  private async run(run: EngineRun, dryRun: boolean): Promise<Outcome> {
    const { stack, store, faults, clock = () => new Date(), pace } = this.options;
    // Read and checked before anything starts, so that a mistake in the file is said in the file's own terms.
    parseStackFile(run.configFile, readText(run.configFile));
    const names = { project: namespace, stack, dryRun, now: clock().toISOString() };
    const steps: Step[] = [];
    const violations: PolicyViolation[] = [];
    const pack = run.policyPack ? PolicyPackProcess.start(run.policyPack, names, configText(run.configFile)) : undefined;
    try {
      // What a run before this one may have made stays in the dark until somebody looks; the rest is simply done again
      // (pulumi, pkg/backend/snapshot.go).
      const left = store.pending.filter(({ type }) => type === "creating");
      const cluster = new RehearsedCluster(store.cluster, {
        faults, pace, clock, changed: () => store.save(), waiting: (urn, message) => run.onWait?.(urn, message),
      });
      const session = await serveProgram(names, run, stackOf(store), async (monitor) => {
        const analyzer = await pack;
        return new Session(store.resources, cluster, {
          dryRun,
          signal: run.signal,
          onStart: run.onStart,
          target: run.target,
          replace: run.replace,
          callHook: (name, call) => monitor.callHook(name, call),
          violates: async (goal) => {
            const found = await analyzer?.analyze(goal) ?? [];
            violations.push(...found);
            // A preview collects them all and fails at its end; an update stops before the resource is touched.
            return !dryRun && found.some(({ enforcement }) => enforcement === "mandatory");
          },
          save: (resources, pending) => {
            store.resources = [...resources];
            store.pending = [...left, ...pending];
            store.save();
          },
          onStep: (step) => {
            steps.push(step);
            run.onStep?.(step);
          },
        });
      });
      if (!session.failed) violations.push(...await (await pack)?.analyzeStack(session.state()) ?? []);
      if (violations.some(({ enforcement }) => enforcement === "mandatory")) session.failed = true;
      if (!dryRun) {
        store.resources = session.state();
        store.pending = left;
        store.save();
      }
      return { result: session.failed ? "failed" : "succeeded", steps, diagnostics: session.diagnostics, violations };
    } finally {
      (await pack?.catch(() => undefined))?.stop();
    }
  }
}

/**
 * Runs the program in front of a session, to the end of both.
 * @param saved the state that the program and its hooks may ask for
 */
async function serveProgram(
  names: { readonly project: string; readonly stack: string; readonly dryRun: boolean; readonly now: string },
  { configFile, policyPack }: EngineRun,
  saved: ExportedStack,
  open: (monitor: Monitor) => Promise<Session>,
): Promise<Session> {
  const monitor = new Monitor(names);
  const opened = open(monitor);
  const folder = mkdtempSync(path.join(tmpdir(), "stepwise-state-"));
  try {
    const stateFile = path.join(folder, "state.json");
    writeFileSync(stateFile, JSON.stringify(saved), { mode: 0o600 });
    const address = await monitor.listen(() => opened);
    // The program is started before the session is there: most of its time goes into loading it.
    const program = runProgram({ ...names, address, config: configText(configFile), stateFile, packLoaded: policyPack !== undefined });
    const session = await opened;
    const { code, stderr } = await program;
    if (code !== 0 && !session.failed) session.fail(stderr.trim() || `the program ended with code ${code}`);
    return session;
  } finally {
    monitor.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function stackOf({ resources, pending }: Pick<Store, "resources" | "pending">): ExportedStack {
  return { version: 3, deployment: { resources, ...(pending.length > 0 && { pending_operations: pending }) } };
}
