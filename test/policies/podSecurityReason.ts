import type { ComponentKind } from "../../releases/schema";
import { catalogs } from "../../policies/reading/catalogs";

/** Does something while Halo's catalog holds Pods of a kind to this profile, with a reason where it is not Restricted. */
export function withPodSecurity(kind: string, profile: "restricted" | "baseline" | "privileged", work: () => void): void {
  const components = catalogs().get("halo")!.components as Record<string, ComponentKind>;
  const before = components[kind]!;
  components[kind] = { ...before, podSecurity: profile === "restricted" ? undefined : { profile, reason: "a test", source: "a test" } };
  try {
    work();
  } finally {
    components[kind] = before;
  }
}
