import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { urnOf } from "./urn";
import type { Properties } from "./values";

/** One resource as the program asks for it. */
export interface Goal {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  readonly parent: string;
  readonly inputs: Properties;
  readonly dependencies: readonly string[];
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deleteBeforeReplace: boolean;
  readonly replaceOnChanges: readonly string[];
  readonly ignoreChanges: readonly string[];
  /** Former URNs under which the state may still have it. */
  readonly aliases: readonly string[];
  /** Names of hooks, by the moment at which they are called. */
  readonly hooks: HookNames;
}

export interface HookNames {
  readonly beforeCreate: readonly string[];
  readonly beforeUpdate: readonly string[];
  readonly beforeDelete: readonly string[];
}

export function goalOf(request: RegisterResourceRequest, stack: string, project: string): Goal {
  const [type, name, parent] = [request.getType(), request.getName(), request.getParent()];
  const hooks = request.getHooks();
  return {
    urn: urnOf(stack, project, parent, type, name),
    type,
    name,
    custom: request.getCustom(),
    parent,
    inputs: (request.getObject()?.toJavaScript() ?? {}) as Properties,
    dependencies: [...request.getDependenciesList()].sort(),
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    deleteBeforeReplace: request.getDeletebeforereplace(),
    replaceOnChanges: request.getReplaceonchangesList(),
    ignoreChanges: request.getIgnorechangesList(),
    aliases: [
      ...request.getAliasurnsList(),
      ...request.getAliasesList().map((alias) => {
        const spec = alias.getSpec();
        if (!spec) return alias.getUrn();
        const formerParent = spec.getNoparent() ? "" : spec.getParenturn() || parent;
        return urnOf(spec.getStack() || stack, spec.getProject() || project, formerParent, spec.getType() || type, spec.getName() || name);
      }),
    ],
    hooks: {
      beforeCreate: hooks?.getBeforeCreateList() ?? [],
      beforeUpdate: hooks?.getBeforeUpdateList() ?? [],
      beforeDelete: hooks?.getBeforeDeleteList() ?? [],
    },
  };
}
