/** The names, labels and ports of upstream's charts: https://github.com/kleidia/kleidia-docs/tree/main/helm */

export const partOf = { "app.kubernetes.io/part-of": "kleidia" } as const;

export const postgresPort = 5432;
export const openbaoPort = 8200;
export const openbaoClusterPort = 8201;
export const backendPort = 8080;
export const frontendPort = 3000;

/** The label by which Services and NetworkPolicies find a workload's Pods. */
export function appLabel(app: string): { readonly app: string } {
  return { app };
}

/** What the Pods of a component's phase Jobs are found by. */
export function phasesApp(component: string): string {
  return `kleidia-${component}-phases`;
}

export function metadata(name: string, namespace: string, annotations: Readonly<Record<string, string>> = {}) {
  return { name, namespace, labels: { ...partOf, "app.kubernetes.io/name": name }, annotations: { ...annotations } };
}
