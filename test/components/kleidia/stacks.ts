import * as path from "node:path";
import { kleidia, type KleidiaContext } from "../../../components/kleidia";
import { kleidiaSchema, type KleidiaConfig } from "../../../config/kleidia";
import { readStackFile } from "../../../config/stack";
import { projectRoot } from "../../../releases/projectRoot";
import { registrationsOf, type Registrations } from "../../support/registrations";

/** The Kleidia settings of one of the project's stacks. */
export function stackConfig(stack: "kleidia-staging" | "kleidia-prod"): KleidiaConfig {
  return readStackFile(path.resolve(projectRoot), stack).settings.kleidia!;
}

/** The smallest settings with all components, and these laid over each. */
export function config(changes: Readonly<Record<string, object | string>> = {}): KleidiaConfig {
  const { platform = {}, data = {}, services = {}, ...rest } = changes;
  return kleidiaSchema.parse({ version: "2.3.0", platform, data, services: { host: "kleidia.example.org", ...services as object }, ...rest });
}

export type Plain = null | undefined | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };

/** What the program registers, by logical name. */
export class Built {
  constructor(private readonly registrations: Registrations) {}

  static async of(settings: KleidiaConfig, context: KleidiaContext = {}): Promise<Built> {
    return new Built(await registrationsOf(() => void kleidia(settings, context)));
  }

  /** The logical names of what has this kind. */
  names(kind: string): string[] {
    return this.registrations.order.filter((name) => this.request(name).getType().endsWith(`:${kind}`)).sort();
  }

  /** What is asked for under a name, at a path: `at("data-postgres", "spec", "replicas")`. */
  at(name: string, ...path: readonly (string | number)[]): Plain {
    const whole = this.request(name).getObject()!.toJavaScript() as Plain;
    return path.reduce<Plain>((value, key) => (value as Record<string, Plain> | undefined)?.[key], whole);
  }

  /** The variables of a Pod's first container that are stated, by name. */
  env(name: string): Readonly<Record<string, Plain>> {
    const all = this.at(name, "spec", "template", "spec", "containers", 0, "env") as readonly { name: string; value?: string }[];
    return Object.fromEntries(all.map(({ name: variable, value }) => [variable, value]));
  }

  command(name: string): readonly string[] {
    return this.at(name, "spec", "template", "spec", "containers", 0, "command") as readonly string[];
  }

  isKept(name: string): boolean {
    return this.request(name).getProtect() === true && this.request(name).getRetainondelete() === true;
  }

  /** The names of what has to be there before. */
  after(name: string): ReadonlySet<string> {
    return new Set(this.request(name).getDependenciesList().map((urn) => urn.split("::").at(-1)!));
  }

  get everything(): string {
    return JSON.stringify([...this.registrations.requests.values()].map((request) => request.getObject()?.toJavaScript()));
  }

  private request(name: string) {
    const request = this.registrations.requests.get(name);
    if (request === undefined) throw new Error(`nothing is called ${name}; there are ${this.registrations.order.join(", ")}`);
    return request;
  }
}
