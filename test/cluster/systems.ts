import type { KubernetesObject } from "../../automation/cluster/cluster";
import { objectsOf } from "../support/apiServer";

/** Stacks as tests in front of a cluster have them, every system in one namespace. */

/** All of DX but Ambassador, at a release whose images are published. */
export function dxObjects(namespace: string, version: string, changes: object = {}): Promise<KubernetesObject[]> {
  const applications = { core: {}, persistence: {}, imageProcessor: {}, ringApi: {}, dam: {}, contentComposer: {}, haproxy: {} };
  return objectsOf(stackText("1.30", "dx", { version, namespace, ...applications, ...changes }));
}

export function kleidiaObjects(namespace: string, version: string): Promise<KubernetesObject[]> {
  const services = { host: "kleidia.example.org", backend: { replicas: 3 }, frontend: { replicas: 2 } };
  const components = { platform: { namespace }, data: { namespace }, services: { namespace, ...services } };
  return objectsOf(stackText("1.31", "kleidia", { version, ...components }));
}

/** The text of a stack file. JSON is YAML. */
export function stackText(kubernetes: string, system: string, settings: object, cluster: object = {}, more: object = {}): string {
  return JSON.stringify({ config: { "stepwise:cluster": { kubernetes, ...cluster }, [`stepwise:${system}`]: settings, ...more } });
}
