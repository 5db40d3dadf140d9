import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { gzipSync } from "node:zlib";
import { parse } from "yaml";
import { adopt, type AdoptionRun } from "../../automation/adopt/adopt";
import { adoptionCluster } from "../../automation/adopt/adoptionCluster";
import type { Adoption } from "../../automation/adopt/model";
import { planAdoption, type PlannedAdoption } from "../../automation/adopt/planAdoption";
import type { KubernetesObject } from "../../automation/cluster/cluster";
import { manifestsOf } from "../../automation/manifests";
import { planRequest, type PlanRequest } from "../../automation/request";
import { parseStackFile } from "../../config/stack";
import type { Engine } from "../../engines/engine";
import { loadCatalogs } from "../../releases/load";
import { catalogFolder, projectRoot } from "../../releases/projectRoot";
import { kubeconfigVariable } from "../support/clusterWorld";

const catalogs = loadCatalogs(catalogFolder);
const kubeconfig = process.env[kubeconfigVariable] ?? "";

/** kubectl in front of the cluster for tests, told this on standard input. */
export function kubectl(args: readonly string[], input?: unknown): string {
  return execFileSync("kubectl", ["--kubeconfig", kubeconfig, ...args], {
    encoding: "utf8", stdio: "pipe", ...(input !== undefined && { input: JSON.stringify(input) }),
  });
}

/** What the stack makes that its operator did not: phases, and what they need. */
export function isOnlyOurs({ kind, metadata: { name } }: KubernetesObject): boolean {
  return kind === "Job" || kind === "LimitRange" || /^kingdom-(phases|verif)/.test(name);
}

/** The file of a stack that has the Kingdom as upstream's own `dev` overlay configures it. */
export class UpstreamStack {
  private readonly folder = mkdtempSync(path.join(tmpdir(), "stepwise-adopt-"));
  readonly file: string;

  constructor(stack: string, changes: Readonly<Record<string, unknown>> = {}) {
    this.file = path.join(this.folder, `Pulumi.${stack}.yaml`);
    const { config } = parse(readFileSync(path.join(projectRoot, "Pulumi.halo-dev.yaml"), "utf8")) as { config: Record<string, unknown> };
    const { kingdom, platform, googleCloudProject, spannerInstance, targets } = config["stepwise:halo"] as Record<string, unknown>;
    const halo = {
      version: "0.5.46", ...(platform !== undefined && { platform }), googleCloudProject, spannerInstance, targets, kingdom,
      backups: { serviceAccountName: "halo-backup" }, ...changes,
    };
    writeFileSync(this.file, JSON.stringify({ config: { "stepwise:cluster": { kubernetes: "1.31", kubeconfig }, "stepwise:halo": halo } }));
  }

  request(...set: readonly string[]): PlanRequest {
    return planRequest(parseStackFile(this.file), catalogs, { set });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface Wish extends Pick<AdoptionRun, "policyConfig"> {
  readonly set?: readonly string[];
  readonly accept?: readonly string[];
}

export function planned(stack: UpstreamStack, engine: Engine, { set = [], accept = [] }: Wish = {}): Promise<PlannedAdoption> {
  const cluster = adoptionCluster({ kubeconfig });
  assert.ok(cluster);
  return planAdoption({ request: stack.request(...set), catalogs, engine, cluster, accept, managers: [] });
}

export async function adopted(stack: UpstreamStack, engine: Engine, wish: Wish = {}): Promise<Adoption> {
  const cluster = adoptionCluster({ kubeconfig });
  assert.ok(cluster);
  return adopt({
    planned: await planned(stack, engine, wish), engine, cluster, policyPack: path.join(projectRoot, "policies"), policyConfig: wish.policyConfig, onStep: () => undefined,
  });
}

/** Every object of the namespace, and its Pods, by what only a new one changes. */
export function uids(): ReadonlyMap<string, string> {
  const kinds = "deployments,pods,services,cronjobs,networkpolicies,configmaps,serviceaccounts";
  const { items } = JSON.parse(kubectl(["get", kinds, "--namespace", "kingdom", "--output", "json"])) as { items: KubernetesObject[] };
  const theirs = items.filter(({ metadata }) => !metadata.name.startsWith("kingdom-verify"));
  return new Map(theirs.map(({ kind, metadata }) => [`${kind}/${metadata.name}`, metadata.uid ?? ""]));
}

export interface ManagedObject extends KubernetesObject {
  readonly metadata: KubernetesObject["metadata"] & { readonly managedFields: readonly { readonly manager: string; readonly subresource?: string }[] };
}

export function deployment(name: string): ManagedObject {
  return JSON.parse(kubectl(["get", "deployment", name, "--namespace", "kingdom", "--show-managed-fields", "--output", "json"])) as ManagedObject;
}

/**
 * Installs a release's objects as Helm 3 does: created in its name, with its labels and annotations, and a Secret that says
 * what it has made. https://helm.sh/docs/topics/advanced/#storage-backends
 */
export async function helmInstall(stack: UpstreamStack, version: string, change: (object: KubernetesObject) => void): Promise<void> {
  const manifests = await manifestsOf(stack.request(`halo=${version}`));
  const objects = manifests.map(({ yaml }) => parse(yaml) as KubernetesObject).filter((one) => !isOnlyOurs(one)).map((object) => {
    const own = Object.entries(object.metadata.annotations ?? {}).filter(([key]) => !key.startsWith("stepwise.dev/"));
    const labels = { ...object.metadata.labels, "app.kubernetes.io/managed-by": "Helm", "helm.sh/chart": `halo-${version}` };
    const annotations = { ...Object.fromEntries(own), "meta.helm.sh/release-name": "halo", "meta.helm.sh/release-namespace": "kingdom" };
    const made = { ...object, metadata: { ...object.metadata, labels, annotations } };
    change(made);
    return made;
  });
  kubectl(["create", "--field-manager=helm", "--filename", "-"], { apiVersion: "v1", kind: "List", items: objects });
  const release = { name: "halo", version: 1, namespace: "kingdom", info: { status: "deployed" }, chart: { metadata: { name: "halo", version } }, manifest: "" };
  const twice = Buffer.from(gzipSync(JSON.stringify(release)).toString("base64")).toString("base64");
  kubectl(["create", "--filename", "-"], {
    apiVersion: "v1", kind: "Secret", type: "helm.sh/release.v1", data: { release: twice },
    metadata: { name: "sh.helm.release.v1.halo.v1", namespace: "kingdom", labels: { owner: "helm", name: "halo", status: "deployed", version: "1" } },
  });
}
