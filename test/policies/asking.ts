import * as assert from "node:assert/strict";
import {
  unknownCheckingProxy,
  type PolicyResource,
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
  type StackValidationArgs,
  type StackValidationPolicy,
} from "@pulumi/policy";
import * as pulumi from "@pulumi/pulumi";
import { configText } from "../../engines/rehearsal/configuration";
import { unknownValue } from "../../engines/rehearsal/values";
import { StackFolder, type SmallStack } from "../support/kingdomStack";

export { unknownValue };

export const kingdomUrn = "urn:pulumi:prod::stepwise::stepwise:halo:Kingdom::kingdom";

/** Gives the process the configuration of a small stack, as an engine gives it to a pack. */
export function useStack(stack: SmallStack): void {
  const files = new StackFolder("policies");
  try {
    pulumi.runtime.setAllConfig(configText(files.write(stack)));
  } finally {
    files.remove();
  }
}

export interface Asked {
  readonly type: string;
  readonly props: object;
  /** @default - kingdom-part */
  readonly name?: string;
  readonly protect?: boolean;
  /** @default - the Kingdom */
  readonly parent?: string;
  readonly config?: object;
}

/** What a policy says of a resource, which it sees as an engine shows it: with a guard around what isn't known yet. */
export function said(policy: ResourceValidationPolicy, asked: Asked): string[] {
  const { type, props, name = "kingdom-part", protect = false, parent = kingdomUrn, config = {} } = asked;
  const found: string[] = [];
  const guarded = unknownCheckingProxy(structuredClone(props)) as object;
  const args = { type, name, opts: { protect, parent }, props: guarded, getConfig: () => config };
  const { validateResource } = policy;
  assert.ok(typeof validateResource === "function");
  void validateResource(args as unknown as ResourceValidationArgs, (message) => { found.push(message); });
  return found;
}

/** One resource of a stack, by what it depends on and belongs to. */
export interface Part {
  readonly type: string;
  /** What came of it. */
  readonly props: object;
  readonly after?: readonly string[];
  /** @default - kingdom; null for the stack itself */
  readonly parent?: string | null;
}

/** What a policy says of a stack. */
export function saidOfStack(policy: StackValidationPolicy, parts: Readonly<Record<string, Part>>, config: object = {}): string[] {
  const resources = new Map(Object.entries(parts).map(([name, { type, props }]) => [name, {
    type, name, urn: `urn:pulumi:prod::stepwise::${type}::${name}`, opts: {}, props: unknownCheckingProxy(structuredClone(props)) as object,
    dependencies: [] as object[], parent: undefined as object | undefined,
  }]));
  for (const [name, { after = [], parent = "kingdom" }] of Object.entries(parts)) {
    const resource = resources.get(name)!;
    resource.dependencies = after.map((other) => resources.get(other)!);
    if (parent !== null && parent !== name) resource.parent = resources.get(parent)!;
  }
  const found: string[] = [];
  const args = { resources: [...resources.values()] as unknown as PolicyResource[], getConfig: () => config };
  void policy.validateStack(args as unknown as StackValidationArgs, (message) => { found.push(message); });
  return found;
}

/** The same object with another value at a path; undefined takes it away. */
export function changed(object: object, path: readonly (string | number)[], value: unknown): object {
  const [key, ...rest] = path;
  assert.ok(key !== undefined);
  const copy = (Array.isArray(object) ? [...object as unknown[]] : { ...object }) as Record<string | number, unknown>;
  if (rest.length > 0) copy[key] = changed((copy[key] ?? (typeof rest[0] === "number" ? [] : {})) as object, rest, value);
  else if (value === undefined) Reflect.deleteProperty(copy, key);
  else copy[key] = value;
  return copy;
}

/** Every path in an object, to its leaves and to what they are part of. */
export function pathsIn(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return [path];
  const keys = Array.isArray(value) ? value.map((_, i) => i) : Object.keys(value);
  const below = keys.flatMap((key) => pathsIn((value as Record<string | number, unknown>)[key], [...path, key]));
  return [...(path.length > 0 ? [path] : []), ...below];
}

/** A server of the Kingdom that no policy has anything against. */
export const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: {
    name: "server",
    namespace: "kingdom",
    annotations: { "stepwise.dev/component": "halo/kingdom", "stepwise.dev/version": "0.5.46" },
  },
  spec: {
    selector: { matchLabels: { app: "server" } },
    template: {
      spec: {
        securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
        initContainers: [{
          name: "prepare",
          image: "registry.k8s.io/busybox:1.27",
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
        }],
        containers: [{
          name: "server",
          image: "ghcr.io/world-federation-of-advertisers/kingdom/data-server:0.5.46",
          args: ["--tls-key-file=/var/run/secrets/files/kingdom_tls.key", "--port=8443"],
          env: [{ name: "MALLOC_ARENA_MAX", value: "2" }, { name: "PGPASSWORD", valueFrom: { secretKeyRef: { name: "db", key: "password" } } }],
          ports: [{ containerPort: 8443 }],
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
        }],
        volumes: [{ name: "files", secret: { secretName: "certs-and-configs" } }],
      },
    },
  },
};

/** The path of that server's Pod, and of its container. */
export const podPath = ["spec", "template", "spec"] as const;
export const containerPath = [...podPath, "containers", 0] as const;

/** A phase Job of the Kingdom that no policy has anything against. */
export const migrateJob = {
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name: "kingdom-migrate-0-5-46", annotations: { "stepwise.dev/component": "halo/kingdom", "stepwise.dev/phase": "migrate" } },
  spec: { backoffLimit: 1, activeDeadlineSeconds: 1800, template: deployment.spec.template },
};

export const deploymentType = "kubernetes:apps/v1:Deployment";
export const jobType = "kubernetes:batch/v1:Job";

/** A phase Job as the stack's policies see it. */
export function phaseJob(phase: string, after: readonly string[] = []): Part {
  return { type: jobType, props: changed(migrateJob, ["metadata", "annotations", "stepwise.dev/phase"], phase), after };
}

/** The Kingdom, whole: backup, migration, a server, verification. */
export const kingdom: Readonly<Record<string, Part>> = {
  kingdom: { type: "stepwise:halo:Kingdom", props: { attempted: "0.5.46", deployed: unknownValue, schema: unknownValue }, parent: null },
  backup: phaseJob("backup"),
  migrate: phaseJob("migrate", ["backup"]),
  service: { type: "kubernetes:core/v1:Service", props: {} },
  server: { type: deploymentType, props: deployment, after: ["service", "migrate"] },
  cleaner: { type: "kubernetes:batch/v1:CronJob", props: { spec: { jobTemplate: { spec: { template: deployment.spec.template } } } }, after: ["server"] },
  verify: phaseJob("verify", ["server", "cleaner"]),
};
