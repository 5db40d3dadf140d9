import { z } from "zod";
import { InputError, type Problem } from "../../releases/problem";
import type { Facts } from "../../upgrades/graph/model";
import type { KubernetesObject } from "./cluster";

/** The label of ConfigMaps into which a probe has put facts: each key of their data is one. */
export const factsLabel = "stepwise.dev/facts=true";

/** A fact is a word or a name; whole files are none. */
const longestFact = 200;

const configMapSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string(), namespace: z.string() }),
  data: z.record(z.string(), z.string()).default({}),
});

/**
 * What probes have put into a cluster: a fact a key, `true` and `false` as such, everything else as text.
 * @throws InputError where a value is no fact, or two ConfigMaps contradict each other
 */
export function probeFacts(configMaps: readonly KubernetesObject[]): Facts {
  const known = new Map<string, { readonly value: string | boolean; readonly where: string }>();
  const problems: Problem[] = [];
  for (const { metadata: { name, namespace }, data } of configMaps.flatMap((object) => configMapSchema.safeParse(object).data ?? [])) {
    const where = `ConfigMap ${namespace}/${name}`;
    for (const [fact, said] of Object.entries(data)) {
      const text = said.trim();
      const problem = (message: string): void => void problems.push({ file: where, path: `data.${fact}`, message });
      const value = text === "true" ? true : text === "false" ? false : text;
      const earlier = known.get(fact);
      if (text === "" || text.length > longestFact || text.includes("\n")) {
        problem(`found ${text.length} characters in ${text.split("\n").length} lines, expected text of one line, at most ${longestFact} characters, true or false`);
      } else if (earlier && earlier.value !== value) {
        problem(`found ${JSON.stringify(value)}, and ${earlier.where} says ${JSON.stringify(earlier.value)}; expected one of them, remove what is not so any more`);
      } else {
        known.set(fact, { value, where });
      }
    }
  }
  if (problems.length > 0) throw new InputError(problems);
  return Object.fromEntries([...known].map(([fact, { value }]) => [fact, value]));
}
