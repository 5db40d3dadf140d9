import * as assert from "node:assert/strict";
import type { Registered } from "./collect";
import { asList, asObject, podOf, type KubernetesObject } from "./compare";

/** What tests ask of a registered resource. */

export const nameOf = ({ urn }: Registered) => urn.split("::").at(-1)!;
export const kindOf = ({ type }: Registered) => type.split(":").at(-1)!;
export const objectOf = ({ inputs }: Registered) => inputs as KubernetesObject;

export function find(registered: readonly Registered[], kind: string, name: string): Registered {
  const found = registered.filter((each) => kindOf(each) === kind && nameOf(each) === name);
  assert.equal(found.length, 1, `${kind} ${name}`);
  return found[0]!;
}

export function container(registered: Registered): KubernetesObject {
  return asObject(asList(podOf(objectOf(registered))["containers"])[0]);
}

export const argsOf = (registered: Registered) => asList(container(registered)["args"]).map(String);
