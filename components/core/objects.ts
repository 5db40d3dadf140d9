/** The names and labels that the objects of a system have in common. */

/** Which system an object belongs to, and the namespace that it lives in. */
export interface Home {
  readonly system: string;
  readonly namespace: string;
}

export function partOf(system: string): { readonly "app.kubernetes.io/part-of": string } {
  return { "app.kubernetes.io/part-of": system };
}

/** The label by which Services and NetworkPolicies find a workload's Pods. */
export function appLabel(app: string): { readonly app: string } {
  return { app };
}

/** What the Pods of a component's phase Jobs are found by. */
export function phasesApp(system: string, component: string): string {
  return `${system}-${component}-phases`;
}

export function metadata({ system, namespace }: Home, name: string, annotations: Readonly<Record<string, string>> = {}) {
  return { name, namespace, labels: { ...partOf(system), "app.kubernetes.io/name": name }, annotations: { ...annotations } };
}
