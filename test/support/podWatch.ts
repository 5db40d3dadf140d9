import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { list } from "./apiServer";
import { kubeconfigVariable } from "./clusterWorld";

/** What is read of a Pod, and of the list of addresses that a Service's clients are sent to. */
interface Watched {
  readonly metadata: {
    readonly uid: string;
    readonly resourceVersion: string;
    readonly deletionTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
  readonly endpoints?: readonly { readonly conditions: { readonly ready?: boolean } }[];
}

interface WatchEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: Watched;
}

/** What is counted, by the name that it is counted under: an `app` label, or a Service. */
interface Measure {
  readonly kind: "pods" | "endpointslices";
  readonly of: string;
  readonly ready: (object: Watched) => number;
}

const measures = {
  pods: {
    kind: "pods",
    of: "app",
    ready: ({ metadata, status }) => metadata.deletionTimestamp === undefined
      && status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") ? 1 : 0,
  },
  endpoints: {
    kind: "endpointslices",
    of: "kubernetes.io/service-name",
    ready: ({ endpoints }) => (endpoints ?? []).filter(({ conditions }) => conditions.ready).length,
  },
} as const satisfies Readonly<Record<string, Measure>>;

/**
 * Counts what is ready in a namespace, with every event that the API server sends. It sends all changes in their order, so
 * nothing falls between two looks, however short it lasted.
 */
export class ReadyWatch {
  private readonly objects = new Map<string, Watched>();
  private least = new Map<string, number>();
  private readonly child: ChildProcess;

  constructor(private readonly namespace: string, private readonly measure: Measure) {
    const args = ["get", measure.kind, "--namespace", namespace, "--watch", "--output-watch-events", "--output", "json"];
    this.child = spawn("kubectl", ["--kubeconfig", process.env[kubeconfigVariable] ?? "", ...args], { stdio: ["ignore", "pipe", "inherit"] });
    createInterface({ input: this.child.stdout! }).on("line", (line) => this.take(JSON.parse(line) as WatchEvent));
  }

  static pods(namespace: string): ReadyWatch {
    return new ReadyWatch(namespace, measures.pods);
  }

  /** Of Services: what their clients are sent to. */
  static endpoints(namespace: string): ReadyWatch {
    return new ReadyWatch(namespace, measures.endpoints);
  }

  private take({ type, object }: WatchEvent): void {
    if (type === "DELETED") this.objects.delete(object.metadata.uid);
    else this.objects.set(object.metadata.uid, object);
    for (const [name, now] of this.now()) this.least.set(name, Math.min(now, this.least.get(name) ?? now));
  }

  /** How many are ready. */
  now(): Map<string, number> {
    const counts = new Map([...this.least.keys()].map((name) => [name, 0]));
    for (const object of this.objects.values()) {
      const name = object.metadata.labels?.[this.measure.of];
      if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + this.measure.ready(object));
    }
    return counts;
  }

  /** How few were ready at any moment since the last `begin`. */
  async fewest(): Promise<ReadonlyMap<string, number>> {
    await this.caughtUp();
    return this.least;
  }

  /** Forgets what was, and counts from here on. */
  async begin(): Promise<void> {
    await this.caughtUp();
    this.least = this.now();
  }

  /** Returns when this has seen what a question is answered with now. */
  async caughtUp(): Promise<void> {
    for (let tries = 0; tries < 240; tries++) {
      const there = list<Watched>(this.namespace, this.measure.kind);
      const isSeen = ({ metadata }: Watched) => this.objects.get(metadata.uid)?.metadata.resourceVersion === metadata.resourceVersion;
      if (there.length === this.objects.size && there.every(isSeen)) return;
      await pause(250);
    }
    throw new Error(`the watch of ${this.measure.kind} does not follow`);
  }

  stop(): void {
    this.child.kill();
  }
}
