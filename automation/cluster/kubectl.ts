import { execFile } from "node:child_process";
import { z } from "zod";
import type { StackSettings } from "../../config/stack";
import { ClusterError, type Cluster, type KubernetesObject, type LogQuery, type ObjectName, type ObjectQuery } from "./cluster";
import { safeLine } from "./safeText";

/** How a kubeconfig's cluster is called; one of the two at least. */
export interface NamedCluster {
  readonly context?: string | undefined;
  readonly kubeconfig?: string | undefined;
}

/** How long one request may take, and how long kubectl with all of them, logging in included. */
const requestTimeout = "15s";
const timeout = 60_000;
/** In bytes: thousands of Pods, and far more of a log than is shown. */
const mostOutput = 64 * 1024 * 1024;
const mostLog = 4 * 1024 * 1024;

const versionAnswer = z.looseObject({ serverVersion: z.looseObject({ gitVersion: z.string() }) });
export const objectAnswer = z.looseObject({
  apiVersion: z.string(), kind: z.string(), metadata: z.looseObject({ name: z.string() }),
});
export const listAnswer = z.looseObject({ items: z.array(objectAnswer) });

/** The cluster that a stack names; undefined where its manifests go to a folder. */
export function clusterOf(settings: StackSettings["cluster"]): Cluster | undefined {
  return settings.context === undefined && settings.kubeconfig === undefined ? undefined : kubectlCluster(settings);
}

/**
 * A cluster that is asked through kubectl, which can do every way of logging in that a kubeconfig may name. What a Secret
 * holds is never asked for: of a Secret only that it is there is told.
 */
export function kubectlCluster(cluster: NamedCluster): Cluster {
  const ask = kubectlAsk(cluster);
  return {
    version: async () => {
      const what = "asked which Kubernetes it runs";
      return answered(what, versionAnswer, await ask(what, "version", ["--output", "json"])).serverVersion.gitVersion;
    },
    get: async (name) => {
      const what = `asked for ${nameText(name)}`;
      const flags = [...namespaceFlags(name), "--ignore-not-found"];
      if (isSecret(name.kind)) {
        // For a table the server sends metadata only, so that nothing secret is on its way.
        const printed = await ask(what, "get", [...flags, "--no-headers", "--", name.kind, name.name]);
        return printed.trim() === "" ? undefined : secretNamed(name);
      }
      const printed = await ask(what, "get", [...flags, "--show-managed-fields", "--output", "json", "--", name.kind, name.name]);
      return printed.trim() === "" ? undefined : answered(what, objectAnswer, printed) as KubernetesObject;
    },
    list: async (query) => {
      const what = `asked for ${queryText(query)}`;
      if (query.kinds.some(isSecret)) throw new ClusterError(`${what}: Secrets are not listed, only looked for by name`);
      const flags = [
        ...(query.namespace === undefined ? ["--all-namespaces"] : ["--namespace", query.namespace]),
        ...(query.selector === undefined ? [] : ["--selector", query.selector]),
      ];
      const printed = await ask(what, "get", [...flags, "--output", "json", "--", query.kinds.join(",")]);
      return answered(what, listAnswer, printed).items as readonly KubernetesObject[];
    },
    log: (query) => readLog(query, ask),
    create: async (object) => {
      const { name, namespace } = object.metadata;
      const what = `asked to create ${nameText({ kind: object.kind, namespace, name })}`;
      await ask(what, "create", [...namespaceFlags({ namespace }), "--output", "name", "--filename", "-"], JSON.stringify(object));
    },
    // In the background: the object is gone at once and its name free, and its Pods follow. One that hangs holds nobody up.
    delete: async (name) => {
      const flags = [...namespaceFlags(name), "--ignore-not-found", "--wait=false", "--cascade=background", "--output", "name"];
      await ask(`asked to delete ${nameText(name)}`, "delete", [...flags, "--", name.kind, name.name]);
    },
  };
}

/**
 * Asks one thing of kubectl.
 * @param what said in front of what it says where it fails: `asked for job kingdom/kingdom-migrate`
 * @throws ClusterError
 */
export type Ask = (what: string, verb: string, args: readonly string[], input?: string) => Promise<string>;

export function kubectlAsk({ context, kubeconfig }: NamedCluster): Ask {
  const named = [...(context === undefined ? [] : ["--context", context]), ...(kubeconfig === undefined ? [] : ["--kubeconfig", kubeconfig])];
  return (what, verb, args, input) => runKubectl(what, [verb, ...named, "--request-timeout", requestTimeout, ...args], input);
}

async function readLog({ namespace, pod, container, previous, lines }: LogQuery, ask: Ask): Promise<string> {
  const what = `asked for the ${previous ? "earlier " : ""}log of ${namespace}/${pod}, container ${container}`;
  const flags = ["--namespace", namespace, "--container", container, "--tail", String(lines), "--limit-bytes", String(mostLog)];
  try {
    return await ask(what, "logs", [...flags, ...(previous ? ["--previous"] : []), "--", pod]);
  } catch (error) {
    // So the kubelet says that there is no log; see findContainerLog in its pkg/kubelet/kubelet_pods.go.
    if (error instanceof ClusterError && /is waiting to start|previous terminated container .* not found/.test(error.message)) return "";
    throw error;
  }
}

function isSecret(kind: string): boolean {
  return /^secrets?(\.|\/|$)/i.test(kind);
}

function secretNamed({ namespace, name }: ObjectName): KubernetesObject {
  return { apiVersion: "v1", kind: "Secret", metadata: { name, ...(namespace !== undefined && { namespace }) } };
}

function namespaceFlags({ namespace }: Pick<ObjectName, "namespace">): string[] {
  return namespace === undefined ? [] : ["--namespace", namespace];
}

function nameText({ kind, namespace, name }: ObjectName): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

function queryText({ kinds, namespace, selector }: ObjectQuery): string {
  return `${kinds.join(", ")} in ${namespace ?? "all namespaces"}${selector === undefined ? "" : ` with ${selector}`}`;
}

/** @throws ClusterError where what was printed is no such JSON */
export function answered<T>(what: string, schema: z.ZodType<T>, printed: string): T {
  const parsed = schema.safeParse(jsonOf(printed));
  if (parsed.success) return parsed.data;
  throw new ClusterError(`${what}, kubectl did not say it: expected its JSON, found ${safeLine(printed).slice(0, 60) || "nothing"}`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function runKubectl(what: string, args: readonly string[], input = ""): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile("kubectl", args, { encoding: "utf8", timeout, maxBuffer: mostOutput }, (error, stdout, stderr) => {
      if (error) reject(new ClusterError(`${what}, ${whyNot(error, stderr)}`));
      else resolve(stdout);
    });
    // It may end without having read what it was given; why, its exit code and words say.
    child.stdin?.on("error", () => undefined).end(input);
  });
}

/** What kubectl said, in one line, and what to do about it. */
function whyNot(error: Error & { readonly code?: unknown; readonly killed?: boolean }, stderr: string): string {
  if (error.code === "ENOENT") return "there is no kubectl on the path: install it, the cluster is asked through it";
  if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") return `kubectl said more than ${mostOutput / 1024 / 1024} MiB, which is not read`;
  if (error.killed) return `kubectl did not answer within ${timeout / 1000} s; ${reachable}`;
  // Its own log and warnings say nothing that it does not say again.
  const words = stderr.split("\n").filter((line) => !/^[EWIF]\d{4} |^Warning: /.test(line)).join("\n").trim();
  const said = safeLine(words.replace(/^error: |^Error from server(?: \(\w+\))?: /, "")) || `kubectl ended with ${String(error.code)}`;
  const remedy = remedies.find(([pattern]) => pattern.test(stderr))?.[1];
  return `${said}${remedy === undefined ? "" : `; ${remedy}`}`;
}

const reachable = "see that the cluster can be reached from here, and that stepwise:cluster names the right context and kubeconfig";

const remedies: readonly (readonly [RegExp, string])[] = [
  [/\(Forbidden\)|is forbidden:/, "give the account that asks the right to do so"],
  [/\(Unauthorized\)|must be logged in|getting credentials|executable .* not found/, "log in to the cluster again"],
  [/context .*(does not exist|was not found)|no such file|cluster .* does not exist/, "see stepwise:cluster in the stack file"],
  [/was refused|Unable to connect|i\/o timeout|no such host|deadline exceeded|TLS handshake/i, reachable],
];
