import * as assert from "node:assert/strict";
import { execFile, execFileSync, spawn } from "node:child_process";
import * as path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { kubectlCluster } from "../../automation/cluster/kubectl";
import type { Cluster } from "../../automation/cluster/cluster";
import { projectRoot } from "../../releases/projectRoot";
import { StackFolder, type SmallStack } from "./kingdomStack";
import { migrationJob, PulumiWorld, whyNoPulumi } from "./pulumiWorld";

/** Names the kubeconfig of a cluster that may be changed at will: namespaces are deleted, nodes are labelled. */
export const kubeconfigVariable = "STEPWISE_TEST_KUBECONFIG";

/** Why the real engine can't be tried in front of a real API server here, or undefined. */
export function whyNoCluster(): string | undefined {
  const kubeconfig = process.env[kubeconfigVariable];
  if (kubeconfig === undefined) return `${kubeconfigVariable} names no kubeconfig`;
  const missing = whyNoPulumi();
  if (missing !== undefined) return missing;
  try {
    execFileSync("kubectl", ["--kubeconfig", kubeconfig, "get", "--raw", "/readyz"], { stdio: "pipe" });
    return undefined;
  } catch (error) {
    return `kubectl reaches no cluster: ${String(error).split("\n")[0]}`;
  }
}

/** Every namespace that a small stack may use. */
const namespaces = ["kingdom", "worker1", "worker9"];
const policyName = "stepwise-test-broken";

interface FinishedPod {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly status: { readonly containerStatuses: readonly { readonly state: { readonly terminated?: { readonly message?: string } } }[] };
}

/**
 * A stack whose objects go to a real API server. Whatever runs Pods there, or pretends to, lets Jobs succeed and
 * Deployments become ready; what is to fail is made to fail through the API alone, so nothing here depends on it:
 * an admission policy denies what must not happen, and load balancers get an address as a cloud would give them one.
 */
export class ClusterWorld extends PulumiWorld {
  private readonly kubeconfig = process.env[kubeconfigVariable] ?? "";
  private readonly stackFiles: StackFolder;
  /** A Job that is given no time any more, as soon as it is there. */
  private doomed: string | undefined;

  constructor(stack: string) {
    super(stack);
    this.stackFiles = new StackFolder(stack);
  }

  override run(stack: SmallStack) {
    const cluster = { kubernetes: "1.31", kubeconfig: this.kubeconfig };
    return { configFile: this.stackFiles.write({ ...stack, cluster }), message: `halo ${stack.version}` };
  }

  /** Empty namespaces, and what a stack expects to be there: accounts for backups, nodes that hand out identities. */
  prepare(): void {
    this.clear();
    for (const namespace of namespaces) {
      this.kubectl("create", "namespace", namespace);
      this.kubectl("create", "serviceaccount", "halo-backup", "--namespace", namespace);
    }
    this.kubectl("label", "nodes", "--all", "--overwrite", "iam.gke.io/gke-metadata-server-enabled=true");
  }

  /** Runs an update while the cluster is looked after. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const stopped = new AbortController();
    const minding = this.mind(stopped.signal);
    try {
      return await work();
    } finally {
      stopped.abort();
      await minding;
    }
  }

  get cluster(): Cluster {
    return kubectlCluster({ kubeconfig: this.kubeconfig });
  }

  override breakPhase(phase: "migrate" | "rollout", version: string): void {
    if (phase === "migrate") this.failJob(migrationJob(version));
    else this.denyRollOut("system-api-server-deployment", version);
  }

  /**
   * Begins to carry the stack out in a process of its own, kills that and all that it has started while the migration
   * runs, and takes the stack's lock from the dead. The Job goes on once it is healed.
   */
  async cutOff(stack: SmallStack, version: string): Promise<string> {
    const job = migrationJob(version);
    this.holdJob(job);
    const folder = path.dirname(this.run(stack).configFile);
    const args = ["--cwd", folder, "up", "--stack", this.stack, "--climb-again", "halo/kingdom"];
    const child = spawn(process.execPath, [path.join(projectRoot, "bin", "stepwise.js"), ...args], {
      detached: true, stdio: "ignore", env: { ...process.env, ...this.env },
    });
    while (!this.jobs().has(job) && child.exitCode === null) await pause(250);
    assert.equal(child.exitCode, null, "it is still running");
    // The engine saves what it has begun before it asks for it.
    process.kill(-child.pid!, "SIGKILL");
    await pause(500);
    this.pulumi("cancel", "--yes");
    return this.jobs().get(job)!;
  }

  /** A Deployment's update is denied: what a roll-out that does not get through looks like, without the wait. */
  denyRollOut(deployment: string, version: string): void {
    this.deny(
      { apiGroups: ["apps"], apiVersions: ["v1"], operations: ["UPDATE"], resources: ["deployments"] },
      `object.metadata.name != '${deployment}' || !object.spec.template.spec.containers.exists(c, c.image.endsWith(':${version}'))`,
      ["set", "image", `deployment/${deployment}`, `*=denied:${version}`, "--namespace", "kingdom"],
    );
  }

  /**
   * A Job that exists and fails: it is held, and once it is there it has a second left. It ends in
   * `DeadlineExceeded`, which leaves what a Job leaves that failed by itself: the object, failed, and its init errors.
   */
  failJob(job: string): void {
    this.doomed = job;
    this.holdJob(job);
  }

  /** A Job that exists and does not come to its end: no Pod of it may be created. */
  private holdJob(job: string): void {
    const label = "batch.kubernetes.io/job-name";
    this.deny(
      { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] },
      `!has(object.metadata.labels) || !('${label}' in object.metadata.labels) || object.metadata.labels['${label}'] != '${job}'`,
      ["run", "probe", "--image=denied", `--labels=${label}=${job}`, "--namespace", "kingdom"],
    );
  }

  override heal(): void {
    this.doomed = undefined;
    this.kubectl("delete", "validatingadmissionpolicybindings,validatingadmissionpolicies", policyName, "--ignore-not-found");
  }

  deleteJobs(): void {
    this.kubectl("delete", "jobs", "--all", "--namespace", "kingdom");
  }

  /** The Jobs of the Kingdom that are in the cluster, with the identity that only a new one changes. */
  jobs(): ReadonlyMap<string, string> {
    const template = '{range .items[*]}{.metadata.name}{" "}{.metadata.uid}{"\\n"}{end}';
    const lines = this.kubectl("get", "jobs", "--namespace", "kingdom", "--output", `jsonpath=${template}`);
    return new Map(lines.split("\n").filter(Boolean).map((line) => line.split(" ") as [string, string]));
  }

  override remove(): void {
    super.remove();
    this.stackFiles.remove();
    this.clear();
  }

  private clear(): void {
    this.heal();
    this.kubectl("delete", "namespaces", ...namespaces, "--ignore-not-found", "--wait");
  }

  private kubectl(...args: readonly string[]): string {
    return execFileSync("kubectl", ["--kubeconfig", this.kubeconfig, ...args], { stdio: "pipe", encoding: "utf8" });
  }

  /** Gives every load balancer an address, and the doomed Job its end, until told to stop. */
  private async mind(stopped: AbortSignal): Promise<void> {
    const kubectl = async (...args: readonly string[]): Promise<string> =>
      (await promisify(execFile)("kubectl", ["--kubeconfig", this.kubeconfig, ...args])).stdout;
    const balancers = '{range .items[?(@.spec.type=="LoadBalancer")]}{.metadata.namespace} {.metadata.name} {.status.loadBalancer.ingress[0].ip}{"\\n"}{end}';
    const address = JSON.stringify({ status: { loadBalancer: { ingress: [{ ip: "203.0.113.7" }] } } });
    while (!stopped.aborted) {
      const lines = (await kubectl("get", "services", "--all-namespaces", "--output", `jsonpath=${balancers}`)).split("\n").filter(Boolean);
      for (const [namespace, name, ip] of lines.map((line) => line.split(" "))) {
        if (ip) continue;
        await kubectl("patch", "service", name!, "--namespace", namespace!, "--subresource=status", "--type=merge", "--patch", address);
      }
      if (this.doomed !== undefined && this.jobs().has(this.doomed)) {
        const patch = '{"spec":{"activeDeadlineSeconds":1}}';
        await kubectl("patch", "job", this.doomed, "--namespace", "kingdom", "--type=merge", "--patch", patch);
      }
      await this.nameBackups(kubectl);
      await pause(500);
    }
  }

  /** A Pod that only pretends to make a backup leaves no id behind; a real one does, as its termination message. */
  private async nameBackups(kubectl: (...args: readonly string[]) => Promise<string>): Promise<void> {
    const finished = await kubectl("get", "pods", "--all-namespaces", "--selector", "stepwise.dev/phase=backup",
      "--field-selector", "status.phase=Succeeded", "--output", "json");
    for (const { metadata, status } of (JSON.parse(finished) as { items: readonly FinishedPod[] }).items) {
      if (status.containerStatuses.some(({ state }) => state.terminated?.message !== undefined)) continue;
      const [owner] = metadata.name.split("-backup-");
      const message = `${owner}-${new Date().toISOString().slice(0, 19).replace(/[-:]/g, "").replace("T", "-")}`;
      const containerStatuses = status.containerStatuses
        .map((one) => ({ ...one, state: { terminated: { ...one.state.terminated, message } } }));
      await kubectl("patch", "pod", metadata.name, "--namespace", metadata.namespace, "--subresource=status", "--type=merge",
        "--patch", JSON.stringify({ status: { containerStatuses } }));
    }
  }

  /** Denies requests by a CEL expression. Returns when `tried` is denied: policies take a moment to be in force. */
  private deny(rule: object, allowed: string, tried: readonly string[]): void {
    const kind = "ValidatingAdmissionPolicy";
    const head = { apiVersion: "admissionregistration.k8s.io/v1", metadata: { name: policyName } };
    const matchConstraints = {
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kingdom" } },
      resourceRules: [rule],
    };
    const items = [
      { ...head, kind, spec: { failurePolicy: "Fail", matchConstraints, validations: [{ expression: allowed, message: "broken by a test" }] } },
      { ...head, kind: `${kind}Binding`, spec: { policyName, validationActions: ["Deny"] } },
    ];
    const input = JSON.stringify({ apiVersion: "v1", kind: "List", items });
    execFileSync("kubectl", ["--kubeconfig", this.kubeconfig, "apply", "--filename", "-"], { input, stdio: "pipe" });
    for (let tries = 0; tries < 60; tries++) {
      try {
        this.kubectl(...tried, "--dry-run=server");
      } catch (error) {
        if (String((error as { stderr?: unknown }).stderr).includes("broken by a test")) return;
        throw error;
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
    }
    throw new Error("the admission policy did not come into force");
  }
}
