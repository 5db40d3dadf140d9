import type { ReturnedFrom, Stage } from "./versioned";
import type { StackSettings } from "./stack";

/** A versioned component that a stack declares, and where in the stack file it stands. */
export interface DeclaredComponent {
  /** `<system>/<name>`: what plans, gates and messages call it. */
  readonly id: string;
  readonly system: string;
  /** Its kind in the system's catalog. */
  readonly kind: string;
  readonly version: string;
  readonly returnedFrom?: ReturnedFrom | undefined;
  readonly stage?: Stage | undefined;
  /** The path of its block below `stepwise:<system>`. */
  readonly path: readonly string[];
}

interface Block {
  readonly version?: string | undefined;
  readonly returnedFrom?: ReturnedFrom | undefined;
  readonly stage?: Stage | undefined;
}

/** Every versioned component of a stack, in the order in which the program builds them. */
export function declaredComponents({ halo }: StackSettings): DeclaredComponent[] {
  if (!halo) return [];
  const declared = (kind: string, name: string, path: readonly string[], block: Block): DeclaredComponent => ({
    id: `halo/${name}`,
    system: "halo",
    kind,
    version: block.version ?? halo.version,
    returnedFrom: block.returnedFrom,
    stage: block.stage,
    path,
  });
  return [
    ...(halo.kingdom ? [declared("kingdom", "kingdom", ["kingdom"], halo.kingdom)] : []),
    ...Object.entries(halo.duchies ?? {}).map(([name, duchy]) => declared("duchy", `duchy-${name}`, ["duchies", name], duchy)),
    ...(halo.reporting ? [declared("reporting", "reporting", ["reporting"], halo.reporting)] : []),
  ];
}
