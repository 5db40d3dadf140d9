import type { ResourceChange } from "../upgrades/planModel";

/** What the deployer needs of an engine. The real one is Pulumi's; the rehearsal engine answers the same questions. */
export interface Engine {
  readonly kind: "pulumi" | "rehearsal";
  preview(run: EngineRun): Promise<Outcome>;
  up(run: EngineRun): Promise<Outcome>;
  /** Brings the state in line with what really exists; creates and deletes nothing. */
  refresh(run: EngineRun): Promise<Outcome>;
  /** The stack's state, in the form of `pulumi stack export`; secrets in it stay encrypted. */
  state(): Promise<ExportedStack>;
  /**
   * Puts a corrected state in the place of the saved one: never an older one, since that changes no cluster.
   * @returns who holds the stack, where somebody does: nothing was replaced then
   */
  replaceState(state: ExportedStack): Promise<HeldLock | undefined>;
  /** Who holds the stack now. Undefined where nobody does, or its backend tells only those who want to hold it too. */
  lock(): Promise<HeldLock | undefined>;
  /** The stack's updates, newest first. Previews are not among them. */
  history(): Promise<readonly HistoryEntry[]>;
  /** What is noted beside the stack's state. */
  tags(): Promise<ReadonlyMap<string, string>>;
  setTag(name: string, value: string): Promise<void>;
}

export interface EngineRun {
  /** The complete stack file of this run; the reviewed one, or a temporary copy of it. */
  readonly configFile: string;
  /** Said in the history. */
  readonly message: string;
  /** Only these resources, by URN; everything else is left as it is. */
  readonly target?: readonly string[] | undefined;
  /** Replaced although nothing of them changed, by URN. */
  readonly replace?: readonly string[] | undefined;
  readonly policyPack?: PolicyPackRun | undefined;
  /** Called as steps begin, where they do something. */
  readonly onStart?: ((change: ResourceChange) => void) | undefined;
  /** Called with what a step that has begun is waiting for. */
  readonly onWait?: ((urn: string, message: string) => void) | undefined;
  /** Called as steps finish. */
  readonly onStep?: ((step: Step) => void) | undefined;
  /** When it is aborted, what is under way is finished, nothing more is begun, and the run has failed. */
  readonly signal?: AbortSignal | undefined;
}

export interface PolicyPackRun {
  /** The pack's folder. */
  readonly folder: string;
  /** Its configuration, by policy. */
  readonly config: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface Step extends ResourceChange {
  readonly result: "succeeded" | "failed";
}

export interface Diagnostic {
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
  readonly urn?: string | undefined;
}

export interface PolicyViolation {
  readonly policy: string;
  readonly enforcement: "mandatory" | "advisory";
  readonly message: string;
  readonly urn?: string | undefined;
}

export interface Outcome {
  readonly result: "succeeded" | "failed";
  readonly steps: readonly Step[];
  readonly diagnostics: readonly Diagnostic[];
  readonly violations: readonly PolicyViolation[];
  /** Another run holds the stack; nothing was done. */
  readonly lock?: HeldLock | undefined;
}

/** Who holds a stack. What the backend does not say is left out. */
export interface HeldLock {
  /** `user@host`. */
  readonly by?: string | undefined;
  readonly pid?: number | undefined;
  /** ISO 8601. */
  readonly since?: string | undefined;
  /** The command that ends the hold of a run that does not live any more. */
  readonly release?: string | undefined;
}

export interface HistoryEntry {
  readonly kind: "update" | "refresh";
  readonly result: "succeeded" | "failed" | "in-progress";
  readonly message: string;
  /** ISO 8601, UTC. */
  readonly startTime: string;
  readonly endTime: string;
  /** The configuration of this run, by full key. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** The part of `pulumi stack export` that is read here. */
export interface ExportedStack {
  readonly version: number;
  readonly deployment: {
    readonly resources?: readonly ExportedResource[];
    /** What was begun by runs that did not live to see its end. */
    readonly pending_operations?: readonly PendingOperation[];
  };
}

export interface PendingOperation {
  readonly type: "creating" | "updating" | "deleting" | "reading" | "importing";
  readonly resource: ExportedResource;
}

export interface ExportedResource {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly id?: string;
  readonly parent?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly dependencies?: readonly string[];
  /** `<urn of the provider>::<id>` */
  readonly provider?: string;
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  /** Replaced, and still to be deleted. */
  readonly delete?: boolean;
  /** Deleted, and its replacement is not there yet. */
  readonly pendingReplacement?: boolean;
  readonly initErrors?: readonly string[];
  readonly resourceHooks?: Readonly<Record<string, readonly string[]>>;
}
