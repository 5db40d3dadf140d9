import { execFileSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { parse } from "yaml";
import type { KubernetesObject } from "../../automation/cluster/cluster";
import { manifestsOf } from "../../automation/manifests";
import { planRequest } from "../../automation/request";
import { parseStackFile } from "../../config/stack";
import { loadCatalogs } from "../../releases/load";
import { catalogFolder } from "../../releases/projectRoot";
import { kubectl } from "../engines/adopting";
import { kubeconfigVariable } from "./clusterWorld";

/** Why nothing can be tried in front of a real API server here, or undefined. */
export function whyNoApiServer(): string | undefined {
  const kubeconfig = process.env[kubeconfigVariable];
  if (kubeconfig === undefined) return `${kubeconfigVariable} names no kubeconfig`;
  try {
    execFileSync("kubectl", ["--kubeconfig", kubeconfig, "get", "--raw", "/readyz"], { stdio: "pipe" });
    return undefined;
  } catch (error) {
    return `kubectl reaches no cluster: ${String(error).split("\n")[0]}`;
  }
}

const catalogs = loadCatalogs(catalogFolder);

/** The objects that a stack is made of, as the program describes them. @param text of its stack file */
export async function objectsOf(text: string): Promise<KubernetesObject[]> {
  const manifests = await manifestsOf(planRequest(parseStackFile("Pulumi.tried.yaml", text), catalogs, { set: [] }));
  return manifests.map(({ yaml }) => parse(yaml) as KubernetesObject);
}

/** An empty namespace of this name, with these labels. */
export function freshNamespace(name: string, labels: Readonly<Record<string, string>> = {}): void {
  removeNamespace(name);
  kubectl(["create", "--filename", "-"], { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } });
}

export function removeNamespace(name: string): void {
  kubectl(["delete", "namespace", name, "--ignore-not-found", "--wait"]);
}

/** Applies objects as the engine's provider does: on the server, as one manager of their fields. */
export function apply(objects: readonly KubernetesObject[]): void {
  kubectl(["apply", "--server-side", "--field-manager", "stepwise-test", "--filename", "-"], { apiVersion: "v1", kind: "List", items: objects });
}

/** The objects of these kinds in a namespace. */
export function list<Listed>(namespace: string, kinds: string): readonly Listed[] {
  return (JSON.parse(kubectl(["get", kinds, "--namespace", namespace, "--output", "json"])) as { items: readonly Listed[] }).items;
}

/** A workload as far as a roll-out goes; what its controller has not counted yet is absent. */
interface Workload {
  readonly metadata: { readonly name: string; readonly generation: number };
  readonly spec: { readonly replicas: number };
  readonly status: Readonly<Partial<Record<"observedGeneration" | "replicas" | "updatedReplicas" | "readyReplicas", number>>>;
}

/** Returns when every Pod in a namespace is ready and made from its workload's present template, and no other is left. */
export async function rolledOut(namespace: string): Promise<void> {
  let waiting: string[] = [];
  for (let tries = 0; tries < 240; tries++) {
    const workloads = list<Workload>(namespace, "deployments,statefulsets");
    waiting = workloads.filter((workload) => !isRolledOut(workload)).map(({ metadata }) => metadata.name);
    if (waiting.length === 0) return;
    await pause(500);
  }
  throw new Error(`not rolled out: ${waiting.join(", ")}`);
}

function isRolledOut({ metadata, spec: { replicas }, status }: Workload): boolean {
  const counts = [status.replicas, status.updatedReplicas, status.readyReplicas];
  return status.observedGeneration === metadata.generation && counts.every((count) => (count ?? 0) === replicas);
}

interface Pod {
  readonly metadata: { readonly uid: string; readonly labels: { readonly app: string } };
}

/** The identities of the Pods in a namespace, by the name of what they belong to. */
export function podsOf(namespace: string): Map<string, string[]> {
  const pods = new Map<string, string[]>();
  for (const { metadata: { uid, labels } } of list<Pod>(namespace, "pods")) pods.set(labels.app, [...pods.get(labels.app) ?? [], uid]);
  return pods;
}

/** No new Pod is placed on a node until they are opened again, so none becomes ready; those that run go on. */
export function closeNodes(): void {
  kubectl(["cordon", ...nodes()]);
}

export function openNodes(): void {
  kubectl(["uncordon", ...nodes()]);
}

function nodes(): string[] {
  return kubectl(["get", "nodes", "--output", "name"]).trim().split("\n");
}
