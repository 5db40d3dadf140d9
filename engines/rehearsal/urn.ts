/** `urn:pulumi:<stack>::<project>::<parent type>$<type>::<name>`; the root stack's type is left out of the chain. */
export interface UrnParts {
  readonly type: string;
  readonly name: string;
}

export const stackType = "pulumi:pulumi:Stack";

export function urnOf(stack: string, project: string, parent: string, type: string, name: string): string {
  const parentType = parent === "" ? "" : typeChain(parent);
  const chain = parentType === "" || parentType === stackType ? type : `${parentType}$${type}`;
  return `urn:pulumi:${stack}::${project}::${chain}::${name}`;
}

function typeChain(urn: string): string {
  return urn.split("::")[2] ?? "";
}

export function urnParts(urn: string): UrnParts {
  const [, , chain = "", ...name] = urn.split("::");
  return { type: chain.split("$").at(-1) ?? "", name: name.join("::") };
}
