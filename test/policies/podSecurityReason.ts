import type { ComponentKind } from "../../releases/schema";
import { catalogs } from "../../policies/reading/catalogs";

/** Does something while Halo's catalog gives a reason why Pods of a kind are not held to Restricted. */
export function withPodSecurity(kind: string, profile: "baseline" | "privileged", work: () => void): void {
  const components = catalogs().get("halo")!.components as Record<string, ComponentKind>;
  const before = components[kind]!;
  components[kind] = { ...before, podSecurity: { profile, reason: "a test", source: "a test" } };
  try {
    work();
  } finally {
    components[kind] = before;
  }
}
