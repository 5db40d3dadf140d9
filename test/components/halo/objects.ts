import * as assert from "node:assert/strict";
import type { HaloConfig } from "../../../config/halo";
import { collect } from "./collect";
import { asList, asObject, byKey, keyOf, podOf, type KubernetesObject, type Plain } from "./compare";

/** Reads the objects that a configuration asks for, by the names that Kubernetes knows them by. */

/** By key, such as `Deployment/system-api-server-deployment`. */
export type Objects = ReadonlyMap<string, KubernetesObject>;

export async function objectsOf(config: HaloConfig): Promise<Objects> {
  const registered = await collect(config);
  const objects = registered.filter(({ type }) => type.startsWith("kubernetes:")).map(({ inputs }) => inputs as KubernetesObject);
  // What each namespace has under the same name is not what notes are about.
  const names = objects.map(keyOf);
  return byKey(objects.filter((object) => names.filter((name) => name === keyOf(object)).length === 1));
}

export function podAt(objects: Objects, key: string): KubernetesObject {
  const object = asObject(objects.get(key));
  if (object["kind"] === "PodTemplate") return asObject(asObject(object["template"])["spec"]);
  return object["kind"] === "CronJob" ? podOf(asObject(asObject(object["spec"])["jobTemplate"])) : podOf(object);
}

/** The Pod of a phase's Job, whose name ends in its release. */
export function jobPod(objects: Objects, name: string): KubernetesObject {
  const [key, ...others] = [...objects.keys()].filter((each) => each.startsWith(`Job/${name}-`));
  assert.ok(key !== undefined && others.length === 0, name);
  return podAt(objects, key);
}

export function containerOf(pod: KubernetesObject): KubernetesObject {
  return asObject(asList(pod["containers"])[0]);
}

/** The only container that a Pod runs to its end before. */
export function initContainerOf(pod: KubernetesObject): KubernetesObject {
  const containers = asList(pod["initContainers"]);
  assert.equal(containers.length, 1);
  return asObject(containers[0]);
}

export function argsOf(container: KubernetesObject): string[] {
  const args = asList(container["args"]).map(String);
  assert.notEqual(args.length, 0);
  return args;
}

export function flags(objects: Objects, key: string, start: string): string[] {
  return argsOf(containerOf(podAt(objects, key))).filter((flag) => flag.startsWith(start));
}

export function present(objects: Objects, pattern: RegExp): string[] {
  return [...objects.keys()].filter((key) => pattern.test(key)).sort();
}

/** The limit of memory and the JVM's heap. */
export function sizes(objects: Objects, key: string): Plain[] {
  const container = containerOf(podAt(objects, key));
  const heap = /-Xmx\S+/.exec(JSON.stringify(container["env"]));
  return [asObject(asObject(container["resources"])["limits"])["memory"] ?? null, heap?.[0] ?? null];
}

/** Whether a workload's policy lets these Pods in. */
export function letsIn(objects: Objects, stem: string, app: string): boolean {
  const policy = asObject(objects.get(`NetworkPolicy/${stem}-network-policy`));
  return JSON.stringify(asObject(policy["spec"])["ingress"]).includes(`"app":"${app}"`);
}

/** Every image of busybox that any object names. */
export function busyboxes(objects: Objects): string[] {
  const images = [...JSON.stringify([...objects.values()]).matchAll(/"image":"([^"]*busybox[^"]*)"/g)];
  return [...new Set(images.map(([, image]) => image!))].sort();
}
