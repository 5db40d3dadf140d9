import { dxBlock, dxKinds } from "./dx";
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

/** One component as its system's settings have it. */
interface Part {
  readonly kind: string;
  readonly name: string;
  readonly path: readonly string[];
  readonly block: Block | undefined;
}

/** Every versioned component of a stack, in the order in which the program builds them. */
export function declaredComponents({ halo, kleidia, dx }: StackSettings): DeclaredComponent[] {
  return [
    ...(halo ? declaredIn("halo", halo.version, [
      single("kingdom", halo.kingdom),
      ...Object.entries(halo.duchies ?? {}).map(([name, block]) => ({ kind: "duchy", name: `duchy-${name}`, path: ["duchies", name], block })),
      single("reporting", halo.reporting),
    ]) : []),
    ...(kleidia ? declaredIn("kleidia", kleidia.version, [
      single("platform", kleidia.platform),
      single("data", kleidia.data),
      single("services", kleidia.services),
    ]) : []),
    ...(dx ? declaredIn("dx", dx.version, dxKinds.map((kind) => {
      const { key, block } = dxBlock(dx, kind);
      return { kind, name: kind, path: [key], block };
    })) : []),
  ];
}

/** A component of which a system has one, so that its kind is name enough. */
function single(kind: string, block: Block | undefined): Part {
  return { kind, name: kind, path: [kind], block };
}

function declaredIn(system: string, version: string, parts: readonly Part[]): DeclaredComponent[] {
  return parts.flatMap(({ kind, name, path, block }) => block === undefined ? [] : [{
    id: `${system}/${name}`,
    system,
    kind,
    version: block.version ?? version,
    returnedFrom: block.returnedFrom,
    stage: block.stage,
    path,
  }]);
}
