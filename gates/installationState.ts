import { z } from "zod";
import { stages } from "../config/versioned";
import { InputError } from "../releases/problem";
import { issueProblems, pathText } from "../releases/yamlFile";
import type { InstallationState } from "../upgrades/installationState";

/** The type tokens of versioned components: `stepwise:<system>:<Component>`. Plain ones have a slash in the middle. */
const componentType = /^stepwise:([a-z0-9-]+):[A-Z]/;

/** The system of a versioned component, by its type; undefined for any other resource. */
export function versionedSystemOf(type: string): string | undefined {
  return componentType.exec(type)?.[1];
}

/** `<system>/<name>` of a versioned component, or undefined for any other resource. */
export function componentIdOf(type: string, name: string): string | undefined {
  const system = versionedSystemOf(type);
  return system === undefined ? undefined : `${system}/${name}`;
}

const inputs = z.looseObject({
  version: z.string(),
  returnedFrom: z.looseObject({ version: z.string(), restore: z.string().optional() }).optional(),
  stage: z.enum(stages).optional(),
});
const outputs = z.looseObject({ deployed: z.string().optional(), schema: z.string().optional() });

/**
 * What a component's saved inputs and outputs say about it. Its inputs say what was last attempted, since they are saved
 * before its children run; only the output `deployed`, which comes from its last phase, says what was achieved.
 */
export function installationStateOf(oldInputs: unknown, oldOutputs: unknown): InstallationState {
  const attempted = inputs.safeParse(oldInputs);
  if (!attempted.success) {
    return { kind: "unknown", why: "its inputs in the state have no version (they were saved by something older, or changed by hand)" };
  }
  const { version, returnedFrom, stage } = attempted.data;
  const achieved = outputs.safeParse(oldOutputs);
  const past = {
    ...(returnedFrom && { returnedFrom: { version: returnedFrom.version, restore: returnedFrom.restore } }),
    ...(stage && { stage }),
  };
  const deployed = achieved.success ? achieved.data.deployed : undefined;
  if (deployed === undefined) return { kind: "incomplete", attempted: version, ...past };
  if (deployed !== version) {
    return { kind: "unknown", why: `the state says both that ${deployed} is deployed and that ${version} was asked for last` };
  }
  return { kind: "complete", deployed, schema: achieved.data?.schema, ...past };
}

const exported = z.looseObject({
  deployment: z.looseObject({
    resources: z.array(z.looseObject({
      urn: z.string(),
      type: z.string(),
      inputs: z.unknown().optional(),
      outputs: z.unknown().optional(),
      parent: z.string().optional(),
      retainOnDelete: z.boolean().optional(),
      delete: z.boolean().optional(),
    })).optional(),
  }),
});

/** A resource in the output of `pulumi stack export`, as far as gates look at it. */
export type SavedResource = NonNullable<z.infer<typeof exported>["deployment"]["resources"]>[number];

/** Whether a value looks like the output of `pulumi stack export`. */
export function isStackExport(value: unknown): boolean {
  return typeof value === "object" && value !== null && "deployment" in value;
}

/**
 * What the output of `pulumi stack export` says is there; without what was replaced and is only still to be deleted.
 * @param file what it was read from, for messages
 * @throws InputError where it is no such thing
 */
export function savedResources(stackExport: unknown, file: string): readonly SavedResource[] {
  const result = exported.safeParse(stackExport, { reportInput: true });
  if (!result.success) {
    throw new InputError(issueProblems(result.error.issues).map(({ path, message }) => ({ file, path: pathText(path), message })));
  }
  return (result.data.deployment.resources ?? []).filter((resource) => resource.delete !== true);
}

/** The versioned component that a resource is, by its id; undefined for any other. */
export function savedComponent({ type, urn }: Pick<SavedResource, "type" | "urn">): string | undefined {
  return componentIdOf(type, urn.split("::").at(-1) ?? "");
}

/**
 * The versioned component that a resource is, or is a part of, by its id: the nearest on the way up. Undefined for what
 * belongs to none. A state that was edited may hold a circle.
 * @param byUrn the resources that may be above it
 */
export function owningComponent<R extends Pick<SavedResource, "type" | "urn" | "parent">>(
  resource: R, byUrn: ReadonlyMap<string, R>,
): string | undefined {
  const passed = new Set<R>();
  for (let at: R | undefined = resource; at !== undefined && !passed.has(at); at = byUrn.get(at.parent ?? "")) {
    passed.add(at);
    const component = savedComponent(at);
    if (component !== undefined) return component;
  }
  return undefined;
}

/**
 * The installation state of every versioned component in the output of `pulumi stack export`, by component id.
 * @param file what it was read from, for messages
 * @throws InputError where it is no such thing
 */
export function installationStates(stackExport: unknown, file = "the stack's state"): ReadonlyMap<string, InstallationState> {
  return new Map(savedResources(stackExport, file).flatMap((resource) => {
    const id = savedComponent(resource);
    return id === undefined ? [] : [[id, installationStateOf(resource.inputs, resource.outputs)] as const];
  }));
}
