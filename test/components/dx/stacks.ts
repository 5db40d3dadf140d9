import * as path from "node:path";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { dx, type DxContext } from "../../../components/dx";
import { dxSchema, type DxConfig } from "../../../config/dx";
import { readStackFile } from "../../../config/stack";
import { projectRoot } from "../../../releases/projectRoot";
import { registrationsOf } from "../../support/registrations";

/** The DX settings of one of the project's stacks. */
export function stackConfig(stack: "dx-staging" | "dx-prod"): DxConfig {
  return readStackFile(path.resolve(projectRoot), stack).settings.dx!;
}

const blocks = { core: {}, persistence: {}, imageProcessor: {}, ringApi: {}, dam: {}, contentComposer: {}, haproxy: {} };

/** The smallest settings with all components of CF217, and these laid over them. */
export function config(changes: Readonly<Record<string, unknown>> = {}): DxConfig {
  return dxSchema.parse({ version: "CF217", ...blocks, ...changes });
}

export type Plain = null | undefined | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };

/** An object as the program asks for it. */
export class Asked {
  constructor(private readonly request: RegisterResourceRequest) {}

  get name(): string {
    return this.request.getName();
  }

  get kind(): string {
    return this.request.getType().split(":").at(-1)!;
  }

  get type(): string {
    return this.request.getType();
  }

  get isKept(): boolean {
    return this.request.getProtect() === true && this.request.getRetainondelete() === true;
  }

  get isReplacedAsAWhole(): boolean {
    return this.request.getReplaceonchangesList().length > 0 && this.request.getDeletebeforereplace();
  }

  /** How long the engine waits for it to be created and to be updated. */
  get timeouts(): readonly [string, string] {
    const timeouts = this.request.getCustomtimeouts();
    return [timeouts?.getCreate() ?? "", timeouts?.getUpdate() ?? ""];
  }

  /** What is asked for at a path: `at("spec", "replicas")`. */
  at(...place: readonly (string | number)[]): Plain {
    const whole = this.request.getObject()!.toJavaScript() as Plain;
    return place.reduce<Plain>((value, key) => (value as Record<string, Plain> | null | undefined)?.[key], whole);
  }

  /** What its Pods are made from. */
  pod(...place: readonly (string | number)[]): Plain {
    return this.at("spec", "template", "spec", ...place);
  }

  /** The annotation that has its Pods replaced. */
  get mark(): Plain {
    return this.at("spec", "template", "metadata", "annotations", "stepwise.dev/config-sha256");
  }

  env(name: string): Plain {
    const all = (this.pod("containers", 0, "env") ?? []) as readonly { name: string; value?: string }[];
    return all.find((one) => one.name === name)?.value;
  }

  /** `<kind> <name>` of what has to be there before. */
  get after(): ReadonlySet<string> {
    return new Set(this.request.getDependenciesList().map((urn) => urn.split("::").slice(-2).join(" ").replace(/^.*[:$]/, "")));
  }
}

/** Everything that the program asks for. */
export class World {
  private constructor(readonly all: readonly Asked[]) {}

  static async of(settings: DxConfig, context: DxContext = {}): Promise<World> {
    const { all } = await registrationsOf(() => void dx(settings, context));
    return new World(all.map((request) => new Asked(request)));
  }

  get(kind: string, name: string): Asked {
    const found = this.all.find((one) => one.kind === kind && one.name === name);
    if (!found) throw new Error(`found no ${kind} ${name}, there are ${this.all.map((one) => `${one.kind} ${one.name}`).join(", ")}`);
    return found;
  }

  of(kind: string): readonly Asked[] {
    return this.all.filter((one) => one.kind === kind);
  }

  get workloads(): readonly Asked[] {
    return [...this.of("Deployment"), ...this.of("StatefulSet")];
  }
}
