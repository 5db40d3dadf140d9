import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import { componentIdOf } from "../../gates/installationState";

/** The id of the versioned component that a resource is a part of, by the parent that it was given. */
export function ownerOf({ opts }: Pick<ResourceValidationArgs, "opts">): string | undefined {
  return opts.parent === undefined ? undefined : componentAt(opts.parent);
}

/** The same where the whole stack is known: the nearest of its ancestors. */
export function ownerInStack(resource: PolicyResource): string | undefined {
  for (let at = resource.parent; at !== undefined; at = at.parent) {
    const component = componentIdOf(at.type, at.name);
    if (component !== undefined) return component;
  }
  return undefined;
}

/** The component that a URN names: `urn:pulumi:<stack>::<project>::<types>::<name>`. */
function componentAt(urn: string): string | undefined {
  const [, , types = "", ...name] = urn.split("::");
  return componentIdOf(types.split("$").at(-1) ?? "", name.join("::"));
}
